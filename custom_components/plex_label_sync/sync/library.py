"""Lists Plex's libraries, so that the database holds the items that Plex shows now."""

from asyncio import gather
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from sqlite3 import Connection

from ..clients.errors import ServiceError
from ..clients.plex.client import PlexServer, Section
from ..core.ledger import FORGET_AFTER
from ..core.model import Item, MediaType
from ..core.work import WorkKind
from ..state import items, ledger, settings, work
from ..state.database import Database
from .outcome import Problem, ProblemKind
from .take import MOST_TITLES, add_library, add_news

RECENT = 50
"""How many of the newest items are read to see what came."""


class EmptyLibraryError(ServiceError):
    """A library that had items lists none: that may pass."""


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
    plex: PlexServer,
    database: Database,
    chosen: frozenset[str] | None,
    now: float,
    *,
    news: bool = False,
) -> Library:
    """List all sections in scope; a section that fails does not keep the others from that.

    It is work until it is listed. `news`: what is different is work as well, for whoever lists does
    not see to it. Raises a `ServiceError` when Plex cannot name its sections, and where it names
    none though it had items.
    """
    library = await read_sections(plex, chosen)
    if not library.everywhere and await database.read(items.count) > 0:
        raise EmptyLibraryError("it names no libraries, where it had titles")
    await database.write(lambda connection: _drop_others(connection, library, now))
    results = await gather(
        *(_listed(plex, database, section, now, news=news) for section in library.sections.values())
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
    plex: PlexServer, database: Database, section: Section, now: float, *, news: bool
) -> None:
    """List a section; the database then holds what it shows.

    `news`: what is different from what it showed before becomes work, with the same stroke: nobody
    would see the difference again. Raises a `ServiceError`; what was seen by then is kept. A
    section that lists nothing where it had items is believed after a day: until then that is an
    `EmptyLibraryError`.
    """
    changed: set[int] = set()

    def put(connection: Connection, page: tuple[Item, ...]) -> None:
        before = len(changed)
        new = items.put(connection, page)
        changed.update(new)
        if news and before <= MOST_TITLES:
            # Of a whole new library only a full sync is noted.
            add_news(connection, new if len(changed) <= MOST_TITLES else changed, (), now)

    async def take(page: tuple[Item, ...]) -> None:
        await database.write(partial(put, page=page))

    keys = await plex.list_items(section, take)

    def settle(connection: Connection) -> bool:
        went = _settle(connection, section.key, keys, now)
        if went and news:
            add_news(connection, (), [item.as_title() for item in went], now)
        return went is not None

    if not await database.write(settle):
        raise EmptyLibraryError("it lists nothing, where it had titles; it is listed again later")


async def seek(plex: PlexServer, database: Database, section: Section, now: float) -> None:
    """See what came to a section and what went, with one request if that explains its size.

    What is different becomes work. Raises a `ServiceError`.
    """
    recent = await plex.recent(section, RECENT)

    def look(connection: Connection) -> int:
        add_news(connection, items.put(connection, recent.items), (), now)
        return items.sections(connection).get(section.key, 0)

    if await database.write(look) != recent.total:
        await list_section(plex, database, section, now, news=True)


async def _listed(
    plex: PlexServer, database: Database, section: Section, now: float, *, news: bool
) -> ServiceError | None:
    try:
        await list_section(plex, database, section, now, news=news)
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
