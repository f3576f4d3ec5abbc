"""Finds the items that a full run has to plan for; of most all is as it was left.

An item is settled when each label that is wanted on it is there, each that we recorded is wanted,
and the reasons are those that were recorded. That is compared for all items at once, label by label
and by numbers alone: a hundred thousand items planned one by one are ten seconds of work.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import batched
from sqlite3 import Connection

from msgspec import Struct, field

from ..core.deciding import deciding_ids, may_mean
from ..core.labels import Labels
from ..core.model import Reason, ReasonKind, fold_label
from ..core.wishes import Worded
from ..state import items, ledger, matches

_LABELS = 1 << 20
"""More labels than there are: item and label make one number."""

_ITEMS = 1 << 40
"""More than any rating key: claim and item make one number."""

_PIECE = 2_000


class Unsettled(Struct):
    """The rating keys to plan for; `unchanged` labels are on other items, as wanted."""

    keys: set[int]
    unchanged: int


def unsettled(connection: Connection, worded: Worded, labels: Labels) -> Unsettled:
    """Compare what is wanted, what is recorded and what is there."""
    copies = frozenset(items.with_copies(connection))
    keys = {*copies, *ledger.out_of_date(connection), *labels.ignored}
    numbers: dict[str, int] = {}
    asked = _asked(connection, worded, numbers, copies)
    keys |= asked.doubtful
    # Wanted again by one of its ids; a copy may be wanted by an id of another copy.
    again = {
        code // _ITEMS
        for code in asked.by_nobody
        if (rating_key := code % _ITEMS) in asked.by_people or rating_key in copies
    }
    keys |= {code % _ITEMS for code in asked.by_nobody if code // _ITEMS in again}
    wanted = asked.wanted
    unread = {label for _, label in labels.unread}
    unread |= {label for label, shown in labels.shown_as.items() if shown in unread}
    settled: list[int] = []
    for rating_key, label, because, is_plain in ledger.plain_rows(connection):
        number = numbers.setdefault(label, len(numbers))
        reasons = wanted.pop(rating_key * _LABELS + number, None)
        same = is_plain and reasons == _sum_of(because) and label not in unread
        is_there = same and labels.spelling(rating_key, label) is not None
        (settled.append if is_there else keys.add)(rating_key)
    by_number = list(numbers)
    for code in wanted:
        rating_key, number = divmod(code, _LABELS)
        label = by_number[number]
        # Else somebody made it by hand.
        by_hand = label not in unread and labels.spelling(rating_key, label) is not None
        (settled.append if by_hand else keys.add)(rating_key)
    return Unsettled(keys, sum(rating_key not in keys for rating_key in settled))


class _Asked(Struct):
    """What claims ask for.

    `wanted` is what stands for the reasons of each wanted label, by what stands for item and label.
    `by_people` are the items that people want. `by_nobody` stands for each claim that nobody wants
    a title any more with each of its items. Both are empty where no claim says so. `doubtful` are
    items to which an id of a claim leads though it may not mean them.
    """

    wanted: dict[int, int] = field(default_factory=dict)
    by_people: set[int] = field(default_factory=set)
    by_nobody: list[int] = field(default_factory=list)
    doubtful: set[int] = field(default_factory=set)


def _asked(
    connection: Connection, worded: Worded, numbers: dict[str, int], copies: frozenset[int]
) -> _Asked:
    """Bring claims to items. What a claim reaches without the id that decides is doubtful.

    But for an item that is the only one it reaches, and may be its title.
    """
    claimed = _claimed(connection, worded, numbers)
    nobody = {claim for claim, (kind, _, _) in claimed.items() if kind == ReasonKind.REMOVED}
    asked = _Asked()
    sure = bytearray(matches.last_id(connection) + 1)
    reached: dict[int, list[int]] = {}

    def want(claim: int, rating_key: int) -> None:
        kind, number, weight = claimed[claim]
        code = rating_key * _LABELS + number
        asked.wanted[code] = asked.wanted.get(code, 0) + weight
        if nobody and kind == ReasonKind.USER:
            asked.by_people.add(rating_key)
        if claim in nobody:
            asked.by_nobody.append(claim * _ITEMS + rating_key)

    for claim, rating_key, is_own in matches.with_items(connection):
        if claim not in claimed:
            continue
        if is_own:
            sure[claim] = True
            want(claim, rating_key)
        else:
            reached.setdefault(claim, []).append(rating_key)
    alone = {
        claim: keys[0]
        for claim, keys in reached.items()
        if len(keys) == 1 and not sure[claim] and keys[0] not in copies
    }
    meant = _meant(connection, alone)
    for claim, keys in reached.items():
        if claim in meant:
            want(claim, keys[0])
        else:
            asked.doubtful.update(keys)
            asked.by_people.update(keys)
    return asked


def _meant(connection: Connection, alone: Mapping[int, int]) -> set[int]:
    """Give those of some claims, by id, that may mean the one item that each reaches."""
    meant: set[int] = set()
    for piece in batched(alone, _PIECE, strict=False):
        there = items.of(connection, {alone[claim] for claim in piece})
        for key, claim in matches.of(connection, piece).items():
            if may_mean(deciding_ids(claim.title, claim.reason.source), there[alone[key]].guids):
                meant.add(key)
    return meant


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
                (kind, numbers.setdefault(fold_label(label), len(numbers)), hash(reason))
                if label
                else None
            )
        if marks := seen[key]:
            claimed[claim] = marks
    return claimed


@lru_cache(maxsize=10_000)
def _sum_of(because: str) -> int:
    """Give what stands for the reasons of a record, as the database holds them."""
    return sum(map(hash, ledger.reasons_of(because)))
