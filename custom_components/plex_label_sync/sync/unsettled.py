"""Finds the items that a full run has to plan for; of most all is as it was left.

An item is settled when each label that is wanted on it is there, each that we recorded is wanted,
and the reasons are those that were recorded. That is compared for all items at once, label by label
and by numbers alone: a hundred thousand items planned one by one are ten seconds of work.
"""

from dataclasses import dataclass
from functools import lru_cache
from sqlite3 import Connection

from ..core.labels import Labels
from ..core.model import Reason, ReasonKind, fold
from ..core.wishes import Worded
from ..state import items, ledger, matches

_LABELS = 1 << 20
"""More labels than there are: item and label make one number."""

_ITEMS = 1 << 40
"""More than any rating key: claim and item make one number."""


@dataclass(slots=True)
class Unsettled:
    """The rating keys to plan for; `unchanged` labels are on other items, as wanted."""

    keys: set[int]
    unchanged: int


def unsettled(connection: Connection, worded: Worded, labels: Labels) -> Unsettled:
    """Compare what is wanted, what is recorded and what is there."""
    copies = frozenset(items.with_copies(connection))
    keys = {*copies, *ledger.out_of_date(connection), *labels.ignored}
    numbers: dict[str, int] = {}
    wanted, by_people, by_nobody = _wanted(connection, worded, numbers)
    # Wanted again by one of its ids; a copy may be wanted by an id of another copy.
    again = {
        code // _ITEMS
        for code in by_nobody
        if (rating_key := code % _ITEMS) in by_people or rating_key in copies
    }
    keys |= {code % _ITEMS for code in by_nobody if code // _ITEMS in again}
    unread = {label for _, label in labels.unread}
    settled: list[int] = []
    for rating_key, label, because, is_plain in ledger.plain_rows(connection):
        number = numbers.setdefault(label, len(numbers))
        reasons = wanted.pop(rating_key * _LABELS + number, None)
        same = is_plain and reasons == _sum_of(because) and label not in unread
        (settled.append if same and _is_there(labels, label, rating_key) else keys.add)(rating_key)
    by_number = list(numbers)
    for code in wanted:
        rating_key, number = divmod(code, _LABELS)
        label = by_number[number]
        # Else somebody made it by hand.
        by_hand = label not in unread and _is_there(labels, label, rating_key)
        (settled.append if by_hand else keys.add)(rating_key)
    return Unsettled(keys, sum(rating_key not in keys for rating_key in settled))


def _wanted(
    connection: Connection, worded: Worded, numbers: dict[str, int]
) -> tuple[dict[int, int], set[int], list[int]]:
    """Give what stands for the reasons of each wanted label, by what stands for item and label.

    And the items that people want, and what stands for each claim that nobody wants a title any
    more with each of its items; both are empty where no claim says so.
    """
    claimed = _claimed(connection, worded, numbers)
    nobody = {claim for claim, (kind, _, _) in claimed.items() if kind == ReasonKind.REMOVED}
    wanted: dict[int, int] = {}
    by_people: set[int] = set()
    by_nobody: list[int] = []
    for claim, rating_key in matches.with_items(connection):
        if claim not in claimed:
            continue
        kind, number, weight = claimed[claim]
        code = rating_key * _LABELS + number
        wanted[code] = wanted.get(code, 0) + weight
        if nobody and kind == ReasonKind.USER:
            by_people.add(rating_key)
        if claim in nobody:
            by_nobody.append(claim * _ITEMS + rating_key)
    return wanted, by_people, by_nobody


def _claimed(
    connection: Connection, worded: Worded, numbers: dict[str, int]
) -> dict[int, tuple[str, int, int]]:
    """Give the kind of reason of each claim, its label's number and what stands for the reason."""
    claimed: dict[int, tuple[str, int, int]] = {}
    seen: dict[tuple[str, str, str], tuple[str, int, int] | None] = {}
    for claim, source, kind, subject in matches.reasons_by_id(connection):
        key = source, kind, subject
        if key not in seen:
            reason = Reason(ReasonKind(kind), subject, source)
            label = worded(reason)
            seen[key] = (
                (kind, numbers.setdefault(fold(label), len(numbers)), hash(reason))
                if label
                else None
            )
        if marks := seen[key]:
            claimed[claim] = marks
    return claimed


def _is_there(labels: Labels, label: str, rating_key: int) -> bool:
    members = labels.stored.get(label)
    return members is not None and rating_key in members


@lru_cache(maxsize=10_000)
def _sum_of(because: str) -> int:
    """Give what stands for the reasons of a record, as the database holds them."""
    return sum(map(hash, ledger.reasons_of(because)))
