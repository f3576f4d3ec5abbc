"""Finds an item on which an edit's harm would show: one that carries labels besides the edited.

An edit adds to an item's labels, say Plex's published API and those who tried. Should a server
replace them instead, one item tells before the rest is touched.
"""

from asyncio import to_thread
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from typing import Self

from ..clients.errors import ServiceError
from ..clients.plex.client import METADATA_SIZE, PlexServer, Section
from ..core.labels import Labels
from ..core.model import Item, fold_label
from ..core.plan import Change

_MOST_CHOICES = 100

type _Changes = Mapping[int, Sequence[Change]]
"""By rating key."""


@dataclass(frozen=True, slots=True)
class Witness:
    """The changes of one item, to make first, and the folded labels that must stay on it."""

    item: Item
    changes: tuple[Change, ...]
    others: frozenset[str]

    @classmethod
    def of(cls, changes: Sequence[Change], labels: AbstractSet[str]) -> Self | None:
        """Give the witness that an item with these folded labels makes, if it does."""
        others = frozenset(labels - {fold_label(change.label) for change in changes})
        return cls(changes[0].item, tuple(changes), others) if others else None


async def find_witness(
    plex: PlexServer, sections: Mapping[str, Section], labels: Labels, changes: Sequence[Change]
) -> Witness | None:
    """Look for a witness among the changes, with three reads for each section at most.

    Nothing is read when all labels of the changed items are known.

    Raises a `ServiceError` when an item's labels cannot be read. None means that no changed
    item was found to carry another label, so that there is nothing to lose.
    """
    for key in await to_thread(_sections_of, changes):
        here = await to_thread(_of_section, changes, key)
        if labels.whole:
            witness = next(_told(labels, here), None)
        else:
            witness = await _in_section(plex, sections[key], labels, here)
        if witness:
            return witness
    return None


def _sections_of(changes: Iterable[Change]) -> list[str]:
    return list(dict.fromkeys(change.item.section for change in changes))


def _of_section(changes: Iterable[Change], section: str) -> dict[int, list[Change]]:
    """Give the changes of one section, by item: those of all would be a hundred thousand lists."""
    items: dict[int, list[Change]] = {}
    for change in changes:
        if change.item.section == section:
            items.setdefault(change.item.rating_key, []).append(change)
    return items


def _told(labels: Labels, changes: _Changes) -> Iterator[Witness]:
    """Give the items that carry other labels, by labels that were all read."""
    for rating_key, its_own in changes.items():
        if witness := Witness.of(its_own, labels.whole[rating_key]):
            yield witness


async def _in_section(
    plex: PlexServer, section: Section, labels: Labels, changes: _Changes
) -> Witness | None:
    likely: Collection[int] = await to_thread(_with_more_labels, labels, changes)
    if not likely:
        carriers = await _foreign_carriers(plex, section, labels)
        likely = changes if carriers is None else [key for key in changes if key in carriers]
    candidates = list(islice(likely, METADATA_SIZE))
    if not candidates:
        return None
    for rating_key, there in (await plex.labels(candidates)).items():
        if witness := Witness.of(changes[rating_key], frozenset(map(fold_label, there))):
            return witness
    return None


def _with_more_labels(labels: Labels, changes: _Changes) -> list[int]:
    """Give the items that carry another one of the labels that were read."""
    counts = Counter(key for members in labels.stored.values() for key in members if key in changes)
    return [
        key
        for key, its_own in changes.items()
        if counts[key]
        > sum(labels.on(change.item, fold_label(change.label)) is not None for change in its_own)
    ]


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
