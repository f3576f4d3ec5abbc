"""Reads the Plex side of a run: the items of the libraries in scope and our labels on them."""

from asyncio import gather
from collections.abc import Iterable, Mapping, Set as AbstractSet
from dataclasses import dataclass, field, replace

from ..clients.errors import ServiceError
from ..clients.plex.client import Choice, PlexServer, Section
from ..clients.together import together
from ..core.labels import Labels
from ..core.model import Item, MediaType, fold

_NEWS = 50
"""How many of the newest items are read to see what came."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A section that was listed completely, by rating key, and the labels it offers as filters."""

    section: Section
    items: Mapping[int, Item]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All shelves, by section key.

    `problems` says what went wrong, by section title; `unlisted` holds the media types of the
    sections that could not be listed, `gone` the keys of sections that the user chose and that
    Plex does not have any more.
    """

    shelves: Mapping[str, Shelf] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    unlisted: frozenset[MediaType] = frozenset()
    gone: frozenset[str] = frozenset()

    def items(self) -> Iterable[Item]:
        """Give all items."""
        return (item for shelf in self.shelves.values() for item in shelf.items.values())

    def lacks(self, section: str, chosen: frozenset[str] | None) -> bool:
        """Whether a section belongs here that was not there yet; `chosen` is None for all."""
        wanted = chosen is None or section in chosen
        return wanted and section not in self.shelves and not self.problems

    def with_items(self, read: Iterable[Item], gone: AbstractSet[int]) -> Library:
        """Give the library with items as they were read now, and without those that are gone."""
        new = {item.rating_key: item for item in read}
        shelves = {key: self._shelf_with(shelf, new, gone) for key, shelf in self.shelves.items()}
        if all(shelf is self.shelves[key] for key, shelf in shelves.items()):
            return self
        return replace(self, shelves=shelves)

    def _shelf_with(self, shelf: Shelf, new: Mapping[int, Item], gone: AbstractSet[int]) -> Shelf:
        here = {key: item for key, item in new.items() if item.section == shelf.section.key}
        left = (gone | (new.keys() - here.keys())) & shelf.items.keys()
        if not left and all(shelf.items.get(key) == item for key, item in here.items()):
            return shelf
        kept = {key: item for key, item in shelf.items.items() if key not in left}
        return replace(shelf, items=kept | here)


async def read_library(plex: PlexServer, libraries: frozenset[str] | None) -> Library:
    """List the sections in scope. Raises a `ServiceError` when Plex cannot name its sections."""
    sections = await plex.sections()
    chosen = [section for section in sections if libraries is None or section.key in libraries]
    shelves = await together(_read_shelf(plex, section) for section in chosen)
    failed = [
        (section, shelf)
        for section, shelf in zip(chosen, shelves, strict=True)
        if isinstance(shelf, ServiceError)
    ]
    return Library(
        shelves={shelf.section.key: shelf for shelf in shelves if isinstance(shelf, Shelf)},
        problems={section.title: f"library {section.title}: {err}" for section, err in failed},
        unlisted=frozenset(section.media_type for section, _ in failed),
        gone=(libraries or frozenset()) - {section.key for section in sections},
    )


async def _read_shelf(plex: PlexServer, section: Section) -> Shelf | ServiceError:
    try:
        items, choices = await gather(plex.items(section), plex.choices(section))
    except ServiceError as err:
        return err
    return Shelf(section, {item.rating_key: item for item in items}, choices)


async def read_news(
    plex: PlexServer, library: Library, media_types: AbstractSet[MediaType]
) -> tuple[Library, frozenset[int]]:
    """Look for what is new in the sections of some media types, with one request for each.

    Gives the library as it is now and the rating keys of what came, went or is another title now.
    A section whose number of items cannot be explained by what is new is listed whole. Raises a
    `ServiceError`.
    """
    shelves = [one for one in library.shelves.values() if one.section.media_type in media_types]
    looks = await together(_look_at(plex, shelf) for shelf in shelves)
    changed = frozenset(
        key
        for shelf, items in zip(shelves, looks, strict=True)
        for key in shelf.items.keys() | items.keys()
        if _differ(shelf.items.get(key), items.get(key))
    )
    new = (item for items in looks for item in items.values() if item.rating_key in changed)
    gone = changed - {key for items in looks for key in items}
    return library.with_items(new, gone), changed


def _differ(before: Item | None, now: Item | None) -> bool:
    """Whether an item changed; of most it is the same object, and they are many."""
    return before is not now and before != now


async def _look_at(plex: PlexServer, shelf: Shelf) -> Mapping[int, Item]:
    recent = await plex.recent(shelf.section, _NEWS)
    items = {**shelf.items, **{item.rating_key: item for item in recent.items}}
    if len(items) == recent.total:
        return items
    return {item.rating_key: item for item in await plex.items(shelf.section)}


async def read_labels(
    plex: PlexServer,
    library: Library,
    *,
    wanted: frozenset[str],
    owned: frozenset[tuple[str, str]],
    ignore: str,
) -> Labels:
    """Read who carries the labels that matter: wanted ones, ours, and the one that says ignore.

    All are folded; `owned` holds section key and label. A label that a section does not offer
    is on none of its items, unless the ledger says that it should be: then Plex is asked.
    """
    stored: dict[tuple[str, str], Mapping[int, str]] = {}
    unread: set[tuple[str, str]] = set()

    async def read(shelf: Shelf, label: str, choice: Choice | None) -> None:
        at = (shelf.section.key, label)
        try:
            keys = await plex.members(
                shelf.section, [choice.id if choice else label], of=len(shelf.items)
            )
        except ServiceError:
            unread.add(at)
        else:
            stored[at] = dict.fromkeys(keys, choice.label if choice else label)

    await together(
        read(shelf, label, choice)
        for shelf in library.shelves.values()
        for label, choice in _labels_to_read(shelf, wanted | {ignore}, owned)
    )
    return Labels(stored, frozenset(unread), _ignored(library, stored, unread, ignore))


def _labels_to_read(
    shelf: Shelf, wanted: frozenset[str], owned: frozenset[tuple[str, str]]
) -> Iterable[tuple[str, Choice | None]]:
    offered = {fold(choice.label): choice for choice in shelf.choices}
    ours = {label for section, label in owned if section == shelf.section.key}
    for label in sorted((offered.keys() & wanted) | ours):
        yield label, offered.get(label)


def _ignored(
    library: Library,
    stored: Mapping[tuple[str, str], Mapping[int, str]],
    unread: set[tuple[str, str]],
    ignore: str,
) -> frozenset[int]:
    """Give the items to leave alone: all of a section whose ignore label could not be read."""
    ignored: set[int] = set()
    for key, shelf in library.shelves.items():
        if (key, ignore) in unread:
            ignored.update(shelf.items)
        ignored.update(stored.get((key, ignore), ()))
    return frozenset(ignored)
