"""Runs full syncs and dry runs: one of each at a time, and whoever asks meanwhile joins it.

A full sync is an entry of the work list until it has ended: one that is interrupted by a reload or
a restart is begun again by itself.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from copy import replace
from sqlite3 import Connection
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..clients.errors import OurFaultError
from ..const import DOMAIN, LOGGER
from ..coordinator import SyncCoordinator
from ..core.cause import Cause
from ..core.model import Title
from ..core.work import Work, WorkKind
from ..faults import log_fault
from ..issues.private_lists import accepted_lists
from ..sources.reader import Wishes
from ..sources.watchlists import FRIENDS
from ..state import claims, learned, work
from ..state.database import Database, DatabaseError
from ..sync.dry_run import dry_run_engine
from ..sync.engine import Engine
from ..sync.expected import harm_of, not_saved
from ..sync.new_work import MOST_TITLES, add_titles
from ..sync.outcome import Outcome
from ..sync.problem import Problem, ProblemKind
from ..sync_state import Step
from .label_work import keep_items
from .lane import Handled
from .polls import Poll
from .telling import Teller

KINDS = frozenset({WorkKind.FULL_SYNC})

_AGAIN = (ProblemKind.PLEX, ProblemKind.STORAGE, ProblemKind.FAULT, ProblemKind.LABELS_LOST)
"""Problems after which a sync is tried again: what is to be done stays in the list until it is."""

_ELSEWHERE = {
    ProblemKind.SOURCE,
    ProblemKind.LIBRARY_GONE,
    ProblemKind.REMOVALS_HELD,
    ProblemKind.CONFLICTING_IDS,
}
"""Problems beside which everything else was brought in step."""


class FullSync:
    """The full syncs of one Plex server."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        *,
        database: Database,
        engine: Engine,
        coordinator: SyncCoordinator,
        teller: Teller,
        polls: Sequence[Poll],
        terms: str,
        noted: Callable[[], None],
    ) -> None:
        """`terms` are the options and sources that count; `noted` is called when work is noted."""
        self._hass = hass
        self._entry = entry
        self._database = database
        self._engine = engine
        self._coordinator = coordinator
        self._teller = teller
        self._polls = polls
        self._terms = terms
        self._noted = noted
        self._awaited: asyncio.Future[Outcome] | None = None
        self._dry_run: asyncio.Task[Outcome] | None = None
        self._gives_way = False
        self._readings = 0

    @property
    def is_reading(self) -> bool:
        """Whether somebody asks the sources, who sees to the work on what is new."""
        return self._readings > 0

    @property
    def is_awaited(self) -> bool:
        """Whether somebody waits for a full sync, who may have it though labels do not follow."""
        return self._awaited is not None

    @callback
    def start(self) -> asyncio.Future[Outcome]:
        """Start a full sync, or join the one that runs; gives what it will come to."""
        if self._dry_run and self._gives_way:
            self._dry_run.cancel()
        awaited = self._awaited
        if awaited is None:
            awaited = self._awaited = self._hass.loop.create_future()
            self._entry.async_create_background_task(
                self._hass, self._ask(awaited), f"{DOMAIN} asks for a full sync"
            )
        return awaited

    async def dry_run(self, *, gives_way: bool = False) -> Outcome:
        """Run a dry run, or join the one that runs.

        One that `gives_way` is broken off once somebody asks for a full sync, so that nothing is
        read twice at a time; unless somebody has joined it for whom it does not.
        """
        if self._dry_run is None or self._dry_run.done():
            self._gives_way = gives_way
            self._dry_run = self._entry.async_create_background_task(
                self._hass, self._try(), f"{DOMAIN} dry run"
            )
        self._gives_way &= gives_way
        return await asyncio.shield(self._dry_run)

    async def apply(self, mark: str) -> Outcome:
        """Do what a preview showed, by its mark; where another plan results by now, nothing.

        The outcome has the new preview then. A dry run finds out: what is new in the sources would
        else be work as soon as it was taken in. Broken off by a reload, a restart or a Plex that
        fails, it goes on as a full sync.
        """
        tried = await self.dry_run()
        if tried.preview is None or tried.preview.mark != mark:
            return tried
        now = dt_util.utcnow().timestamp()
        await self._note(lambda connection: work.begin_preview(connection, now))
        try:
            outcome, _, titles = await self._run([], only=mark)
        finally:
            self._coordinator.show_progress(None)
        is_begun = outcome.has(*_AGAIN) and (outcome.added or outcome.removed)
        await self._note(
            (lambda connection: work.hasten_preview(connection, now))
            if is_begun
            else work.end_preview
        )
        if outcome.preview:
            await self.release()
            return outcome
        await self._leave_work(outcome)
        await self._teller.tell(outcome, full=True, by=Cause.ASKED, terms=self._terms)
        await self.release(titles)
        await self._coordinator.refresh()
        return outcome

    async def handle(self, due: list[Work]) -> Handled:
        """Run a full sync, whoever asked for it."""
        by = Cause.ASKED if self.is_awaited else _cause(due)
        if self._awaited is None:
            self._awaited = self._hass.loop.create_future()
        awaited = self._awaited
        try:
            outcome, handled = await self._handle(due, by)
        except asyncio.CancelledError:
            awaited.cancel()
            raise
        if not awaited.done():
            awaited.set_result(outcome)
        return handled

    async def _handle(self, due: list[Work], by: Cause | None) -> tuple[Outcome, Handled]:
        try:
            outcome, due, titles = await self._run(due)
        finally:
            self._coordinator.show_progress(None)
        # Whoever asks from now on gets a sync of their own.
        self._awaited = None
        await self._leave_work(outcome)
        await self._teller.tell(outcome, full=True, by=by, terms=self._terms)
        again = outcome.has(*_AGAIN)
        handled = Handled()
        if not await self.release([*titles, *(() if again else due)]):
            handled.done = [] if again else due
        await self._coordinator.refresh()
        if again and not self.is_awaited:
            # Else somebody asked meanwhile, and is not to wait for a pause.
            handled.failed = [(entry, outcome.trouble) for entry in due]
        return outcome, handled

    async def read_sources(self, about: frozenset[Title] | None = None) -> list[Wishes]:
        """Ask all sources now, of everything or about some titles; what they say is taken in.

        The work on what is new waits meanwhile (`is_reading`): whoever asks may see to it, and is
        to call `release` in the end.
        """
        self._readings += 1
        try:
            return await asyncio.gather(
                *(poll.read() if about is None else poll.read_about(about) for poll in self._polls)
            )
        finally:
            self._readings -= 1

    async def release(self, done: Iterable[Work] = ()) -> bool:
        """Have the work done that waited for whoever asked the sources, but for what is `done`.

        Gives whether that could be saved.
        """
        now = dt_util.utcnow().timestamp()

        def release(connection: Connection) -> None:
            work.done(connection, done)
            rest = [one for one in work.all_of(connection, WorkKind.TITLE) if not one.attempts]
            work.add(connection, WorkKind.TITLE, {one.key: {} for one in rest}, now=now)

        try:
            await self._database.write(release)
        except DatabaseError as err:
            LOGGER.debug("The work list cannot be used: %s", err)
            return False
        self._noted()
        return True

    async def _ask(self, awaited: asyncio.Future[Outcome]) -> None:
        """Make a full sync work, and wait for it: what ends this ends that wait as well."""
        now = dt_util.utcnow().timestamp()

        def ask(connection: Connection) -> None:
            work.add_full_sync(connection, Cause.ASKED, now, at_once=True)

        try:
            await self._database.write(ask)
        except asyncio.CancelledError:
            awaited.cancel()
            raise
        except DatabaseError as err:
            self._awaited = None
            outcome = not_saved(Outcome(), err)
            await self._teller.tell(outcome, full=True, by=Cause.ASKED)
            if not awaited.done():
                awaited.set_result(outcome)
            return
        self._noted()
        await awaited

    async def _run(
        self, due: list[Work], only: str | None = None
    ) -> tuple[Outcome, list[Work], list[Work]]:
        """Give the outcome, and the work that was seen to: for a full sync, and on titles.

        `only` is as in `Engine.full`.
        """
        if harm := self._coordinator.data.harm:
            return Outcome(problems=(harm_of(harm),)), due, []
        self._coordinator.show_progress(0, Step.SOURCES)
        titles: list[Work] = []
        try:
            if any(entry.attempts for entry in due):
                # As long as Plex is down, the sources are left in peace.
                reached = await self._engine.reach()
                if reached.problems:
                    return reached, due, []
            wishes = await self.read_sources()
            due, titles = await self._database.read(_begun)
            outcome = await self._engine.full(
                wishes, progress=self._coordinator.show_progress, only=only
            )
            outcome = self._accepting(outcome, wishes)
        except DatabaseError as err:
            outcome = not_saved(Outcome(), err)
        except Exception as err:  # noqa: BLE001 - a fault of ours must show in the outcome, too
            outcome = fault_outcome(err)
        is_complete = _ELSEWHERE.issuperset(problem.kind for problem in outcome.problems)
        return outcome, due, titles if is_complete else []

    async def _try(self) -> Outcome:
        """Run on a copy of the database."""
        try:
            wishes = await asyncio.gather(*(poll.reader.read() for poll in self._polls))
            async with dry_run_engine(self._engine, wishes) as trial:
                outcome = await trial.full(wishes, dry_run=True)
                return self._accepting(outcome, wishes)
        except DatabaseError as err:
            return not_saved(Outcome(), err)
        except Exception as err:  # noqa: BLE001 - as above
            return fault_outcome(err)

    def _accepting(self, outcome: Outcome, wishes: Iterable[Wishes]) -> Outcome:
        """Give an outcome in which private lists are no trouble that the user chose to ignore."""
        troubles = {who: why for part in wishes for who, why in part.troubles.items()}
        uuids = accepted_lists(self._hass, self._entry.entry_id, troubles)
        return outcome.accepting(frozenset(f"{FRIENDS}/{uuid}" for uuid in uuids))

    async def _note(self, note: Callable[[Connection], None]) -> None:
        try:
            await self._database.write(note)
        except DatabaseError as err:
            LOGGER.debug("The work list cannot be used: %s", err)

    async def _leave_work(self, outcome: Outcome) -> None:
        """Note what the sync could not do, each for itself."""
        if outcome.has(*_AGAIN) and not outcome.failed_keys:
            return
        now = dt_util.utcnow().timestamp()

        def note(connection: Connection) -> None:
            is_small = len(outcome.unread_keys) <= MOST_TITLES
            known = outcome if is_small else replace(outcome, unread_keys=frozenset())
            keep_items(connection, known, now)
            if outcome.has(ProblemKind.LOOK_UPS):
                due = claims.alone(connection, learned.to_look_up(connection, now))
                # What was looked up before is work of its own already.
                new = [title for title in due if learned.is_open(connection, title)]
                add_titles(connection, new[:MOST_TITLES], now)

        await self._note(note)


def _cause(due: list[Work]) -> Cause | None:
    """Give what has a full sync done for which nobody waits; None where that is not noted."""
    if any(entry.attempts for entry in due):
        return Cause.RETRY
    noted = next((entry.about["by"] for entry in due if "by" in entry.about), None)
    return noted and Cause(noted)


def _begun(connection: Connection) -> tuple[list[Work], list[Work]]:
    """Give the work for a full sync, and that on titles and refused items which it does along."""
    titles = work.all_of(connection, WorkKind.TITLE)
    refused = work.all_of(connection, WorkKind.ITEM)
    return (
        work.all_of(connection, WorkKind.FULL_SYNC),
        [
            *(entry for entry in titles if not entry.about.get("imported")),
            *(entry for entry in refused if entry.about.get("refused")),
        ],
    )


def fault_outcome(err: Exception) -> Outcome:
    """Give the outcome of a run in which we failed ourselves."""
    log_fault("Unexpected error in a sync", err)
    told = OurFaultError()
    return Outcome(problems=(Problem(ProblemKind.FAULT, DOMAIN, told.plain, why=told.why),))
