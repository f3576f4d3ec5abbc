"""Reads the Plex side of a run: the items of the libraries in scope and our labels on them."""

from asyncio import gather
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..clients.errors import ServiceError
from ..clients.plex import Choice, PlexServer, Section
from ..clients.together import together
from ..core.model import Item, fold
from ..core.plan import Labels


@dataclass(frozen=True, slots=True)
class Shelf:
    """A section that was listed completely, and the labels it offers as filters."""

    section: Section
    items: tuple[Item, ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All shelves, by section key.

    `problems` says what went wrong, by section title; `gone` holds the keys of sections that
    the user chose and that Plex does not have any more.
    """

    shelves: Mapping[str, Shelf] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def items(self) -> Iterable[Item]:
        """Give all items."""
        return (item for shelf in self.shelves.values() for item in shelf.items)


async def read_library(plex: PlexServer, libraries: frozenset[str] | None) -> Library:
    """List the sections in scope. Raises a `ServiceError` when Plex cannot name its sections."""
    sections = await plex.sections()
    chosen = [section for section in sections if libraries is None or section.key in libraries]
    shelves = await together(_read_shelf(plex, section) for section in chosen)
    return Library(
        shelves={shelf.section.key: shelf for shelf in shelves if isinstance(shelf, Shelf)},
        problems={
            section.title: f"library {section.title}: {shelf}"
            for section, shelf in zip(chosen, shelves, strict=True)
            if isinstance(shelf, ServiceError)
        },
        gone=(libraries or frozenset()) - {section.key for section in sections},
    )


async def _read_shelf(plex: PlexServer, section: Section) -> Shelf | ServiceError:
    try:
        items, choices = await gather(plex.items(section), plex.choices(section))
    except ServiceError as err:
        return err
    return Shelf(section, items, choices)


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
            ignored.update(item.rating_key for item in shelf.items)
        ignored.update(stored.get((key, ignore), ()))
    return frozenset(ignored)
