"""Finds an item on which an edit's harm would show: one that carries labels besides the edited.

An edit adds to an item's labels, say Plex's published API and those who tried. Should a server
replace them instead, one item tells before the rest is touched.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from ..clients.errors import BadAnswerError
from ..clients.plex import METADATA_SIZE, PlexServer
from ..core.model import fold
from ..core.plan import Change, Labels
from .library import Library, Shelf

_MOST_CHOICES = 100


@dataclass(frozen=True, slots=True)
class Witness:
    """A change to make first, and the folded labels that must still be there after it."""

    change: Change
    others: frozenset[str]


async def find_witness(
    plex: PlexServer, library: Library, labels: Labels, changes: Sequence[Change]
) -> Witness | None:
    """Look for a witness among the changes, with two reads for each section at most.

    Raises a `ServiceError` when an item's labels cannot be read. None means that no changed
    item was found to carry another label, so that there is nothing to lose.
    """
    for shelf in library.shelves.values():
        here = [change for change in changes if change.item.section == shelf.section.key]
        if here and (witness := await _on_shelf(plex, shelf, labels, here)):
            return witness
    return None


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
        change = candidates[rating_key]
        if others := frozenset(map(fold, found)) - {fold(change.label)}:
            return Witness(change, others)
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
        return frozenset(item.rating_key for item in shelf.items)
