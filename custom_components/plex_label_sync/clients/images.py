"""Images: told by their first bytes, whatever a server says of them, and where posters are."""

from collections.abc import Mapping

import aiohttp
from msgspec import Struct
from yarl import URL

from .decode import Body
from .errors import BadAnswerError
from .http import HASTY, Caller

LARGEST = 8 * 1024 * 1024
"""The most bytes of a poster."""

TMDB = "https://image.tmdb.org"

_HOSTS: dict[str, str] = {
    host: f"https://{host}"
    for host in ("image.tmdb.org", "images.plex.tv", "metadata-static.plex.tv")
}
"""The hosts that are asked for posters: those to which Plex's catalogue and Seerr lead."""

_AT_ONCE = 4

_KINDS: Mapping[bytes, str] = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
    b"RIFF": "image/webp",
}
"""The first bytes of images."""


class Image(Struct, frozen=True):
    """An image and its media type."""

    content: bytes
    content_type: str


def read_image(body: Body) -> Image:
    """Read an image. Raises `BadAnswerError` for anything else."""
    content = bytes(body)
    for beginning, content_type in _KINDS.items():
        if content.startswith(beginning):
            return Image(content, content_type)
    raise BadAnswerError("its answer is no image")


class Images:
    """Images of public hosts, which are asked without any token or key."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._callers = {
            host: Caller(session, base, headers={}, at_once=_AT_ONCE, patience=HASTY)
            for host, base in _HOSTS.items()
        }

    async def get(self, address: str) -> Image:
        """Give an image by its address.

        Raises `BadAnswerError` for one elsewhere than at the known hosts, else a `ServiceError`.
        """
        try:
            url = URL(address)
            is_plain = url.scheme == "https" and url.explicit_port is None and not url.user
        except ValueError:
            raise BadAnswerError("its poster has no address") from None
        caller = self._callers.get(url.host or "") if is_plain else None
        if caller is None:
            raise BadAnswerError("its poster is at a host that is not asked")
        # TMDB's originals have some megabytes.
        path = url.raw_path.replace("/t/p/original/", "/t/p/w500/")
        return await caller.get_bytes(path, read_image, [*url.query.items()], most=LARGEST)

    async def of_tmdb(self, path: str) -> Image:
        """Give an image that TMDB has under this path. Raises a `ServiceError`."""
        return await self.get(f"{TMDB}/t/p/w500/{path.lstrip('/')}")
