"""The Plex server: what is in its libraries, which labels are there, and editing them.

Facts about the server come from Plex's published API and from answers recorded of Plex Media
Server 1.43. Lists never hold labels, so membership is read label by label; an edit appends.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from itertools import batched

import aiohttp

from ...core.model import MediaType
from ...core.phrase import PhraseKind
from ..address import Query
from ..errors import AuthError, BadAnswerError, NotFoundError, OddShapeError, ServiceError
from ..http import PATIENT, Caller, Patience, Refused
from ..images import LARGEST, Image, read_image
from ..plex_api import client_headers
from ..rows import Listing
from ..together import together
from .edits import TYPES, addition, edit_batches, edit_query, removal, section_path
from .listing import Listed, Take, list_pages
from .shapes import (
    Found,
    Identity,
    OfferedLabel,
    OfferedLabels,
    Page,
    Recent,
    Section,
    read_found,
    read_members,
    read_offered_labels,
    read_page,
    read_root,
    read_sections,
    read_total,
)
from .sizes import SIZES, read_size_of_all, read_sizes

__all__ = [
    "METADATA_SIZE",
    "Found",
    "Identity",
    "Listed",
    "NotOwnerError",
    "OfferedLabel",
    "OfferedLabels",
    "PlexServer",
    "Recent",
    "Section",
    "WrongServerError",
    "edit_batches",
]

METADATA_SIZE = 50
"""The most items in one read of metadata, to keep the URL short."""

_HEADER = "X-Plex-Token"
_EVERYTHING = "/library/all"
_ONE_PAGE = 1_000_000
_GUIDS = ("includeGuids", "1")
_SIZE = (("width", "480"), ("height", "720"), ("minSize", "1"), ("upscale", "0"))
_BALLAST = (
    (
        "excludeElements",
        "Media,Image,UltraBlurColors,Genre,Country,Collection,Director,Writer,Role",
    ),
    ("excludeFields", "summary,tagline"),
)


class NotOwnerError(AuthError):
    """The token opens the server, but it is not its owner's and cannot write labels."""

    kind = PhraseKind.NOT_OWNER


class WrongServerError(ServiceError):
    """Another Plex server answers at this address."""

    kind = PhraseKind.OTHER_SERVER


class PlexServer:
    """One Plex server, asked with its owner's token."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        token: str,
        *,
        client_id: str,
        at_once: int = 5,
        patience: Patience = PATIENT,
        refused: Refused = lambda _: None,
    ) -> None:
        """Without a `token` the server is asked as a stranger does, who may ask who it is.

        `refused` is told whenever the token is rejected.
        """
        self.caller = Caller(
            session,
            url,
            headers=client_headers(client_id) | ({_HEADER: token} if token else {}),
            at_once=at_once,
            patience=patience,
            refused=refused,
        )
        self._pictures = self.caller.low_priority()
        self.version = ""

    async def identity(self) -> Identity:
        """Give the server's identity once it is sure that the token may write labels.

        Raises `NotOwnerError` when it may not: `/accounts` is closed to all but the owner.
        """
        root = await self.caller.get("/", read_root)
        if root.machine_identifier is None:
            raise OddShapeError("its answer lacks 'machineIdentifier'")
        try:
            await self.caller.get("/accounts", read_root)
        except AuthError as err:
            raise NotOwnerError("the token is not the owner's") from err
        return Identity(root.machine_identifier, root.friendly_name or "Plex", root.version or "")

    async def verify(self, machine_identifier: str) -> None:
        """Raise `WrongServerError` unless this is the server it should be; note its `version`.

        It is asked without the token, which nobody is to see who is not this server. Raises another
        `ServiceError` when it does not say who it is.
        """
        try:
            identity = await self.caller.get("/identity", read_root, without=_HEADER)
        except AuthError as err:
            # Plex says that to anybody: a proxy asks, and the token is not what it wants.
            raise BadAnswerError(str(err)) from err
        self.version = identity.version or ""
        if identity.machine_identifier != machine_identifier:
            raise WrongServerError(
                "another Plex server answers at this address; reconfigure the integration"
            )

    async def sections(self) -> Listing[Section]:
        """Give all libraries of movies and of TV shows; one that is odd may be any."""
        return await self.caller.get("/library/sections", read_sections)

    async def list_items(self, section: Section, take: Take) -> Listed:
        """Give the rating keys of all items of a section; `take` gets the items, page by page.

        Pages have 500 items at most, and `take` is awaited with one after the other, in whatever
        order they arrive. An item of an odd shape is never taken; it is among the keys if it has
        one. A list that changes while it is read is read again at once, so that `take` may get
        items again. Raises `BadAnswerError` unless the third list, at the latest, is complete.
        """

        async def ask(start: int, size: int) -> Page:
            return await self._page(section, (), start, size)

        return await list_pages(ask, take, at_once=self.caller.at_once)

    async def recent(self, section: Section, size: int) -> Recent:
        """Give the newest items of a section, `size` at most, with one request.

        Raises a `ServiceError`. What came into the library last is first, as Plex sorts by
        `addedAt`.
        """
        page = await self._page(section, (("sort", "addedAt:desc"),), 0, size)
        return Recent(page.items, page.total)

    async def offered_labels(self, section: Section) -> OfferedLabels:
        """Give the labels of a section; some may be on no item any more."""
        path, kind = f"/library/sections/{section.key}/label", ("type", TYPES[section.media_type])
        return await self.caller.get(path, read_offered_labels, [kind])

    async def members(self, label_id: str, media_type: MediaType) -> frozenset[int]:
        """Give the rating keys of all items of this type, in all libraries, that carry a label.

        With one request. Raises `BadAnswerError` when the list is not whole. Plex ignores a filter
        that it does not support and returns everything: whoever asks compares with what
        `count_without` and `count` give before anything is made of it.
        """
        return await self._members(_EVERYTHING, media_type, label_id)

    async def count_without(self, label_id: str, media_type: MediaType) -> int:
        """Give how many items of this type, in all libraries, do not carry a label."""
        return await self._count(_EVERYTHING, media_type, [("label!", label_id)])

    async def count(self, media_type: MediaType) -> int:
        """Give how many items of this type all libraries have."""
        return await self._count(_EVERYTHING, media_type, ())

    async def section_members(self, section: Section, label_ids: Sequence[str]) -> frozenset[int]:
        """Give the rating keys of a section's items that carry any of these labels.

        As `members`, for servers that filter within sections alone.
        """
        path, ids = section_path(section), _joined(label_ids)
        return await self._members(path, section.media_type, ids)

    async def section_count_without(self, section: Section, label_ids: Sequence[str]) -> int:
        """Give how many of a section's items carry none of these labels."""
        path, without = section_path(section), [("label!", _joined(label_ids))]
        return await self._count(path, section.media_type, without)

    async def read(self, rating_keys: Iterable[int]) -> dict[int, Found]:
        """Give these movies and TV shows with their labels, 50 in a request.

        Those that Plex does not give, or gives in an odd shape, are missing, and so are seasons and
        episodes. To be missing is no proof of being gone: Plex was seen to answer 404 for a batch
        of items that are there, and then all of them are missing. What was not asked for is left
        out. Raises a `ServiceError`.
        """
        asked = dict.fromkeys(rating_keys)
        batches = batched(asked, METADATA_SIZE, strict=False)
        parts = await together(self._metadata(batch) for batch in batches)
        found = {entry.item.rating_key: entry for part in parts for entry in part}
        return {key: entry for key, entry in found.items() if key in asked}

    async def labels(self, rating_keys: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Give the labels of these movies and TV shows; some may be missing, as in `read`."""
        entries = await self.read(rating_keys)
        return {rating_key: entry.labels for rating_key, entry in entries.items()}

    async def poster(self, rating_key: int) -> Image:
        """Give an item's poster, for a screen of any size. Raises a `ServiceError`."""
        query = [("url", f"/library/metadata/{rating_key}/thumb"), *_SIZE]
        path = "/photo/:/transcode"
        return await self._pictures.get_bytes(path, read_image, query, most=LARGEST)

    async def sizes_of_movies(self, rating_keys: Iterable[int]) -> dict[int, int]:
        """Give how many bytes the files of movies have, as far as Plex tells, 50 in a request.

        Raises a `ServiceError`.
        """
        batches = batched(rating_keys, METADATA_SIZE, strict=False)
        paths = (f"/library/metadata/{','.join(map(str, batch))}" for batch in batches)
        parts = await together(self.caller.get(path, read_sizes, SIZES) for path in paths)
        return {key: size for part in parts for key, size in part.items()}

    async def size_of_show(self, rating_key: int) -> int:
        """Give how many bytes all episodes of a TV show have. Raises a `ServiceError`."""
        path = f"/library/metadata/{rating_key}/allLeaves"
        return await self.caller.get(path, read_size_of_all, SIZES)

    async def add_labels(
        self, section: Section, labels: Sequence[str], rating_keys: Collection[int]
    ) -> None:
        """Add labels to items, with one request. Other labels stay.

        Raises `ValueError` unless the items are a part that `edit_batches` gives.
        """
        await self._edit(section, edit_query(section, addition(labels), rating_keys))

    async def remove_labels(
        self, section: Section, labels: Sequence[str], rating_keys: Collection[int]
    ) -> None:
        """Take labels, in Plex's own spelling, off items. Other labels stay.

        Raises `ValueError` unless the items are a part that `edit_batches` gives.
        """
        await self._edit(section, edit_query(section, removal(labels), rating_keys))

    async def _metadata(self, rating_keys: Sequence[int]) -> tuple[Found, ...]:
        path = f"/library/metadata/{','.join(map(str, rating_keys))}"
        try:
            return await self.caller.get(
                path, read_found, [_GUIDS, ("skipRefresh", "1"), *_BALLAST]
            )
        except NotFoundError:
            return ()

    async def _edit(self, section: Section, query: Query) -> None:
        await self.caller.put(section_path(section), query)

    async def _members(self, path: str, media_type: MediaType, label_ids: str) -> frozenset[int]:
        kind, label = ("type", TYPES[media_type]), ("label", label_ids)
        query = (kind, label, *_BALLAST, *_paging(0, _ONE_PAGE))
        return await self.caller.get(path, read_members, query)

    async def _count(self, path: str, media_type: MediaType, labels: Query) -> int:
        query = (("type", TYPES[media_type]), *labels, *_paging(0, 0))
        return await self.caller.get(path, read_total, query)

    async def _page(self, section: Section, order: Query, start: int, size: int) -> Page:
        kind = ("type", TYPES[section.media_type])
        query = (kind, _GUIDS, *order, *_BALLAST, *_paging(start, size))
        return await self.caller.get(
            section_path(section), partial(read_page, section=section), query
        )


def _paging(start: int, size: int) -> Query:
    return (("X-Plex-Container-Start", str(start)), ("X-Plex-Container-Size", str(size)))


def _joined(label_ids: Sequence[str]) -> str:
    """Join ids; no ids would be no filter."""
    if not label_ids:
        raise ValueError("no label is named")
    return ",".join(label_ids)
