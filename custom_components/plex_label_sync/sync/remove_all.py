"""Takes back every label that the ledger says is ours, and no other."""

from collections.abc import Collection
from copy import replace
from itertools import batched
from sqlite3 import Connection

from msgspec import Struct

from ..core.ledger import Key, Record
from ..core.model import Item, fold_label
from ..state import claims, items, ledger
from ..threads import free
from .carry_out import carry_out
from .context import Context
from .dry_run import database_copy
from .expected import expected_outcome
from .library import Library, list_libraries
from .outcome import Outcome
from .planning import Terms, plan_everything
from .record import REMOVED
from .report import described
from .servers import Names

_PIECE = 500

type Left = tuple[Item, tuple[str, ...]]
"""An item with the labels of ours that stayed on it."""


class TakenBack(Struct, frozen=True):
    """What came of it; `left` are the labels of ours that could not be removed."""

    outcome: Outcome
    left: tuple[Left, ...] = ()


async def remove_all(context: Context, *, dry_run: bool) -> TakenBack:
    """Remove every label that the ledger says is ours.

    Libraries that are out of scope by now are no exception; items that carry the label that says
    to ignore them are. Neither the removal limit nor an earlier answer applies. Nobody else may
    write meanwhile. Raises a `ServiceError` when Plex cannot be read, and `NotSavedError`.
    """
    plex = context.servers.plex
    await plex.verify(context.servers.machine_identifier)
    async with database_copy(context.database) as copy:
        # Libraries out of scope are listed in a copy: nothing else is to label what is there.
        library = await list_libraries(plex, copy, None, context.time)
        labels = await context.reader.read(
            library,
            await copy.read(ledger.labels),
            fold_label(context.policy.ignore_label),
            await copy.read(items.sections),
        )
        names = await copy.read(Names.of)
        policy = context.policy.choosing(names.choices)
        terms = Terms(policy, names, labels, anything_wanted=False, decided=False)
        plan = await plan_everything(copy, terms)
    plan = replace(plan, restated=(), forgotten=())
    outcome = expected_outcome(library, plan, None)
    if dry_run:
        outcome = described(outcome, plan, names)
        going = {change.key for change in plan.removals}
    else:
        outcome = await carry_out(context, library, plan, outcome, terms)
        await context.database.write(lambda connection: claims.take(connection, REMOVED, ()))
        going = set[Key]()
    changes = plan.changes()
    del plan
    await free(changes)
    left = await context.database.read(lambda connection: _left(connection, library, terms, going))
    return TakenBack(outcome, left)


def _left(
    connection: Connection, library: Library, terms: Terms, going: Collection[Key]
) -> tuple[Left, ...]:
    """Give the labels of ours that are there, or may be."""
    found: list[Left] = []
    for piece in batched(ledger.keys(connection), _PIECE, strict=False):
        for key, entry in ledger.of(connection, piece).entries.items():
            staying = tuple(
                record.label
                for label, record in entry.records.items()
                if (key, label) not in going
                and _may_be_there(entry.item, label, record, library, terms)
            )
            if staying:
                found.append((entry.item, staying))
    return tuple(found)


def _may_be_there(item: Item, label: str, record: Record, library: Library, terms: Terms) -> bool:
    if terms.labels.ours(item, label, record) is not None:
        return True
    is_there = item.section in {section.key for section in library.everywhere}
    unlisted = (is_there or library.odd) and item.section not in library.listed
    return bool(unlisted) or (item.section, label) in terms.labels.unread
