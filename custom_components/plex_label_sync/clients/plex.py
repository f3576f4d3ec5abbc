"""The Plex server: what is in its libraries, which labels are there, and editing them.

Facts about the server come from Plex's published API and from answers recorded of Plex Media
Server 1.43. Lists never hold labels, so membership is read label by label; an edit appends.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import batched
from urllib.parse import quote

import aiohttp

from ..core.guid import usable
from ..core.model import Item, MediaType
from .errors import AuthError, BadAnswerError, NotFoundError, ServiceError
from .http import PATIENT, Caller, Patience, Query
from .shape import Json, entries, mapping, number, optional_number, text
from .together import together

EDIT_SIZE = 100
"""The most items in one edit, as other programs do it without trouble."""

METADATA_SIZE = 50
"""The most items in one read of metadata, to keep the URL short."""

_PAGE = 500
_TYPES = {MediaType.MOVIE: "1", MediaType.SHOW: "2"}
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


@dataclass(frozen=True, slots=True)
class Identity:
    """Which server this is."""

    machine_identifier: str
    friendly_name: str
    version: str


@dataclass(frozen=True, slots=True)
class Section:
    """A library of films or series."""

    key: str
    title: str
    media_type: MediaType


@dataclass(frozen=True, slots=True)
class Choice:
    """A label that a section offers as a filter, in Plex's own spelling."""

    id: str
    label: str


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
    ) -> None:
        self.caller = Caller(
            session,
            url,
            headers={
                "X-Plex-Token": token,
                "X-Plex-Client-Identifier": client_id,
                "X-Plex-Product": "Plex Label Sync",
            },
            at_once=at_once,
            patience=patience,
        )
        self._items: dict[str, dict[int, Item]] = {}

    async def identity(self) -> Identity:
        """Give the server's identity once it is sure that the token may write labels.

        Raises `NotOwnerError` when it may not: `/accounts` is closed to all but the owner.
        """
        root = _media_container(await self.caller.get("/"))
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
        """Raise `WrongServerError` unless this is the server it should be."""
        identity = _media_container(await self.caller.get("/identity"))
        if identity.get("machineIdentifier") != machine_identifier:
            raise WrongServerError(
                "another Plex server answers at this address; reconfigure the integration"
            )

    async def sections(self) -> tuple[Section, ...]:
        """Give all libraries of films and of series."""
        container = _media_container(await self.caller.get("/library/sections"))
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
        query = (("type", _TYPES[section.media_type]), ("includeGuids", "1"), *_BALLAST)
        known = self._items.get(section.key, {})

        def parse(entry: Json) -> tuple[int, Item]:
            item = _item(entry, section)
            before = known.get(item.rating_key)
            return item.rating_key, before if before == item else item

        self._items[section.key] = await self._list(section, query, parse)
        return tuple(self._items[section.key].values())

    async def choices(self, section: Section) -> tuple[Choice, ...]:
        """Give the labels of a section; some may be on no item any more."""
        path = f"/library/sections/{section.key}/label"
        container = _media_container(
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

    async def labels(self, rating_keys: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Give the labels of these items; those that are gone are missing."""
        found: dict[int, tuple[str, ...]] = {}
        for batch in batched(rating_keys, METADATA_SIZE, strict=False):
            path = f"/library/metadata/{','.join(map(str, batch))}"
            try:
                answer = await self.caller.get(path, [("skipRefresh", "1"), *_BALLAST])
            except NotFoundError:  # none of the batch is there any more
                continue
            container = _media_container(answer)
            for entry in entries(container.get("Metadata")):
                found[number(entry, "ratingKey")] = tuple(
                    text(label, "tag") for label in entries(entry.get("Label"))
                )
        return found

    async def add_label(self, section: Section, label: str, rating_keys: Collection[int]) -> None:
        """Add a label to up to 100 items. Other labels stay."""
        await self._edit(section, rating_keys, ("label[0].tag.tag", label))

    async def remove_label(
        self, section: Section, label: str, rating_keys: Collection[int]
    ) -> None:
        """Take a label, in Plex's own spelling, off up to 100 items. Other labels stay."""
        # Plex splits the value at commas and decodes each part once more.
        await self._edit(section, rating_keys, ("label[].tag.tag-", quote(label, safe="")))

    async def _edit(
        self, section: Section, rating_keys: Collection[int], change: tuple[str, str]
    ) -> None:
        # Without ids Plex would edit every item of the section.
        if not 0 < len(rating_keys) <= EDIT_SIZE:
            raise ValueError(f"an edit takes 1 to {EDIT_SIZE} items, not {len(rating_keys)}")
        ids = ",".join(str(int(key)) for key in rating_keys)
        query = [("type", _TYPES[section.media_type]), ("id", ids), change, ("label.locked", "1")]
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
        return _media_container(await self.caller.get(path, (*query, *paging)))


def _media_container(answer: object) -> Json:
    return mapping(mapping(answer).get("MediaContainer"))


def _item(entry: Json, section: Section) -> Item:
    guid = str(entry.get("guid", ""))
    others = (str(other.get("id", "")) for other in entries(entry.get("Guid")))
    return Item(
        rating_key=number(entry, "ratingKey"),
        section=section.key,
        media_type=section.media_type,
        guid=guid,
        guids=usable((guid, *others)),
        title=str(entry.get("title", "")),
        added_at=optional_number(entry, "addedAt"),
    )
