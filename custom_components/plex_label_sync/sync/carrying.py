"""Carries a plan out, with the ledger saved ahead of what is added and after what is removed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from ..clients.errors import ServiceError
from ..clients.plex.client import PlexServer
from ..core.ledger import Ledger, Record
from ..core.plan import Change, Plan
from .reads import Reads
from .report import STORAGE, achieved, failed
from .result import Result
from .storing import NotSavedError, Store
from .writer import LabelsLostError, PlexGaveOutError, Writer

READ = 30
"""The share of a run's progress that reading takes, in percent."""

type Progress = Callable[[float], None]


async def carry_out(
    plex: PlexServer,
    store: Store,
    reads: Reads,
    plan: Plan,
    result: Result,
    *,
    ledger: Ledger,
    now: datetime,
    progress: Progress = lambda _: None,
) -> Result:
    """Write what was planned with this ledger; gives the result with what came of it.

    `now` is the time, in UTC. Where the ledger cannot be saved the result says so, under
    `STORAGE`, and nothing is added without it.
    """
    ahead = _ahead(plan, ledger, now)
    try:
        if plan.additions:
            await store.save_ledger(ahead)
    except NotSavedError as err:
        return not_saved(replace(result, added=0, removed=0), err)
    writer = Writer(plex, reads.shown.library, reads.labels, _counter(plan, progress))
    trouble: Exception | None = None
    try:
        await writer.add(plan.additions)
        await writer.remove(_safe_removals(plan, writer))
    except (LabelsLostError, PlexGaveOutError, ServiceError) as err:
        trouble = err
    result = achieved(result, plan, writer, trouble, memory=reads.memory, ledger=ahead)
    there = writer.added.done | writer.added.unclear
    not_there = [change for change in plan.additions if change.key not in there]
    after = _taken_back(ahead, ledger, not_there).without(writer.removed.done)
    try:
        if after != store.ledger:
            await store.save_ledger(after)
    except NotSavedError as err:
        return not_saved(result, err)
    return result


def _ahead(plan: Plan, ledger: Ledger, now: datetime) -> Ledger:
    """Give the ledger as it must be on disk before the plan's additions are written."""
    since = now.isoformat(timespec="seconds")
    return (
        ledger.with_records(plan.restated)
        .without(plan.forgotten)
        .with_records(
            (change.item, Record(change.label, since, change.because, change.ended))
            for change in plan.additions
        )
    )


def _taken_back(ahead: Ledger, before: Ledger, additions: Sequence[Change]) -> Ledger:
    """Give the ledger without additions that did not come about, as it was of their items before.

    Reasons that ended, and labels that are not there any more, say why others are to come, which
    the sources may not say again: above all the mark that nobody wants a title.
    """
    return ahead.without(change.key for change in additions).with_records(
        (change.item, record) for change in additions for record in before.of(change.item).values()
    )


def _safe_removals(plan: Plan, writer: Writer) -> list[Change]:
    """Give the removals from items that got all they were to get: a label may take another's place.

    The others wait for the next run.
    """
    missing = {key for key, _ in writer.added.failed}
    return [change for change in plan.removals if change.item.rating_key not in missing]


def not_saved(result: Result, err: NotSavedError) -> Result:
    """Give the result of a run that could not save what must be remembered."""
    return failed(result, STORAGE, str(err))


def _counter(plan: Plan, progress: Progress) -> Callable[[int], None]:
    total = len(plan.additions) + len(plan.removals)
    done = 0

    def count(changes: int) -> None:
        nonlocal done
        done += changes
        progress(READ + (100 - READ) * done / total)

    return count
