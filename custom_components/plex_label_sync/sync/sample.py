"""Finds an item on which an edit's harm would show: one that carries labels besides the edited.

An edit adds to an item's labels, say Plex's published API and those who tried. Should a server
replace them instead, one item tells before the rest is touched.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set as AbstractSet
from typing import Self

from msgspec import Struct

from ..clients.errors import ServiceError
from ..clients.plex.client import METADATA_SIZE, PlexServer, Section
from ..clients.plex.edits import label_batches
from ..core.labels import Labels
from ..core.model import Item, fold_label
from ..core.plan import Change
from ..threads import in_turn

_MOST_CHOICES = 100


class SampleItem(Struct, frozen=True):
    """The changes of one item, to make first, and the folded labels that must stay on it.

    Those of its changes that do not fit into the same edit are made later.
    """

    item: Item
    changes: tuple[Change, ...]
    others: frozenset[str]

    @classmethod
    def of(cls, changes: Sequence[Change], labels: AbstractSet[str]) -> Self | None:
        """Give the sample that an item with these folded labels makes, if it does."""
        item = changes[0].item
        section = Section(item.section, item.section, item.media_type)
        spelled = [change.label for change in changes]
        fitting, *_ = label_batches(section, spelled, [item.rating_key])
        first = changes[: len(fitting)]
        others = frozenset(labels - {fold_label(change.label) for change in first})
        return cls(item, tuple(first), others) if others else None


async def find_sample(
    plex: PlexServer, sections: Mapping[str, Section], labels: Labels, changes: Sequence[Change]
) -> SampleItem | None:
    """Look for a sample among the changes, with three reads for each section at most.

    Nothing is read when all labels of the changed items are known.

    Raises a `ServiceError` when an item's labels cannot be read. None means that no changed
    item was found to carry another label, so that there is nothing to lose.
    """
    if labels.whole:
        return await in_turn(_told, labels, changes)
    for key in await in_turn(_sections_of, changes):
        if sample := await _in_section(plex, sections[key], labels, changes):
            return sample
    return None


def _sections_of(changes: Iterable[Change]) -> list[str]:
    return list(dict.fromkeys(change.item.section for change in changes))


def _told(labels: Labels, changes: Sequence[Change]) -> SampleItem | None:
    """Give the first item that carries other labels, by labels that were all read."""
    keys = dict.fromkeys(change.item.rating_key for change in changes)
    samples = (
        SampleItem.of(its_own, labels.whole[key])
        for key, its_own in _of_items(changes, keys).items()
    )
    return next(filter(None, samples), None)


async def _in_section(
    plex: PlexServer, section: Section, labels: Labels, changes: Sequence[Change]
) -> SampleItem | None:
    known = await in_turn(_known_labels, labels, changes, section.key)
    likely = await in_turn(_with_more_labels, labels, known)
    if not likely:
        carriers = await _foreign_carriers(plex, section, labels)
        likely = [key for key in known if carriers is None or key in carriers]
    candidates = likely[:METADATA_SIZE]
    if not candidates:
        return None
    its_own = await in_turn(_of_items, changes, candidates)
    for rating_key, there in (await plex.labels(candidates)).items():
        if sample := SampleItem.of(its_own[rating_key], frozenset(map(fold_label, there))):
            return sample
    return None


def _known_labels(labels: Labels, changes: Iterable[Change], section: str) -> Counter[int]:
    """Count, for each item of one section, how many labels that it has are changed."""
    known = Counter[int]()
    for change in changes:
        if change.item.section == section:
            there = labels.on(change.item, fold_label(change.label)) is not None
            known[change.item.rating_key] += there
    return known


def _with_more_labels(labels: Labels, known: Mapping[int, int]) -> list[int]:
    """Give the items that carry another one of the labels that were read."""
    counts = Counter(key for members in labels.stored.values() for key in members if key in known)
    return [key for key, changed in known.items() if counts[key] > changed]


def _of_items(changes: Iterable[Change], keys: Collection[int]) -> dict[int, list[Change]]:
    """Give the changes of some items: those of all would be a hundred thousand lists."""
    items: dict[int, list[Change]] = {key: [] for key in keys}
    for change in changes:
        if change.item.rating_key in items:
            items[change.item.rating_key].append(change)
    return items


async def _foreign_carriers(
    plex: PlexServer, section: Section, labels: Labels
) -> frozenset[int] | None:
    """Give the items that carry any label that was not read; None when Plex cannot tell."""
    try:
        offered = await plex.offered_labels(section)
        named = (one for one in offered.named if fold_label(one.label) not in labels.stored)
        foreign = [*(label.id for label in named), *offered.nameless]
        return (
            await plex.section_members(section, foreign[:_MOST_CHOICES]) if foreign else frozenset()
        )
    except ServiceError:
        return None
