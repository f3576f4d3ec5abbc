"""Records a plan: what is added ahead of the first write, what is removed after the last."""

from asyncio import to_thread
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import batched
from sqlite3 import Connection

from ..core.ledger import Key, Record
from ..core.model import NOBODY, Item
from ..core.plan import Change, Plan
from ..state import claims, decisions, ledger
from ..state.database import Database

REMOVED = NOBODY.source
"""The source, of our own, of what nobody wants any more."""

NAME = "titles that nobody wants any more"
_PIECE = 2_000


async def record_ahead(database: Database, plan: Plan, now: datetime) -> frozenset[Key]:
    """Keep all of a plan but its removals; on return it is on disk.

    Gives the keys of the records that are new. Raises `NotSavedError`.
    """
    records = await to_thread(_records, plan, now.isoformat(timespec="seconds"))
    asked = [change.key for change in plan.held]
    if plan.forgotten or plan.settled or asked or plan.left.new or plan.left.over:
        await database.write(lambda connection: _decide(connection, plan, asked), durable=True)
    new = [
        await database.write(partial(ledger.put, written=piece), durable=True)
        for piece in batched(records, _PIECE, strict=False)
    ]
    return frozenset[Key]().union(*new)


def _records(plan: Plan, since: str) -> list[tuple[Item, Record]]:
    return [
        *plan.restated,
        *(
            (change.item, Record(change.label, since, change.because, change.ended))
            for change in plan.additions
        ),
    ]


def record_removals(connection: Connection, removed: Iterable[Change], now: float) -> None:
    """Drop the records of labels that are gone, and remember how many went in a day."""
    removed = tuple(removed)
    keys = [change.key for change in removed]
    ledger.forget(connection, keys)
    decisions.settle(connection, keys)
    ended = sum(not (change.moved or change.approved) for change in removed)
    decisions.note_removals(connection, ended, now)


def _decide(connection: Connection, plan: Plan, asked: Iterable[Key]) -> None:
    ledger.forget(connection, plan.forgotten)
    decisions.settle(connection, (*plan.settled, *plan.forgotten))
    decisions.ask(connection, asked)
    # What shares an id is dropped, and may be a title that split: its other part is claimed anew.
    claims.drop(connection, REMOVED, [claim.title for claim in plan.left.over])
    claims.put(connection, plan.left.new, NAME)
