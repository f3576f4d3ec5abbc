"""What becomes of a label of ours whose reasons have ended: the user's choice."""

from collections.abc import Callable, Collection, Iterable, Mapping, Set as AbstractSet
from enum import StrEnum

from msgspec import Struct, field

from .index import Index
from .labels import Labels
from .ledger import Key, Ledger
from .limit import Answer
from .model import NOBODY, Claim, Item, Reason, ReasonKind, Title, packed
from .wishes import Worded


class RemovedMode(StrEnum):
    """It goes, it stays, or people's labels make way for one that says that they are gone."""

    REMOVE = "remove"
    KEEP = "keep"
    SPECIAL = "special"


def _none(_: Reason) -> bool:
    return False


class Removal(Struct, frozen=True):
    """The rules of removal.

    `orphaned` tells of which reasons the person, or the tag, is not there any more; labels with
    such reasons alone go in any mode. `disputed` tells whose label says something else as well:
    until that is settled, what was labelled for such reasons stays as it is.
    """

    mode: RemovedMode = RemovedMode.REMOVE
    orphaned: Callable[[Reason], bool] = _none
    disputed: Callable[[Reason], bool] = _none

    def spares(self, because: frozenset[Reason]) -> bool:
        """Whether a label stays whose reasons, these, have ended."""
        if self.mode is not RemovedMode.KEEP or NOBODY in because:
            return False
        return not because or not all(map(self.orphaned, because))


class TitlesLeft(Struct, frozen=True):
    """Titles that nobody wants any more, and those of which that has to be taken back.

    The new ones come with the rating keys of their items. What is over is taken back first: a title
    that turned out to be two may be in both.
    """

    new: Mapping[Claim, frozenset[int]] = field(default_factory=dict)
    over: tuple[Claim, ...] = ()

    def applied(self, claims: Collection[Claim]) -> Collection[Claim]:
        """Give claims with what is new, and without what is over."""
        if not self.new and not self.over:
            return claims
        over = frozenset(self.over)
        return [*(claim for claim in claims if claim not in over), *self.new]


def titles_left(
    claims: Collection[Claim],
    index: Index,
    labels: Labels,
    ledger: Ledger,
    within: AbstractSet[int],
    *,
    worded: Worded,
    is_unknown: Callable[[Reason], bool],
    decisions: Mapping[Key, Answer],
) -> TitlesLeft:
    """Find the titles that people's labels of ours are left of, and that nobody wants any more.

    They are claimed by a source of our own, whose label says so, until somebody wants them again.
    While a source behind such a label is unknown, or the label stays for now, nobody knows.
    `within` are the rating keys of the items whose titles count.
    """
    wanted = {
        group
        for claim in claims
        if claim.reason.kind is ReasonKind.USER and worded(claim.reason)
        for group in index.groups_of_claim(claim)
    }
    concerned = index.groups_of(within)
    standing = {claim: index.groups(claim.title) for claim in claims if claim.reason == NOBODY}
    over = [claim for claim, groups in standing.items() if groups & wanted & concerned]
    claimed = {group for claim in standing.keys() - over for group in standing[claim]}
    split = {group for claim in over for group in standing[claim]}
    labelled = index.groups_of(index.items.keys() & ledger.entries.keys())
    titles = [
        index.members([group])
        for group in concerned & (labelled | split) - wanted - claimed
        if group in split
        or _are_over(index.members([group]), labels, ledger, is_unknown, decisions)
    ]
    new = {
        Claim(_title(items), NOBODY, waits=False): frozenset(item.rating_key for item in items)
        for items in sorted(titles, key=_first_key)
    }
    return TitlesLeft(new, tuple(over))


def of_people(reasons: Iterable[Reason]) -> frozenset[Reason]:
    """Give those reasons that are people's wishes."""
    return frozenset(reason for reason in reasons if reason.kind is ReasonKind.USER)


def _are_over(
    items: Iterable[Item],
    labels: Labels,
    ledger: Ledger,
    is_unknown: Callable[[Reason], bool],
    decisions: Mapping[Key, Answer],
) -> bool:
    """Whether people's labels of ours are on these items, and all of them may go.

    Where the claim was lost, a label of ours that says so already is enough.
    """
    records = [
        ((item.rating_key, label), record, labels.ours(item, label, record) is not None)
        for item in items
        if not labels.keeps_off(item, ledger.of(item))
        for label, record in ledger.of(item).items()
    ]
    people = {
        key: behind
        for key, record, is_there in records
        if is_there and (behind := of_people(record.because))
    }
    if any(decisions.get(key, Answer.GO) is not Answer.GO for key in people):
        return False
    if any(NOBODY in record.because for _, record, _ in records):
        return True
    return bool(people) and not any(map(is_unknown, frozenset[Reason]().union(*people.values())))


def _first_key(items: tuple[Item, ...]) -> int:
    return items[0].rating_key


def _title(items: tuple[Item, ...]) -> Title:
    guids = frozenset[str]().union(*(item.guids for item in items))
    return Title(items[0].media_type, packed(guids), items[0].title)
