"""The queue as a run leaves it, and what is told of titles that begin to wait."""

from collections.abc import Sequence
from copy import replace
from sqlite3 import Connection

from msgspec import Struct

from ..core.model import Title, fold_label
from ..core.people import unified
from ..core.plan import Plan
from ..core.queue import Mark, Waiting, marks_of, queue
from ..core.wishes import Worded
from ..core.work import WorkKind
from ..state import claims, learned, lost, matches, waiting, work, years
from .library import Library
from .outcome import MOST_TOLD, Queueing
from .planning import Terms
from .report import told_by


class Queued(Struct, frozen=True):
    """The queue as a run leaves it: `fresh` waits of `titles`, or of all where that is None.

    `arrived` are marks of titles of which an instance has just got a file. `is_wish`: what begins
    to wait does so because it is wanted now, not because Plex lost it. `lost` is the number of what
    Plex had lost by then (see `state.lost`).
    """

    fresh: tuple[Waiting, ...] = ()
    titles: frozenset[Title] | None = None
    arrived: frozenset[Mark] = frozenset()
    is_wish: bool = False
    lost: int = 0

    def count(self, connection: Connection) -> int:
        """Give how many titles wait then."""
        if self.titles is None:
            return len(self.fresh)
        changing = waiting.about(connection, self.titles)
        return waiting.count(connection) - len(changing) + len(self.fresh)


def queue_of_everything(connection: Connection, worded: Worded, library: Library) -> Queued:
    """Give all titles that wait for Plex.

    Of a media type of which a library could not be listed, what waited before waits on, and no
    other title is known to lack.
    """
    before = {mark for row in waiting.everything(connection) for mark in row.marks}
    fresh = queue(
        claim
        for piece in matches.waiting(connection)
        for claim in piece
        if worded(claim.reason)
        and (
            claim.title.media_type not in library.unlisted
            or not before.isdisjoint(marks_of(claim.title))
        )
    )
    number = lost.last(connection)
    return Queued(_with_losses(connection, fresh, number), lost=number)


def queue_of_some(
    connection: Connection,
    plan: Plan,
    titles: frozenset[Title],
    imported: frozenset[Title],
    *,
    is_wish: bool,
) -> Queued:
    """Give those of some titles that wait for Plex, as `queue_of_everything` does.

    A library that could not be listed is work until it is. `is_wish` is as in `Queued`.
    """
    unlisted = {entry.about["media_type"] for entry in work.all_of(connection, WorkKind.LIBRARY)}
    before = {mark for row in waiting.about(connection, titles).values() for mark in row.marks}
    sure = [
        claim
        for claim in plan.waiting
        if not learned.is_open(connection, claim.title)
        and (
            claim.title.media_type.value not in unlisted
            or not before.isdisjoint(marks_of(claim.title))
        )
    ]
    arrived = frozenset[Mark]().union(*(marks_of(title) for title in imported))
    about = titles | {claim.title for claim in plan.waiting}
    number = lost.last(connection)
    fresh = _with_losses(connection, queue(sure, arrived), number)
    return Queued(fresh, about, arrived, is_wish, number)


def _with_losses(
    connection: Connection, fresh: tuple[Waiting, ...], number: int
) -> tuple[Waiting, ...]:
    """Give what waits with who had it when Plex lost it; `number` is 0 where it lost nothing."""
    if not number:
        return fresh
    return tuple(replace(row, had=lost.people(connection, row.marks)) for row in fresh)


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
