"""The engine: takes in what sources say, and runs: read, plan, write the difference, record it."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import nullcontext
from copy import replace
from sqlite3 import Connection
from typing import Any

from ..clients.errors import ServiceError
from ..clients.plex.shapes import Section
from ..core.model import Person, Source, Title
from ..core.phrase import Phrase
from ..core.plan import Plan
from ..core.policy import Policy
from ..core.removal import RemovedMode
from ..core.sources import is_below, unknown_sources
from ..sources.reader import Wishes
from ..sources.watchlists import FRIENDS, OWN, unread_watchlists
from ..state import choices, claims, former_names, items, learned, people
from ..state.database import NotSavedError
from ..threads import free, in_turn
from . import full, scoped
from .carry_out import READ, carry_out
from .context import Context, Progress, silently
from .expected import not_saved, plex_failed
from .explain import UnknownTitleError, explained
from .library import Library, list_libraries, no_library, read_sections
from .look_up import look_up
from .new_work import SOON, add_titles, claims_differ, take_in
from .outcome import Outcome
from .preview import mark_of, preview_of
from .problem import Problem, ProblemKind, of_sources, of_unknown
from .record import REMOVED
from .report import described
from .scope import Look, Scope, read_scope
from .servers import Names


class Engine:
    """Brings the labels of one Plex server in step with what its sources claim.

    What sources say is taken in at any time; one run at a time plans and writes. Cancelled at any
    point a run leaves at worst a record too many, never a label that the ledger does not know.
    `unknown` are the sources that have no complete reading, `library` is Plex as listed last.
    """

    def __init__(self, context: Context, unknown: frozenset[Source] = frozenset()) -> None:
        self.context = context
        self.unknown = unknown
        self.library = Library()
        self.writing = asyncio.Lock()
        self._taken: dict[Source, Wishes] = {}
        self._watchlists = frozenset[Source]()

    async def begin(self, tops: frozenset[Source]) -> None:
        """Forget what sources said that are not below these; nothing is known of the others yet.

        Raises `NotSavedError`.
        """
        own = {REMOVED} if self.context.policy.removed_mode is RemovedMode.SPECIAL else set()

        def limit(connection: Connection) -> None:
            titles = claims.limit(connection, tops | own)
            if people.limit(connection, tops):
                titles |= claims.follow_people(connection)
            # Whom version 0.1.0 knew is nobody new.
            choices.settle(connection, label_new=True)
            former_names.settle(connection)
            add_titles(connection, titles, self.context.time)

        await self.context.database.write(limit)
        self.unknown = tops
        self._watchlists = tops & {OWN, FRIENDS}

    async def take(self, wishes: Wishes, *, baseline: bool, wait: float = SOON) -> bool:
        """Take in what a source says; the titles about which that is new become work.

        That waits so many seconds. As a baseline nothing that a source says for the first time is
        work. Gives whether the source said something else than before. Raises `NotSavedError`.
        """
        top = wishes.source
        before = self._taken.get(top)
        is_new = before is None or await in_turn(claims_differ, before, wishes)
        if is_new:
            now = self.context.time
            label_new = self.context.policy.label_new_people

            def take(connection: Connection) -> None:
                take_in(
                    connection,
                    wishes,
                    now,
                    baseline=baseline,
                    label_new=label_new,
                    before=before,
                    wait=wait,
                )

            await self.context.database.write(take)
            self._taken[top] = wishes
        known = await self.context.database.read(claims.names)
        elsewhere = {source for source in self.unknown if not is_below(source, frozenset({top}))}
        self.unknown = unknown_sources(wishes.readings, known).union(elsewhere)
        return is_new

    async def full(
        self,
        wishes: Sequence[Wishes],
        *,
        progress: Progress = silently,
        dry_run: bool = False,
        only: str | None = None,
    ) -> Outcome:
        """Bring everything in step; `wishes` are what the sources said just now.

        Whatever a server does is told in the outcome. A dry run ends with the plan: it is to be
        given a copy of the database. So does a run of which `only` the plan with this mark was
        asked for, if its plan is another one.
        """
        progress(0)
        return await self._told(self._full(wishes, progress, dry_run=dry_run, only=only))

    async def scoped(self, scope: Scope) -> Outcome:
        """Bring some titles' labels in step; they are in the work list until this is done.

        What `full` promises holds here, too.
        """

        async def run() -> Outcome:
            look, problems = await self._look(scope, is_work=True)
            return await self._bring_in_step(look, scope, problems)

        return await self._told(run())

    async def sync_item(self, scope: Scope, *, dry_run: bool) -> Outcome:
        """Bring the labels of the one title that the scope names in step.

        Raises `UnknownTitleError` when neither Plex nor any source knows it. What `full` promises
        holds here, too.
        """

        async def run() -> Outcome:
            look, problems = await self._look(scope)
            if not look.found and not await self._is_claimed(look.titles):
                raise UnknownTitleError
            if not dry_run:
                return await self._bring_in_step(look, scope, problems)
            terms = await scoped.read_terms(self.context, self.unknown, look, problems)
            plan, outcome, _ = await scoped.plan_scope(self.context, terms, look, scope, problems)
            return described(outcome, plan, terms.names)

        return await self._told(run())

    async def explain(self, scope: Scope) -> dict[str, Any]:
        """Say which labels the title that the scope names has, and why, as the action answers it.

        And whose wishes are not known, since the watchlist cannot be read, and as `sources` an
        outcome with the sources that answered the last time and problems for the others.

        Raises `UnknownTitleError`, and a `ServiceError` when Plex cannot be read.
        """
        look, _ = await self._look(scope)
        if not self.library.sections:
            plex, chosen = self.context.servers.plex, self.context.policy.libraries
            self.library = await read_sections(plex, chosen)
        sections = self.library.sections
        readings = [reading for wishes in self._taken.values() for reading in wishes.readings]
        known = await self.context.database.read(claims.names)
        good, problems = of_sources(readings, self.unknown, known)
        unknown = of_unknown(self.unknown, problems)
        answer = await self.context.database.read(
            lambda connection: explained(connection, look, sections, self.context.policy, unknown)
        )
        left_out = (await self.context.database.read(choices.of)).left_out
        unread = [
            {"user": person.name, "why": why}
            for person, why in self.unread_watchlists(left_out).items()
        ]
        sources = Outcome(good=good, problems=problems)
        return answer | {"unread_watchlists": unread, "sources": sources}

    def are_watchlists_due(self) -> bool:
        """Whether some are yet to be read for the first time since the start."""
        return not self._watchlists <= self._taken.keys()

    def read_watchlists(self) -> frozenset[str]:
        """Give the ids of the people whose watchlists could be read the last time."""
        taken = (self._taken.get(source) for source in (OWN, FRIENDS))
        return frozenset(
            reading.whose
            for wishes in taken
            if wishes
            for reading in wishes.readings
            if reading.claims is not None and reading.whose
        )

    def unread_watchlists(self, left_out: Collection[str]) -> dict[Person, Phrase]:
        """Give the people whose watchlists cannot be read, with why, as plex.tv said last.

        `left_out` are the ids of people whose lists are not read.
        """
        own, friends = self._taken.get(OWN), self._taken.get(FRIENDS)
        server = self.context.servers.machine_identifier
        return {
            person: why
            for person, why in unread_watchlists(own, friends, server).items()
            if person.id not in left_out
        }

    async def reach(self) -> Outcome:
        """See whether Plex answers and is who it should be; if not, the outcome says so."""

        async def run() -> Outcome:
            servers = self.context.servers
            await servers.plex.verify(servers.machine_identifier)
            return Outcome()

        return await self._told(run())

    def counter(self) -> Callable[[Outcome], Outcome]:
        """Begin to count; gives what gives an outcome with the requests and the time since."""
        caller, loop = self.context.servers.plex.caller, asyncio.get_running_loop()
        reads, writes, started = caller.reads, caller.writes, loop.time()
        return lambda outcome: replace(
            outcome,
            reads=caller.reads - reads,
            writes=caller.writes - writes,
            duration=loop.time() - started,
        )

    async def _told(self, run: Awaitable[Outcome]) -> Outcome:
        """Give what a run comes to, with what it took, also when it cannot go on."""
        counted = self.counter()
        try:
            return counted(await run)
        except ServiceError as err:
            return counted(plex_failed(err))
        except NotSavedError as err:
            return counted(not_saved(Outcome(), err))

    async def _full(
        self, wishes: Sequence[Wishes], progress: Progress, *, dry_run: bool, only: str | None
    ) -> Outcome:
        context = self.context
        readings = [reading for part in wishes for reading in part.readings]
        started = context.time
        plex = context.servers.plex
        await plex.verify(context.servers.machine_identifier)
        library = await list_libraries(plex, context.database, context.policy.libraries, started)
        if library.problems and not library.listed:
            return no_library(library.problems)
        self.library = library
        terms, problems = await full.read_terms(context, library, readings, started)
        progress(READ)
        async with nullcontext() if dry_run else self.writing:
            plan, outcome, queued = await full.plan_all(context, terms, library, readings, problems)
            if dry_run or (only is not None and await in_turn(mark_of, plan) != only):
                outcome = await in_turn(
                    _as_dry_run, plan, outcome, terms.names, context.policy, library.sections
                )
            else:
                outcome = await carry_out(
                    context, library, plan, outcome, terms, queued=queued, progress=progress
                )
        changes = plan.changes()
        del plan
        await free(changes)
        progress(100)
        return outcome

    async def _bring_in_step(
        self, look: Look, scope: Scope, problems: Iterable[Problem]
    ) -> Outcome:
        async with self.writing:
            terms = await scoped.read_terms(self.context, self.unknown, look, problems)
            plan, outcome, queued = await scoped.plan_scope(
                self.context, terms, look, scope, problems
            )
            outcome = await carry_out(
                self.context, self.library, plan, outcome, terms, queued=queued
            )
        settled = outcome.settled_keys
        if not outcome.has(ProblemKind.PLEX, ProblemKind.STORAGE, ProblemKind.LABELS_LOST):
            settled = frozenset(look.found) - outcome.failed_keys
        return replace(outcome, settled_keys=settled, unread_keys=look.unread)

    async def _look(
        self, scope: Scope, *, is_work: bool = False
    ) -> tuple[Look, tuple[Problem, ...]]:
        """See that Plex is who it should be, and read a scope; other ids of its titles count, too.

        Gives what went wrong beside. Raises a `ServiceError`.
        """
        context, now = self.context, self.context.time
        plex, database, chosen = context.servers.plex, context.database, context.policy.libraries
        await plex.verify(context.servers.machine_identifier)
        problems: tuple[Problem, ...] = ()
        if not await database.read(items.has_any):
            self.library = await list_libraries(plex, database, chosen, now)
            problems = self.library.problems
        look = await read_scope(plex, database, scope, chosen, now, is_work=is_work)

        def unknown_ids(connection: Connection) -> list[str]:
            claimed = {claim.title for claim in claims.about(connection, look.titles)}
            return learned.open_among(connection, look.titles | claimed, now)

        if guids := await database.read(unknown_ids):
            problems += await look_up(context.servers.plextv, database, guids, now)
            look = await read_scope(
                plex, database, scope, chosen, now, is_work=is_work, before=look
            )
        return look, problems

    async def _is_claimed(self, titles: Iterable[Title]) -> bool:
        found = await self.context.database.read(
            lambda connection: claims.about(connection, titles)
        )
        return bool(found)


def _as_dry_run(
    plan: Plan, outcome: Outcome, names: Names, policy: Policy, sections: Mapping[str, Section]
) -> Outcome:
    return replace(
        described(outcome, plan, names), preview=preview_of(plan, names, policy, sections)
    )
