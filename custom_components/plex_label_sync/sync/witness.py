"""Finds an item on which an edit's harm would show: one that carries labels besides the edited.

An edit adds to an item's labels, say Plex's published API and those who tried. Should a server
replace them instead, one item tells before the rest is touched.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from typing import Self

from ..clients.errors import BadAnswerError
from ..clients.plex.client import METADATA_SIZE, PlexServer
from ..core.labels import Labels
from ..core.model import Item, fold
from ..core.plan import Change
from .library import Library, Shelf

_MOST_CHOICES = 100


@dataclass(frozen=True, slots=True)
class Witness:
    """The changes of one item, to make first, and the folded labels that must stay on it."""

    item: Item
    changes: tuple[Change, ...]
    others: frozenset[str]

    @classmethod
    def of(cls, item: Item, changes: Iterable[Change], labels: AbstractSet[str]) -> Self | None:
        """Give the witness that an item with these folded labels makes, if it does."""
        its_own = tuple(change for change in changes if change.item.rating_key == item.rating_key)
        others = frozenset(labels - {fold(change.label) for change in its_own})
        return cls(item, its_own, others) if others else None


async def find_witness(
    plex: PlexServer, library: Library, labels: Labels, changes: Sequence[Change]
) -> Witness | None:
    """Look for a witness among the changes, with two reads for each section at most.

    Nothing is read when all labels of the changed items are known.

    Raises a `ServiceError` when an item's labels cannot be read. None means that no changed
    item was found to carry another label, so that there is nothing to lose.
    """
    if labels.whole:
        return next(_told(labels, changes), None)
    for shelf in library.shelves.values():
        here = [change for change in changes if change.item.section == shelf.section.key]
        if here and (witness := await _on_shelf(plex, shelf, labels, here)):
            return witness
    return None


def _told(labels: Labels, changes: Sequence[Change]) -> Iterator[Witness]:
    """Give the items that carry other labels, by labels that were all read."""
    for change in changes:
        there = labels.whole[change.item.rating_key]
        if there and (witness := Witness.of(change.item, changes, there)):
            yield witness


async def _on_shelf(
    plex: PlexServer, shelf: Shelf, labels: Labels, changes: Sequence[Change]
) -> Witness | None:
    likely = _with_known_labels(shelf, labels, changes)
    if not likely:
        carriers = await _foreign_carriers(plex, shelf, labels)
        likely = [change for change in changes if change.item.rating_key in carriers]
    candidates = {change.item.rating_key: change for change in islice(likely, METADATA_SIZE)}
    if not candidates:
        return None
    for rating_key, found in (await plex.labels(candidates)).items():
        item = candidates[rating_key].item
        if witness := Witness.of(item, changes, set(map(fold, found))):
            return witness
    return None


def _with_known_labels(shelf: Shelf, labels: Labels, changes: Iterable[Change]) -> Sequence[Change]:
    """Give the changes of items that carry another one of the labels that were read."""
    counts = Counter(
        rating_key
        for (section, _), members in labels.stored.items()
        if section == shelf.section.key
        for rating_key in members
    )
    return [
        change
        for change in changes
        if counts[change.item.rating_key] > bool(labels.on(change.item, fold(change.label)))
    ]


async def _foreign_carriers(plex: PlexServer, shelf: Shelf, labels: Labels) -> frozenset[int]:
    """Give the items that carry any label that was not read; all, when Plex cannot tell."""
    foreign = [
        choice.id
        for choice in shelf.choices
        if (shelf.section.key, fold(choice.label)) not in labels.stored
    ]
    if not foreign:
        return frozenset()
    try:
        return await plex.members(shelf.section, foreign[:_MOST_CHOICES], of=len(shelf.items))
    except BadAnswerError:
        return frozenset(shelf.items)
