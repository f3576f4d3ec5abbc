"""Carries a plan out, with what is added recorded ahead, and what is removed recorded after."""

from collections.abc import Callable, Sequence
from copy import replace
from functools import partial
from sqlite3 import Connection

from ..clients.errors import ServiceError
from ..clients.plex.client import METADATA_SIZE, Section
from ..core.model import Item, fold_label
from ..core.plan import Change, Plan
from ..core.queue import Mark, marks_of
from ..state import (
    arrivals as state_arrivals,
    former_names,
    items,
    ledger,
    lost,
    spellings,
    waiting,
)
from ..state.database import Database, NotSavedError
from ..threads import in_turn
from .arrivals import arrivals
from .context import Context, Progress, silently
from .expected import BrokenOff, achieved_outcome, not_saved
from .first_write import LabelsLostError
from .library import Library
from .new_work import add_seeks
from .outcome import Outcome
from .planning import Terms
from .queueing import Queued, queueings
from .record import record_ahead, record_removals
from .writer import PlexGaveOutError, Writer

READ = 30
"""The share of a run's progress that reading takes, in percent."""


async def carry_out(
    context: Context,
    library: Library,
    plan: Plan,
    outcome: Outcome,
    terms: Terms,
    *,
    queued: Queued | None = None,
    progress: Progress = silently,
) -> Outcome:
    """Write what was planned; gives the outcome with what came of it.

    `queued` is the queue as it is then, None where it stays. What cannot be saved is told in
    the outcome, and nothing is added without it.
    """
    database = context.database
    try:
        began = context.now()
        new = await record_ahead(database, plan, began)
    except NotSavedError as err:
        return not_saved(replace(outcome, added=0, removed=0), err)
    library = await in_turn(_with_sections, library, plan)
    plex, counting = context.servers.plex, _counting(plan, progress)
    writer = Writer(
        plex,
        context.reader,
        library,
        partial(database.read, items.sections),
        other_items=partial(_other_items, database),
        ignore=fold_label(context.policy.ignore_label),
        progress=counting,
    )
    trouble: BrokenOff | None = None
    try:
        await writer.add(plan.additions, terms.labels)
        removals = await in_turn(_safe_removals, plan, writer)
        await writer.remove(removals, terms.labels)
    except (LabelsLostError, PlexGaveOutError, ServiceError) as err:
        trouble = err
    outcome = await in_turn(achieved_outcome, outcome, plan, writer, trouble, terms)

    def record(connection: Connection) -> Outcome:
        added = writer.added
        ledger.forget(connection, [key for key in new if not added.is_tried(key)])
        spellings.take(connection, added.as_is, added.shown, added.merged)
        if plan.removals:
            record_removals(connection, plan, writer.removed, began)
        is_full = queued is not None and queued.titles is None
        if is_full or plan.removals or plan.forgotten or plan.restated:
            former_names.settle(connection)
        return _queue(connection, outcome, queued, terms, context.time)

    try:
        return await database.write(record, durable=bool(plan.removals))
    except NotSavedError as err:
        return not_saved(outcome, err)


def _queue(
    connection: Connection, outcome: Outcome, queued: Queued | None, terms: Terms, now: float
) -> Outcome:
    """Let wait what waits now, and note what arrived."""
    if queued is None:
        return replace(outcome, queued=waiting.count(connection))
    if queued.titles is None:
        difference = waiting.replace_all(connection, queued.fresh, now)
        lost.forget(connection, queued.lost)
    else:
        difference = waiting.replace(connection, queued.titles, queued.fresh, now)
        again = [row for row in queued.fresh if not row.marks.isdisjoint(queued.arrived)]
        waiting.look_at_once(connection, again, now)
        if queued.is_wish:
            add_seeks(connection, {row.media_type for row in difference.new}, now)
        marks = frozenset[Mark]().union(*map(marks_of, queued.titles))
        lost.forget(connection, queued.lost, marks)
    state_arrivals.add(connection, arrivals(connection, difference.gone, terms))
    new = queueings(connection, difference.new, terms)
    return replace(outcome, queued=waiting.count(connection), newly_queued=new)


def _with_sections(library: Library, plan: Plan) -> Library:
    """Give the library with all sections of a plan: an edit needs no more than their key."""
    missing = {
        change.item.section: Section(
            change.item.section, change.item.section, change.item.media_type
        )
        for change in plan.changes()
        if change.item.section not in library.sections
    }
    return replace(library, sections={**missing, **library.sections}) if missing else library


async def _other_items(database: Database, label: str, carrying: bool) -> Sequence[Item]:
    """Give some items with labels of ours, by the ledger: with this one, or without it."""

    def some(connection: Connection) -> Sequence[Item]:
        keys = ledger.some_keys(connection, label, carrying=carrying, most=2 * METADATA_SIZE)
        return tuple(items.of(connection, keys).values())

    return await database.read(some)


def _safe_removals(plan: Plan, writer: Writer) -> list[Change]:
    """Give the removals from items that got all they were to get: a label may take another's place.

    The others wait for the next run, and so does what Plex shows for a label that was to be added.
    """
    missing = {key for key, _ in writer.added.failed()}
    standing = {(key, shown) for (key, _), shown in writer.added.merged.items()}
    return [
        change
        for change in plan.removals
        if change.item.rating_key not in missing
        and (change.item.rating_key, fold_label(change.label)) not in standing
    ]


def _counting(plan: Plan, progress: Progress) -> Callable[[int], None]:
    total = len(plan.additions) + len(plan.removals)
    done = 0

    def count(changes: int) -> None:
        nonlocal done
        done = min(total, done + changes)
        progress(READ + (100 - READ) * done / total)

    return count
