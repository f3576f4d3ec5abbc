"""Records a plan: what is added ahead of the first write, what is removed after the last."""

from collections.abc import Iterable, Set as AbstractSet
from datetime import datetime
from functools import partial
from itertools import batched
from sqlite3 import Connection

from ..core.ledger import Key, Record
from ..core.model import NOBODY
from ..core.plan import Change, Plan
from ..state import claims, decisions, ledger
from ..state.database import Database
from ..threads import in_turn
from .results import Results

REMOVED = NOBODY.source
"""The source, of our own, of what nobody wants any more."""

NAME = "titles that nobody wants any more"
_PIECE = 2_000


async def record_ahead(database: Database, plan: Plan, now: datetime) -> AbstractSet[Key]:
    """Keep all of a plan but its removals; on return it is on disk.

    Gives the keys of the records that are new with what is added. Raises `NotSavedError`.
    """
    since = now.isoformat(timespec="seconds")
    going = await in_turn(_ending, plan.removals)
    decided = plan.forgotten or plan.settled or plan.kept or plan.held
    if decided or going or plan.left.new or plan.left.over:

        def decide(connection: Connection) -> None:
            _decide(connection, plan)
            # Ahead: should the run die, or the answer be lost, they count all the same.
            decisions.note_removals(connection, going, now.timestamp())

        await database.write(decide, durable=True)
    new: set[Key] = set()
    for restated in batched(plan.restated, _PIECE, strict=False):
        # A new one among these is of a label that is there, under another name.
        await database.write(partial(ledger.put, written=restated), durable=True)
    for added in batched(plan.additions, _PIECE, strict=False):
        new |= await database.write(partial(_put, changes=added, since=since), durable=True)
    return new


def _put(connection: Connection, changes: Iterable[Change], since: str) -> frozenset[Key]:
    return ledger.put(
        connection,
        (
            (
                change.item,
                Record(change.label, since, change.because, change.ended, shown=change.shown),
            )
            for change in changes
        ),
    )


def record_removals(connection: Connection, plan: Plan, removed: Results, now: datetime) -> None:
    """Drop the records of labels that are gone; those that surely stayed do not count as gone.

    `now` is when the plan was recorded.
    """
    ledger.forget(connection, removed.done)
    decisions.settle(connection, removed.done)
    maybe_gone = set(removed.maybe_done())
    kept = _ending(change for change in plan.removals if change.key not in maybe_gone)
    decisions.note_removals(connection, -kept, now.timestamp())


def _ending(removals: Iterable[Change]) -> int:
    """Count removals that the limit counts."""
    return sum(not (change.moved or change.approved) for change in removals)


def _decide(connection: Connection, plan: Plan) -> None:
    ledger.forget(connection, plan.forgotten)
    decisions.settle(connection, (*plan.settled, *plan.forgotten))
    decisions.keep(connection, plan.kept)
    decisions.ask(connection, [change.key for change in plan.held])
    # What shares an id is dropped, and may be a title that split: its other part is claimed anew.
    claims.drop(connection, REMOVED, [claim.title for claim in plan.left.over])
    claims.put(connection, plan.left.new, NAME)
