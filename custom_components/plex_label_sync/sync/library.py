"""Lists Plex's libraries, so that the database holds the items that Plex shows now."""

from asyncio import gather
from collections.abc import Mapping
from dataclasses import dataclass, field
from sqlite3 import Connection

from ..clients.errors import ServiceError
from ..clients.plex.client import PlexServer, Section
from ..core.ledger import FORGET_AFTER
from ..core.model import Item, MediaType
from ..core.work import WorkKind
from ..state import items, ledger, settings, work
from ..state.database import Database
from .outcome import Problem, ProblemKind
from .take import add_library

RECENT = 50
"""How many of the newest items are read to see what came."""


class EmptyLibraryError(ServiceError):
    """A library that had items lists none: that may pass."""


@dataclass(frozen=True, slots=True)
class Differences:
    """What a listing showed: rating keys of new and changed items, and the items that went."""

    changed: frozenset[int] = frozenset()
    went: tuple[Item, ...] = ()

    def __or__(self, other: Differences) -> Differences:
        return Differences(self.changed | other.changed, (*self.went, *other.went))

    def __len__(self) -> int:
        return len(self.changed) + len(self.went)


@dataclass(frozen=True, slots=True)
class Library:
    """The sections in scope, by key, and how listing them went.

    `everywhere` are all sections of Plex, chosen or not. `listed` are the keys of those that were
    listed completely, `unlisted` the media types of others; `gone` holds the keys of sections that
    the user chose and that Plex does not have any more.
    """

    sections: Mapping[str, Section] = field(default_factory=dict)
    everywhere: tuple[Section, ...] = ()
    listed: frozenset[str] = frozenset()
    unlisted: frozenset[MediaType] = frozenset()
    gone: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()


async def read_sections(plex: PlexServer, chosen: frozenset[str] | None) -> Library:
    """Give the sections in scope, none of them listed; `chosen` is None for all.

    Raises a `ServiceError`.
    """
    everywhere = await plex.sections()
    sections = {one.key: one for one in everywhere if chosen is None or one.key in chosen}
    gone = (chosen or frozenset()) - {section.key for section in everywhere}
    return Library(sections, everywhere, gone=gone)


async def list_libraries(
    plex: PlexServer, database: Database, chosen: frozenset[str] | None, now: float
) -> Library:
    """List all sections in scope; a section that fails does not keep the others from that.

    It is work until it is listed. Raises a `ServiceError` when Plex cannot name its sections.
    """
    library = await read_sections(plex, chosen)
    await database.write(lambda connection: _drop_others(connection, library, now))
    results = await gather(
        *(_listed(plex, database, section, now) for section in library.sections.values())
    )
    failed = [
        (section, error)
        for section, error in zip(library.sections.values(), results, strict=True)
        if error
    ]
    listed = frozenset(library.sections.keys() - {section.key for section, _ in failed})

    def note(connection: Connection) -> None:
        work.drop(connection, WorkKind.LIBRARY, listed)
        for section, error in failed:
            add_library(connection, section, str(error), now)

    await database.write(note)
    return Library(
        library.sections,
        library.everywhere,
        listed=listed,
        unlisted=frozenset(section.media_type for section, _ in failed),
        gone=library.gone,
        problems=tuple(library_problem(section, error) for section, error in failed),
    )


def library_problem(section: Section, error: ServiceError) -> Problem:
    """Give the problem of a library that could not be listed."""
    words = f"library {section.title}: {error}"
    return Problem(ProblemKind.LIBRARY, section.title, words, words, section.key)


async def list_section(
    plex: PlexServer, database: Database, section: Section, now: float
) -> Differences:
    """List a section; gives what is different from what it showed before.

    Raises a `ServiceError`; what was seen by then is kept. A section that lists nothing where it
    had items is believed after a day: until then that is an `EmptyLibraryError`.
    """
    changed: set[int] = set()

    async def take(page: tuple[Item, ...]) -> None:
        changed.update(await database.write(lambda connection: items.put(connection, page)))

    keys = await plex.list_items(section, take)
    went = await database.write(lambda connection: _settle(connection, section.key, keys, now))
    if went is None:
        raise EmptyLibraryError("it lists nothing, where it had titles; it is listed again later")
    return Differences(frozenset(changed), went)


async def seek(plex: PlexServer, database: Database, section: Section, now: float) -> Differences:
    """See what came to a section and what went, with one request if that explains its size.

    Raises a `ServiceError`.
    """
    recent = await plex.recent(section, RECENT)

    def look(connection: Connection) -> tuple[frozenset[int], int]:
        changed = items.put(connection, recent.items)
        return changed, items.sections(connection).get(section.key, 0)

    changed, size = await database.write(look)
    found = Differences(changed)
    if size != recent.total:
        found |= await list_section(plex, database, section, now)
    return found


async def _listed(
    plex: PlexServer, database: Database, section: Section, now: float
) -> ServiceError | None:
    try:
        await list_section(plex, database, section, now)
    except ServiceError as err:
        return err
    return None


def _settle(
    connection: Connection, section: str, keys: frozenset[int], now: float
) -> tuple[Item, ...] | None:
    """Drop what a complete listing does not show; None when that is not to be believed yet."""
    before = items.keys_of_section(connection, section)
    empty = f"empty_{section}"
    if before and not keys:
        since = settings.get(connection, empty)
        if since is None or now - since < FORGET_AFTER:
            settings.put(connection, empty, now if since is None else since)
            return None
    if settings.get(connection, empty) is not None:
        settings.put(connection, empty, None)
    went = tuple(items.of(connection, before - keys).values())
    items.remove(connection, before - keys)
    ledger.note_listing(connection, [section], now)
    return went


def _drop_others(connection: Connection, library: Library, now: float) -> None:
    """Drop the items of sections that are out of scope, or that Plex does not have any more."""
    for section in items.sections(connection).keys() - library.sections.keys():
        items.remove(connection, items.keys_of_section(connection, section))
    there = {section.key for section in library.everywhere}
    if deleted := ledger.sections(connection) - there:
        ledger.note_listing(connection, deleted, now)
