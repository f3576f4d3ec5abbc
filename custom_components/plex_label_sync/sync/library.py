"""Lists Plex's libraries, so that the database holds the items that Plex shows now."""

from asyncio import gather
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from sqlite3 import Connection

from msgspec import Struct, field

from ..clients.errors import ServiceError
from ..clients.plex.client import Listed, PlexServer, Section
from ..core.ledger import FORGET_AFTER
from ..core.model import Item, MediaType
from ..core.phrase import Phrase, PhraseKind
from ..core.work import WorkKind
from ..state import former_names, items, ledger, settings, work
from ..state.database import Database
from .new_work import MOST_TITLES, add_library, add_new_items
from .outcome import Outcome
from .problem import PLEX, Problem, ProblemKind

_NO_ODD = {"odd": 0, "more": 0}

RECENT = 50
"""How many of the newest items are read to see what came."""


class EmptyLibraryError(ServiceError):
    """A library that had items lists none: that may pass."""

    kind = PhraseKind.EMPTY


class Library(Struct, frozen=True):
    """The sections in scope, by key, and how listing them went.

    `everywhere` are all sections of Plex, chosen or not; `odd` is how many more it has, which could
    not be read. `listed` are the keys of those that were listed completely, `unlisted` the media
    types of others; `gone` holds the keys of sections that the user chose and that Plex does not
    have any more.
    """

    sections: Mapping[str, Section] = field(default_factory=dict)
    everywhere: tuple[Section, ...] = ()
    listed: frozenset[str] = frozenset()
    unlisted: frozenset[MediaType] = frozenset()
    empty: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    odd: int = 0


async def read_sections(plex: PlexServer, chosen: frozenset[str] | None) -> Library:
    """Give the sections in scope, none of them listed; `chosen` is None for all.

    Raises a `ServiceError`.
    """
    named = await plex.sections()
    everywhere, odd = named.entries, named.odd
    sections = {one.key: one for one in everywhere if chosen is None or one.key in chosen}
    gone = (chosen or frozenset()) - {section.key for section in everywhere}
    # One that could not be read may be any of them.
    return Library(sections, everywhere, gone=frozenset() if odd else gone, odd=odd)


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
    none though it had items: that is believed after a day.
    """
    library = await read_sections(plex, chosen)
    if not await database.write(lambda connection: _drop_others(connection, library, now)):
        raise EmptyLibraryError("it names no libraries, where it had titles")
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
        unlisted=frozenset(
            MediaType if library.odd else (section.media_type for section, _ in failed)
        ),
        empty=frozenset(
            section.key for section, error in failed if isinstance(error, EmptyLibraryError)
        ),
        gone=library.gone,
        problems=(
            *_odd_problem(library.odd),
            *(library_problem(section, error) for section, error in failed),
        ),
        odd=library.odd,
    )


def _odd_problem(odd: int) -> tuple[Problem, ...]:
    """Tell of libraries that could not be read; which ones is not known."""
    words = f"{odd} of the libraries could not be read"
    why = Phrase.of(PhraseKind.LIBRARIES_UNREAD, count=odd)
    return (Problem(ProblemKind.LIBRARY, "libraries", words, words, why=why),) if odd else ()


def no_library(problems: Iterable[Problem]) -> Outcome:
    """Give the outcome of a run that could list no library, because of these `problems`."""
    why = Phrase.of(PhraseKind.NO_LIBRARY)
    problem = Problem(ProblemKind.PLEX, PLEX, "no library can be listed", why=why)
    return Outcome(problems=(*problems, problem))


def library_problem(section: Section, error: ServiceError) -> Problem:
    """Give the problem of a library that could not be listed."""
    words = f"library {section.title}: {error}"
    return Problem(ProblemKind.LIBRARY, section.title, words, words, section.key, why=error.why)


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
            add_new_items(connection, new if len(changed) <= MOST_TITLES else changed, (), now)

    async def take(page: tuple[Item, ...]) -> None:
        await database.write(partial(put, page=page))

    listed = await plex.list_items(section, take)

    def settle(connection: Connection) -> bool:
        went = _settle(connection, section.key, listed, now)
        if went and news:
            add_new_items(connection, (), [item.as_title() for item in went], now)
        return went is not None

    if not await database.write(settle):
        raise EmptyLibraryError("it lists nothing, where it had titles; it is listed again later")


async def seek(plex: PlexServer, database: Database, section: Section, now: float) -> None:
    """See what came to a section and what went, with one request if that explains its size.

    What is different becomes work. Raises a `ServiceError`.
    """
    recent = await plex.recent(section, RECENT)

    def look(connection: Connection) -> int:
        add_new_items(connection, items.put(connection, recent.items), (), now)
        more: int = settings.get(connection, _odd_items(section.key), _NO_ODD)["more"]
        return items.sections(connection).get(section.key, 0) + more

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


def _odd_items(section: str) -> str:
    """Give the setting that tells of a section's items that could not be read.

    How many there are, and how many more the section has than are kept.
    """
    return f"odd_items_{section}"


def odd_items(connection: Connection) -> int:
    """Give how many items could not be read when their sections were listed last."""
    sections = items.sections(connection)
    told = (settings.get(connection, _odd_items(section), _NO_ODD) for section in sections)
    return sum(one["odd"] for one in told)


def _settle(
    connection: Connection, section: str, listed: Listed, now: float
) -> tuple[Item, ...] | None:
    """Drop what a complete listing does not show; None when that is not to be believed yet.

    While it has entries without a key, these may be any that are missing.
    """
    keys = listed.keys
    before = items.keys_of_section(connection, section)
    is_empty = bool(before) and not keys and not listed.keyless
    if not _is_believed(connection, section, now, is_empty=is_empty):
        return None
    went = frozenset[int]() if listed.keyless else before - keys
    gone = tuple(items.of(connection, went).values())
    if not listed.keyless:
        items.remove(connection, went)
        _note_listing(connection, [section], now)
    more = len(keys) + listed.keyless - len(before - went)
    odd = {"odd": listed.odd, "more": more}
    if odd != settings.get(connection, _odd_items(section), _NO_ODD):
        settings.put(connection, _odd_items(section), odd if odd != _NO_ODD else None)
    return gone


def _is_believed(connection: Connection, place: str, now: float, *, is_empty: bool) -> bool:
    """Whether a section, or Plex as a whole, is believed to be as it shows itself.

    Where it `is_empty`, and had items, that is after a day.
    """
    empty = f"empty_{place}"
    since = settings.get(connection, empty)
    if since is not None and since > now:
        # The clock was ahead.
        since = None
        settings.put(connection, empty, None)
    if is_empty and (since is None or now - since < FORGET_AFTER):
        settings.put(connection, empty, now if since is None else since)
        return False
    if since is not None:
        settings.put(connection, empty, None)
    return True


def _drop_others(connection: Connection, library: Library, now: float) -> bool:
    """Drop the items of sections that are out of scope, or that Plex does not have any more.

    While it has some that could not be read, these may be any that are missing. Gives whether that
    it has no sections at all is to be believed.
    """
    there = {section.key for section in library.everywhere}
    is_empty = not there and items.has_any(connection)
    if (is_empty and library.odd) or not _is_believed(connection, "", now, is_empty=is_empty):
        return False
    others = items.sections(connection).keys() - library.sections.keys()
    for section in others & there if library.odd else others:
        items.remove(connection, items.keys_of_section(connection, section))
    deleted = ledger.sections(connection) - there
    if deleted and not library.odd:
        _note_listing(connection, deleted, now)
    return True


def _note_listing(connection: Connection, sections: Collection[str], now: float) -> None:
    if ledger.note_listing(connection, sections, now):
        former_names.settle(connection)
