"""Brings titles and items in step, looks for what came to Plex, and lists libraries again."""

from collections.abc import Callable, Collection, Iterable
from copy import replace
from sqlite3 import Connection

from ..clients.errors import NotFoundError, ServiceError
from ..clients.plex.client import Section
from ..core.cause import Cause
from ..core.work import Work, WorkKind
from ..state import items, learned, work
from ..state.database import Database
from ..sync.engine import Engine
from ..sync.library import list_section, read_sections, seek
from ..sync.new_work import add_library, title_of_work
from ..sync.outcome import Outcome
from ..sync.problem import ProblemKind
from ..sync.scope import Scope
from .lane import Handled
from .telling import Teller

KINDS = frozenset(
    {WorkKind.TITLE, WorkKind.ITEM, WorkKind.ARRIVAL, WorkKind.SEEK, WorkKind.LIBRARY}
)

_MOST_ALONE = 20
"""How many entries that failed before are tried in one go, each in a run of its own."""

_REFUSALS_IN_A_ROW = 3
"""After so many of these that Plex refused the others have to wait: it may refuse all."""

_GENERAL = (ProblemKind.STORAGE, ProblemKind.LABELS_LOST)
"""Problems that would keep anything else from being done as well."""


class LabelWork:
    """Handles the work on labels of one Plex server."""

    def __init__(
        self,
        database: Database,
        engine: Engine,
        teller: Teller,
        now: Callable[[], float],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._engine = engine
        self._teller = teller
        self._now = now
        self._wake = wake

    async def handle(self, due: list[Work]) -> Handled:
        """Do what is due. What failed before is tried for itself, so that it keeps nobody else."""
        handled = Handled()
        fresh = [entry for entry in due if not entry.attempts]
        looks = [entry for entry in due if entry.kind in {WorkKind.ARRIVAL, WorkKind.SEEK}]
        libraries = [entry for entry in due if entry.kind is WorkKind.LIBRARY]
        try:
            await self._look(looks, libraries, handled)
        except ServiceError as err:
            handled.trouble = str(err)
            return handled
        titles = [entry for entry in fresh if entry.kind in {WorkKind.TITLE, WorkKind.ITEM}]
        if titles:
            await self._run(titles, handled)
        alone = [
            entry
            for entry in due
            if entry.attempts and entry.kind in {WorkKind.TITLE, WorkKind.ITEM}
        ]
        refused = 0
        for entry in alone[:_MOST_ALONE]:
            if handled.trouble:
                break
            outcome = await self._run([entry], handled)
            refused = refused + 1 if outcome.failed_keys else 0
            if refused == _REFUSALS_IN_A_ROW:
                handled.trouble = outcome.trouble
        return handled

    async def _look(self, looks: list[Work], libraries: list[Work], handled: Handled) -> None:
        """See what came and went, which becomes work.

        Raises a `ServiceError` when Plex itself does not answer.
        """
        if not looks and not libraries:
            return
        context = self._engine.context
        await context.servers.plex.verify(context.servers.machine_identifier)
        for entry in libraries:
            await self._list(entry, (await self._sections()).get(entry.key), handled)
        types = {entry.about["media_type"] for entry in looks}
        for section in (await self._sections()).values():
            if section.media_type.value in types:
                await self._seek(section)
        for entry in looks:
            if entry.kind is WorkKind.SEEK:
                handled.done.append(entry)
            else:
                handled.failed.append((entry, "it is not in Plex yet"))

    async def _sections(self) -> dict[str, Section]:
        engine = self._engine
        if not engine.library.sections:
            context = engine.context
            engine.library = await read_sections(context.servers.plex, context.policy.libraries)
        return dict(engine.library.sections)

    async def _list(self, entry: Work, section: Section | None, handled: Handled) -> None:
        if section is None:
            handled.done.append(entry)
            return
        try:
            is_listed = await self._is_listed(section)
        except ServiceError as err:
            handled.failed.append((entry, str(err)))
            return
        if not is_listed:
            await self._leave(entry)
            return
        # At once: titles wait for Plex only where all libraries of their kind are listed.
        await self._database.write(lambda connection: work.done(connection, [entry]))

    async def _is_listed(self, section: Section) -> bool:
        """List a section; gives False where it was deleted. Raises a `ServiceError`."""
        plex = self._engine.context.servers.plex
        try:
            await list_section(plex, self._database, section, self._now(), news=True)
        except NotFoundError:
            if await self._is_deleted(section):
                return False
            raise
        return True

    async def _is_deleted(self, section: Section) -> bool:
        """Whether Plex names others and not this one. Raises a `ServiceError`."""
        library = await read_sections(self._engine.context.servers.plex, None)
        is_named = section.key in library.sections
        return bool(library.everywhere) and not library.odd and not is_named

    async def _leave(self, entry: Work) -> None:
        """Leave a library that was deleted to a full sync, which tells of it where that matters."""

        def leave(connection: Connection) -> None:
            work.done(connection, [entry])
            work.add_full_sync(connection, Cause.PLEX, self._now())

        await self._database.write(leave)
        library = self._engine.library
        sections = {key: one for key, one in library.sections.items() if key != entry.key}
        self._engine.library = replace(library, sections=sections)
        self._wake()

    async def _seek(self, section: Section) -> None:
        """See what is new in a section; where that fails it is to be listed."""
        try:
            await seek(self._engine.context.servers.plex, self._database, section, self._now())
        except ServiceError as err:
            error = str(err)
            await self._database.write(
                lambda connection: add_library(connection, section, error, self._now())
            )

    async def _run(self, entries: list[Work], handled: Handled) -> Outcome:
        scope = await self._database.read(lambda connection: _scope(connection, entries))
        if not scope:
            handled.done += entries
            return Outcome()
        outcome = await self._engine.scoped(scope)
        retried = await self._keep_items(outcome, entries)
        refused = bool(outcome.failed_keys)
        if outcome.has(*_GENERAL) or (outcome.has(ProblemKind.PLEX) and not refused):
            handled.trouble = outcome.trouble
        elif outcome.has(ProblemKind.PLEX) and len(entries) > 1:
            # Plex may refuse one item alone: the next time each is tried for itself.
            handled.failed += [(entry, outcome.trouble) for entry in entries]
        else:
            unsure = await self._unsure(entries, outcome)
            handled.failed += [(entry, outcome.trouble) for entry in unsure]
            done = [
                entry
                for entry in entries
                if entry not in unsure
                and not (entry.kind is WorkKind.ITEM and int(entry.key) in retried)
            ]
            # At once: what is told counts the items that are still to be tried again.
            await self._database.write(lambda connection: work.done(connection, done))
        await self._teller.tell(outcome, full=False, by=_cause(entries))
        return outcome

    async def _unsure(self, entries: list[Work], outcome: Outcome) -> list[Work]:
        """Give the titles whose other ids could not be looked up."""
        if not outcome.has(ProblemKind.LOOK_UPS):
            return []
        return await self._database.read(
            lambda connection: [
                entry
                for entry in entries
                if entry.kind is WorkKind.TITLE
                and learned.is_open(connection, title_of_work(entry))
            ]
        )

    async def _keep_items(self, outcome: Outcome, ending: list[Work]) -> frozenset[int]:
        """Have items tried again that Plex refused something for, or did not give."""
        now = self._now()
        return await self._database.write(
            lambda connection: keep_items(connection, outcome, now, ending)
        )


def keep_items(
    connection: Connection, outcome: Outcome, now: float, ending: Collection[Work] = ()
) -> frozenset[int]:
    """Put items back that a run could not bring in step; gives their rating keys.

    An item that Plex did not give may be gone: its library is listed to see. One for which Plex
    refused something before, and took it now, does not count as refused any more; what becomes of
    the work of this very run, which is `ending`, is seen to elsewhere.
    """
    _end_refusals(connection, outcome.settled_keys - _keys(ending), now)
    missing = items.of(connection, outcome.unread_keys)
    retried = {**dict.fromkeys(outcome.failed_keys, True), **dict.fromkeys(missing, False)}
    about = {str(key): {"whole": True, "refused": refused} for key, refused in retried.items()}
    work.add(connection, WorkKind.ITEM, about, now=now)
    entries = work.of(connection, WorkKind.ITEM, about)
    work.put_back(connection, entries, outcome.trouble or "Plex did not give it", now)
    for item in missing.values():
        section = Section(item.section, item.section, item.media_type)
        add_library(connection, section, "an item is missing", now)
    return frozenset(retried)


def _end_refusals(connection: Connection, written: frozenset[int], now: float) -> None:
    """Have items looked at once more that Plex takes writes for again, as if it never refused."""
    over = [
        entry.key
        for entry in work.of(connection, WorkKind.ITEM, map(str, written))
        if entry.about.get("refused")
    ]
    work.drop(connection, WorkKind.ITEM, over)
    work.add(connection, WorkKind.ITEM, {key: {"whole": True} for key in over}, now=now)


def _keys(entries: Iterable[Work]) -> frozenset[int]:
    return frozenset(int(entry.key) for entry in entries if entry.kind is WorkKind.ITEM)


def _cause(entries: Collection[Work]) -> Cause:
    """Give what has these titles and items brought in step."""
    if all(entry.attempts for entry in entries):
        return Cause.RETRY
    wanted = (entry.kind is WorkKind.TITLE and not entry.about.get("lost") for entry in entries)
    return Cause.SOURCES if any(wanted) else Cause.PLEX


def _scope(connection: Connection, entries: Iterable[Work]) -> Scope:
    """Give what entries are about."""
    titles = [entry for entry in entries if entry.kind is WorkKind.TITLE]
    about = {int(entry.key): entry.about for entry in entries if entry.kind is WorkKind.ITEM}
    parts = [key for key, what in about.items() if not what.get("whole")]
    # A new episode of a TV show that is there already changes nothing.
    there = items.of(connection, parts).keys()
    return Scope(
        titles=frozenset(map(title_of_work, titles)),
        keys=frozenset(about.keys() - there),
        deleted=frozenset(key for key, what in about.items() if what.get("deleted")),
        imported=frozenset(title_of_work(entry) for entry in titles if entry.about.get("imported")),
        lost=frozenset(title_of_work(entry) for entry in titles if entry.about.get("lost")),
    )
