"""Tells of titles that begin to wait: which labels they will get, for whom, and by whose word."""

from collections.abc import Sequence
from sqlite3 import Connection

from ..core.model import fold_label
from ..core.people import unified
from ..core.queue import Waiting
from ..state import claims, years
from .outcome import MOST_TOLD, Queueing
from .planning import Terms
from .report import told_by


def queueings(connection: Connection, new: Sequence[Waiting], terms: Terms) -> tuple[Queueing, ...]:
    """Tell of titles that wait since now; of many nothing more than that."""
    if len(new) > MOST_TOLD:
        return tuple(map(Queueing, new))
    people = unified(terms.names.people.values())
    worded = terms.worded()
    told: list[Queueing] = []
    for row in new:
        reasons = sorted({claim.reason for claim in claims.about(connection, [row.title])})
        labels = {reason: label for reason in reasons if (label := worded(reason))}
        told.append(
            Queueing(
                row,
                years.of(connection, row.title),
                labels=tuple({fold_label(label): label for label in labels.values()}.values()),
                **told_by(tuple(labels), terms.names, people),
            )
        )
    return tuple(told)
