"""Which labels are wanted on which items, and which of them stand for a reason."""

from collections.abc import Callable, Iterable, Mapping, Set as AbstractSet
from dataclasses import dataclass

from .index import Index
from .model import Claim, Reason, fold

type Worded = Callable[[Reason], str | None]
"""Gives the label of a reason.

None for one that the user's options leave out, or of whose person or instance nothing is known.
"""


@dataclass(slots=True)
class Wanted:
    """A label wanted on an item; of spellings that differ by case the first in order counts.

    `ended`: nobody wants it any more, and it stays because the user chose so.
    """

    label: str
    because: set[Reason]
    ended: bool = False


type Wishes = dict[int, dict[str, Wanted]]
"""Wanted labels, by rating key and folded label."""


def assign(
    claims: Iterable[Claim], index: Index, worded: Worded, within: AbstractSet[int]
) -> tuple[Wishes, tuple[Claim, ...]]:
    """Bring each claim to its title's items, and give also those that found none and wait."""
    wishes: Wishes = {}
    waiting: list[Claim] = []
    concerned = index.groups_of(within)
    for claim in claims:
        groups = index.groups(claim.title)
        if groups and groups.isdisjoint(concerned):
            continue
        label = worded(claim.reason)
        if label is None:
            continue
        if not groups and claim.waits:
            waiting.append(claim)
        for item in index.members(groups):
            if item.rating_key not in within:
                continue
            wanted = wishes.setdefault(item.rating_key, {}).setdefault(
                fold(label), Wanted(label, set())
            )
            wanted.label = min(wanted.label, label)
            wanted.because.add(claim.reason)
    return wishes, tuple(waiting)


def sharing(because: frozenset[Reason], wishes: Mapping[str, Wanted]) -> frozenset[str]:
    """Give the wanted labels of an item that stand for one of these reasons."""
    return frozenset(
        label for label, wanted in wishes.items() if not wanted.because.isdisjoint(because)
    )


def words_of(because: frozenset[Reason], worded: Worded) -> dict[str, str]:
    """Give the labels that reasons have now, by folded label."""
    words: dict[str, str] = {}
    for reason in sorted(because):
        if word := worded(reason):
            words[fold(word)] = min(word, words.get(fold(word), word))
    return words
