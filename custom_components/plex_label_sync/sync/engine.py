"""One run: read, plan, write the difference, record it."""

from asyncio import get_running_loop, to_thread
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from ..clients.errors import ServiceError
from ..core.claims import Memory, unknown_sources
from ..core.ledger import Ledger, Record
from ..core.model import ReasonKind
from ..core.naming import collisions
from ..core.plan import Plan, make_plan
from ..core.policy import Policy
from ..core.queue import queue
from .reads import Reads, Servers, read_all
from .result import Result, Status, describe, name_sources
from .writer import LabelsLostError, PlexGaveOutError, Writer

PLEX = "Plex"
STORAGE = "storage"

_READ = 30
"""The share of a run's progress that reading takes, in percent."""

type Progress = Callable[[float], None]


class NotSavedError(Exception):
    """What must be remembered could not be saved."""


class Store(Protocol):
    """Where the ledger and the memory live. Saving raises `NotSavedError`."""

    @property
    def ledger(self) -> Ledger:
        """The ledger as last saved."""

    @property
    def memory(self) -> Memory:
        """The memory as last saved."""

    async def save_ledger(self, ledger: Ledger) -> None:
        """Keep the ledger; on return it is on disk."""

    async def save_memory(self, memory: Memory) -> None:
        """Keep the memory; on return it is on disk."""


class Engine:
    """Brings the labels of one Plex server in step with its sources."""

    def __init__(
        self, servers: Servers, policy: Policy, store: Store, now: Callable[[], str]
    ) -> None:
        """`now` gives the time for records, ISO 8601 in UTC."""
        self._servers = servers
        self._policy = policy
        self._store = store
        self._now = now

    async def sync(self, *, dry_run: bool, progress: Progress) -> Result:
        """Run a full sync; `progress` is told the percentage. A dry run changes nothing.

        Whatever a server does is told in the result. Cancelled at any point the run leaves at
        worst a record too many, never a label that the ledger does not know.
        """
        caller = self._servers.plex.caller
        reads, writes, started = caller.reads, caller.writes, get_running_loop().time()
        progress(0)
        result = await self._run(dry_run=dry_run, progress=progress)
        return replace(
            result,
            reads=caller.reads - reads,
            writes=caller.writes - writes,
            duration=get_running_loop().time() - started,
        )

    async def _run(self, *, dry_run: bool, progress: Progress) -> Result:
        ledger = self._store.ledger
        try:
            reads = await read_all(self._servers, self._policy, self._store.memory, ledger)
        except ServiceError as err:
            return Result(Status.FAILED, sources={PLEX: str(err)})
        progress(_READ)
        plan = await to_thread(self._plan, reads, ledger)
        result = await to_thread(self._report, reads, plan)
        if dry_run:
            return replace(result, changes=await to_thread(describe, plan, reads.memory))
        ahead = self._ahead(plan, ledger)
        try:
            if reads.memory != self._store.memory:
                await self._store.save_memory(reads.memory)
            if plan.additions:
                await self._store.save_ledger(ahead)
        except NotSavedError as err:
            return _failed(replace(result, added=0, removed=0), STORAGE, str(err))
        return await self._write(reads, plan, ahead, result, progress)

    def _plan(self, reads: Reads, ledger: Ledger) -> Plan:
        return make_plan(
            reads.memory.standing(),
            reads.index,
            reads.labels,
            ledger,
            worded=self._policy.wording(reads.memory),
            unknown=unknown_sources(reads.readings),
            sections=frozenset(reads.library.shelves),
        )

    def _report(self, reads: Reads, plan: Plan) -> Result:
        """Give the result as it is when all of the plan succeeds."""
        problems = dict(reads.problems)
        problems |= {f"library {key}": "Plex does not have it" for key in reads.library.gone}
        if unread := reads.labels.unread:
            problems[PLEX] = (
                f"{len(unread)} labels could not be read; {plan.skipped} stay as they are"
            )
        sources = name_sources(reads.readings, problems)
        whole = not problems and not unknown_sources(reads.readings)
        blind = reads.library.problems and not reads.library.shelves
        return Result(
            status=Status.OK if whole else Status.FAILED if blind else Status.PARTIAL,
            items=len(reads.index),
            added=len(plan.additions),
            removed=len(plan.removals),
            unchanged=plan.unchanged,
            queued=len(queue(plan.waiting)),
            sources=sources,
            gone=reads.library.gone,
            collisions=self._collisions(reads.memory),
        )

    def _collisions(self, memory: Memory) -> dict[str, tuple[str, ...]]:
        """Give the labels that several people with wishes share, with their names."""
        wishing = {
            claim.reason.subject
            for claim in memory.standing()
            if claim.reason.kind is ReasonKind.USER
        }
        people = [memory.people[person] for person in sorted(wishing)]
        return {
            label: tuple(person.username or person.display_name for person in group)
            for label, group in collisions(self._policy.naming, people).items()
        }

    def _ahead(self, plan: Plan, ledger: Ledger) -> Ledger:
        """Give the ledger as it must be on disk before the plan's additions are written."""
        now = self._now()
        return (
            ledger.with_records(plan.restated)
            .without(plan.forgotten)
            .with_records(
                (change.item, Record(change.label, now, change.because))
                for change in plan.additions
            )
        )

    async def _write(
        self, reads: Reads, plan: Plan, ahead: Ledger, result: Result, progress: Progress
    ) -> Result:
        """Write, and record what came of it."""
        writer = Writer(self._servers.plex, reads.library, reads.labels, _counter(plan, progress))
        trouble: Exception | None = None
        try:
            await writer.add(plan.additions)
            await writer.remove(plan.removals)
        except (LabelsLostError, PlexGaveOutError, ServiceError) as err:
            trouble = err
        result = _outcome(result, writer, trouble)
        untried_or_lost = {change.key for change in plan.additions} - (
            writer.added.done | writer.added.unclear
        )
        after = ahead.without(untried_or_lost).without(writer.removed.done)
        try:
            if after != self._store.ledger:
                await self._store.save_ledger(after)
        except NotSavedError as err:
            return _failed(result, STORAGE, str(err))
        progress(100)
        return result


def _counter(plan: Plan, progress: Progress) -> Callable[[int], None]:
    total = len(plan.additions) + len(plan.removals)
    done = 0

    def count(changes: int) -> None:
        nonlocal done
        done += changes
        progress(_READ + (100 - _READ) * done / total)

    return count


def _outcome(result: Result, writer: Writer, trouble: Exception | None) -> Result:
    """Bring what the writer achieved into the result."""
    failed = writer.added.failed | writer.removed.failed
    result = replace(
        result,
        added=len(writer.added.done),
        removed=len(writer.removed.done),
        failed=len({rating_key for rating_key, _ in failed}),
    )
    if isinstance(trouble, LabelsLostError):
        return replace(_failed(result, PLEX, str(trouble)), status=Status.STOPPED)
    if trouble:
        failed_result = _failed(result, PLEX, str(trouble))
        wrote = writer.added.done or writer.removed.done
        return replace(failed_result, status=Status.PARTIAL) if wrote else failed_result
    if failed:
        said = writer.error or "Plex accepted edits that had no effect"
        return replace(_failed(result, PLEX, str(said)), status=Status.PARTIAL)
    return result


def _failed(result: Result, name: str, error: str) -> Result:
    return replace(result, status=Status.FAILED, sources={**result.sources, name: error})
