"""The Plex server: what is in its libraries, which labels are there, and editing them.

Facts about the server come from Plex's published API and from answers recorded of Plex Media
Server 1.43. Lists never hold labels, so membership is read label by label; an edit appends.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import batched
from urllib.parse import quote

import aiohttp

from ...core.model import Item, MediaType
from ..errors import AuthError, BadAnswerError, NotFoundError, ServiceError
from ..http import PATIENT, Caller, Patience, Query, Refused
from ..shape import Json, entries, number, text
from ..together import together
from .shapes import (
    Choice,
    Found,
    Identity,
    Recent,
    Section,
    found_of,
    item_of,
    media_container,
)

__all__ = [
    "EDIT_SIZE",
    "METADATA_SIZE",
    "Choice",
    "Found",
    "Identity",
    "NotOwnerError",
    "PlexServer",
    "Recent",
    "Section",
    "WrongServerError",
]

EDIT_SIZE = 100
"""The most items in one edit, as other programs do it without trouble."""

METADATA_SIZE = 50
"""The most items in one read of metadata, to keep the URL short."""

_PAGE = 500
_TYPES = {MediaType.MOVIE: "1", MediaType.SHOW: "2"}
_GUIDS = ("includeGuids", "1")
_BALLAST = (
    (
        "excludeElements",
        "Media,Image,UltraBlurColors,Genre,Country,Collection,Director,Writer,Role",
    ),
    ("excludeFields", "summary,tagline"),
)


class NotOwnerError(AuthError):
    """The token opens the server, but it is not its owner's and cannot write labels."""


class WrongServerError(ServiceError):
    """Another Plex server answers at this address."""


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
        named = {"X-Plex-Client-Identifier": client_id, "X-Plex-Product": "Plex Label Sync"}
        self.caller = Caller(
            session,
            url,
            headers=named | ({"X-Plex-Token": token} if token else {}),
            at_once=at_once,
            patience=patience,
            refused=refused,
        )
        self.version = ""
        self._items: dict[str, dict[int, Item]] = {}

    async def identity(self) -> Identity:
        """Give the server's identity once it is sure that the token may write labels.

        Raises `NotOwnerError` when it may not: `/accounts` is closed to all but the owner.
        """
        root = media_container(await self.caller.get("/"))
        try:
            await self.caller.get("/accounts")
        except AuthError as err:
            raise NotOwnerError("the token is not the owner's") from err
        return Identity(
            machine_identifier=text(root, "machineIdentifier"),
            friendly_name=str(root.get("friendlyName") or "Plex"),
            version=str(root.get("version", "")),
        )

    async def verify(self, machine_identifier: str) -> None:
        """Raise `WrongServerError` unless this is the server it should be; note its `version`."""
        identity = media_container(await self.caller.get("/identity"))
        self.version = str(identity.get("version", ""))
        if identity.get("machineIdentifier") != machine_identifier:
            raise WrongServerError(
                "another Plex server answers at this address; reconfigure the integration"
            )

    async def sections(self) -> tuple[Section, ...]:
        """Give all libraries of films and of series."""
        container = media_container(await self.caller.get("/library/sections"))
        return tuple(
            Section(text(entry, "key"), str(entry.get("title", "")), MediaType(kind))
            for entry in entries(container.get("Directory"))
            if (kind := str(entry.get("type"))) in set(MediaType)
        )

    async def items(self, section: Section) -> tuple[Item, ...]:
        """Give all items of a section. Raises `BadAnswerError` unless the list is complete.

        What did not change since the last time is the same object: many new ones that live long
        bring on full garbage collections, which hold up the event loop.
        """
        query = (("type", _TYPES[section.media_type]), _GUIDS, *_BALLAST)
        known = self._items.get(section.key, {})

        def parse(entry: Json) -> tuple[int, Item]:
            item = item_of(entry, section.key, section.media_type)
            before = known.get(item.rating_key)
            return item.rating_key, before if before == item else item

        self._items[section.key] = await self._list(section, query, parse)
        return tuple(self._items[section.key].values())

    async def recent(self, section: Section, size: int) -> Recent:
        """Give the newest items of a section, `size` at most, with one request.

        Raises a `ServiceError`. What came into the library last is first, as Plex sorts by
        `addedAt`.
        """
        kind, newest = ("type", _TYPES[section.media_type]), ("sort", "addedAt:desc")
        page = await self._page(section, (kind, _GUIDS, newest, *_BALLAST), 0, size)
        return Recent(
            items=tuple(
                item_of(entry, section.key, section.media_type)
                for entry in entries(page.get("Metadata"))
            ),
            total=number(page, "totalSize"),
        )

    async def choices(self, section: Section) -> tuple[Choice, ...]:
        """Give the labels of a section; some may be on no item any more."""
        path = f"/library/sections/{section.key}/label"
        container = media_container(
            await self.caller.get(path, [("type", _TYPES[section.media_type])])
        )
        return tuple(
            Choice(text(entry, "key"), text(entry, "title"))
            for entry in entries(container.get("Directory"))
        )

    async def members(self, section: Section, choices: Sequence[str], *, of: int) -> frozenset[int]:
        """Give the rating keys of the items that carry any of these labels (ids or titles).

        `of` is about the number of items in the section. Plex ignores a filter that it does not
        know and returns everything, so when most items seem to carry the label, those without it
        are counted too: ignored, this filter gives as many. Raises `BadAnswerError` when the
        filter was ignored or the list is not whole.
        """
        kind = ("type", _TYPES[section.media_type])
        wanted = ",".join(choices)
        query = (kind, ("label", wanted), *_BALLAST)
        keys = await self._list(section, query, lambda entry: (number(entry, "ratingKey"), None))
        if keys and 4 * len(keys) >= 3 * of:
            page = await self._page(section, (kind, ("label!", wanted)), 0, 0)
            if number(page, "totalSize") >= len(keys):
                raise BadAnswerError("it ignored the label filter and returned the whole library")
        return frozenset(keys)

    async def read(self, rating_keys: Iterable[int]) -> dict[int, Found]:
        """Give these films and series with their labels, 50 in a request.

        Those that are gone are missing, and so are seasons and episodes. Raises a `ServiceError`.
        """
        batches = batched(rating_keys, METADATA_SIZE, strict=False)
        found = await together(self._metadata(batch) for batch in batches)
        return {one.item.rating_key: one for part in found for one in part}

    async def labels(self, rating_keys: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Give the labels of these films and series; those that are gone are missing."""
        found = await self.read(rating_keys)
        return {rating_key: one.labels for rating_key, one in found.items()}

    async def add_labels(
        self, section: Section, labels: Sequence[str], rating_keys: Collection[int]
    ) -> None:
        """Add labels to up to 100 items, with one request. Other labels stay."""
        added = [(f"label[{number}].tag.tag", label) for number, label in enumerate(labels)]
        await self._edit(section, rating_keys, added)

    async def remove_labels(
        self, section: Section, labels: Sequence[str], rating_keys: Collection[int]
    ) -> None:
        """Take labels, in Plex's own spelling, off up to 100 items. Other labels stay."""
        # Plex splits the value at commas and decodes each part once more.
        removed = ",".join(quote(label, safe="") for label in labels)
        await self._edit(section, rating_keys, [("label[].tag.tag-", removed)])

    async def _metadata(self, rating_keys: Sequence[int]) -> tuple[Found, ...]:
        path = f"/library/metadata/{','.join(map(str, rating_keys))}"
        try:
            answer = await self.caller.get(path, [_GUIDS, ("skipRefresh", "1"), *_BALLAST])
        except NotFoundError:  # none of them is there any more
            return ()
        return found_of(media_container(answer))

    async def _edit(self, section: Section, rating_keys: Collection[int], changes: Query) -> None:
        # Without ids Plex would edit every item of the section.
        if not 0 < len(rating_keys) <= EDIT_SIZE:
            raise ValueError(f"an edit takes 1 to {EDIT_SIZE} items, not {len(rating_keys)}")
        ids = ",".join(str(int(key)) for key in rating_keys)
        kind, locked = ("type", _TYPES[section.media_type]), ("label.locked", "1")
        query = (kind, ("id", ids), *changes, locked)
        await self.caller.put(f"/library/sections/{section.key}/all", query)

    async def _list[T](
        self, section: Section, query: Query, parse: Callable[[Json], tuple[int, T]]
    ) -> dict[int, T]:
        """Give all entries of a list, by rating key; only the first page's wait is a wait."""

        async def page(start: int) -> tuple[int, list[tuple[int, T]]]:
            answer = await self._page(section, query, start, _PAGE)
            listed = [parse(entry) for entry in entries(answer.get("Metadata"))]
            return number(answer, "totalSize"), listed

        first = await page(0)
        total, listed = first
        stride = len(listed) or _PAGE
        rest = await together(page(start) for start in range(stride, total, stride))
        found = dict(entry for _, part in (first, *rest) for entry in part)
        if any(count != total for count, _ in rest) or len(found) != total:
            raise BadAnswerError(f"it listed {len(found)} items of {total}")
        return found

    async def _page(self, section: Section, query: Query, start: int, size: int) -> Json:
        paging = (("X-Plex-Container-Start", str(start)), ("X-Plex-Container-Size", str(size)))
        path = f"/library/sections/{section.key}/all"
        return media_container(await self.caller.get(path, (*query, *paging)))
