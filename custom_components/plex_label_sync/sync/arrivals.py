"""Tells which titles that somebody waited for are in Plex now."""

from collections.abc import Iterable, Iterator
from sqlite3 import Connection
from typing import Any

from msgspec import Struct, field

from ..core.model import Item, Reason, ReasonKind
from ..core.people import unified
from ..core.queue import Waiting
from ..state import claims, items
from .planning import Terms


class _Arrival(Struct):
    """An item, with the reasons of those who waited for it."""

    item: Item
    reasons: set[Reason] = field(default_factory=set)


def arrivals(
    connection: Connection, gone: Iterable[Waiting], terms: Terms
) -> Iterator[dict[str, Any]]:
    """Give what waits no more since Plex has it, each title once for all who waited, as JSON.

    Who had it when Plex lost it did not wait, and nobody waits for a tag. `gone` does not wait any
    more; what nobody wants any more is among that.
    """
    people = unified(terms.names.people.values())
    worded = terms.worded()
    found: dict[int, _Arrival] = {}
    for row in gone:
        had = {people[key].id for key in row.had if key in people}
        for item, reason in _wished(connection, row):
            if worded(reason) and people[reason.subject].id not in had:
                found.setdefault(item.rating_key, _Arrival(item)).reasons.add(reason)
    for arrival in found.values():
        item, reasons = arrival.item, sorted(arrival.reasons)
        yield {
            "title": item.title,
            "year": item.year or None,
            "media_type": item.media_type.value,
            "rating_key": item.rating_key,
            "users": list(dict.fromkeys(people[reason.subject].name for reason in reasons)),
            "labels": list(dict.fromkeys(worded(reason) for reason in reasons)),
        }


def _wished(connection: Connection, row: Waiting) -> Iterator[tuple[Item, Reason]]:
    """Give the wishes for a title with the item that each means, the first one of its copies."""
    index = items.index_of(connection, [row.title])
    if not index.items:
        return
    for claim in claims.about(connection, [row.title]):
        copies = index.members(index.groups_of_claim(claim))
        if copies and claim.reason.kind is ReasonKind.USER:
            yield copies[0], claim.reason
