"""A poster as Plex gives it: an image, whatever else the server may answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..decode import Body
from ..errors import BadAnswerError

_KINDS: Mapping[bytes, str] = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
    b"RIFF": "image/webp",
}
"""The first bytes of images."""


@dataclass(frozen=True, slots=True)
class Poster:
    """An image and its media type."""

    image: bytes
    content_type: str


def read_poster(body: Body) -> Poster:
    """Read an image. Raises `BadAnswerError` for anything else."""
    image = bytes(body)
    for beginning, content_type in _KINDS.items():
        if image.startswith(beginning):
            return Poster(image, content_type)
    raise BadAnswerError("its answer is no image")
