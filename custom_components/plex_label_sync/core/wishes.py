"""Which labels are wanted on which items, and which of them stand for a reason."""

from collections.abc import Callable, Iterable, Mapping, Set as AbstractSet

from msgspec import Struct

from .index import Index
from .model import Claim, Reason, fold_label

type Worded = Callable[[Reason], str | None]
"""Gives the label of a reason.

None for one that the user's options leave out, or of whose person or instance nothing is known.
"""


class Wanted(Struct):
    """A label wanted on an item; of spellings that differ by case the first in order counts.

    `ended`: nobody wants it any more, and it stays because the user chose so.
    """

    label: str
    because: set[Reason]
    ended: bool = False


type WantedByItem = dict[int, dict[str, Wanted]]
"""Wanted labels, by rating key and folded label."""


class Assigned(Struct, frozen=True):
    """What came of claims: the wishes, and the claims that found no item and wait.

    `conflicts` are those of which an id leads to an item that they do not mean.
    """

    wishes: WantedByItem
    waiting: tuple[Claim, ...]
    conflicts: tuple[Claim, ...]


def assign(
    claims: Iterable[Claim], index: Index, worded: Worded, within: AbstractSet[int]
) -> Assigned:
    """Bring each claim to the items that it means."""
    wishes: WantedByItem = {}
    waiting: list[Claim] = []
    conflicts: list[Claim] = []
    concerned = index.groups_of(within)
    for claim in claims:
        reached = index.groups(claim.title)
        groups = index.groups_of_claim(claim) if reached else reached
        if groups and reached.isdisjoint(concerned):
            continue
        label = worded(claim.reason)
        if label is None:
            continue
        if reached != groups:
            conflicts.append(claim)
        if not groups and claim.waits:
            waiting.append(claim)
        for item in index.members(groups):
            if item.rating_key not in within:
                continue
            wanted = wishes.setdefault(item.rating_key, {}).setdefault(
                fold_label(label), Wanted(label, set())
            )
            wanted.label = min(wanted.label, label)
            wanted.because.add(claim.reason)
    return Assigned(wishes, tuple(waiting), tuple(conflicts))


def labels_sharing(because: frozenset[Reason], wishes: Mapping[str, Wanted]) -> frozenset[str]:
    """Give the wanted labels of an item that stand for one of these reasons."""
    return frozenset(
        label for label, wanted in wishes.items() if not wanted.because.isdisjoint(because)
    )


def labels_of_reasons(because: frozenset[Reason], worded: Worded) -> dict[str, str]:
    """Give the labels that reasons have now, by folded label."""
    words: dict[str, str] = {}
    for reason in sorted(because):
        if word := worded(reason):
            words[fold_label(word)] = min(word, words.get(fold_label(word), word))
    return words
