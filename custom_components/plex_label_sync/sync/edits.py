"""Brings changes together into edits, so that few requests serve many items."""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from ..clients.plex.client import Section
from ..clients.plex.edits import edit_batches, label_batches
from ..core.model import fold_label
from ..core.plan import Change

type _Places = array[int]
"""Where changes stand among all, in what garbage collection does not go through."""


class Edit(Struct, frozen=True, gc=False):
    """Labels to add to, or take off, items of one section: each label on each of the items."""

    section: Section
    labels: tuple[str, ...]
    rating_keys: tuple[int, ...]
    changes: tuple[Change, ...]

    def parts(self) -> Iterator[Edit]:
        """Give the edit in parts, each small enough for one request."""
        for labels in label_batches(self.section, self.labels, self.rating_keys):
            for rating_keys in edit_batches(self.section, labels, self.rating_keys):
                yield self._of(labels, rating_keys)

    def halves(self) -> tuple[Edit, ...]:
        """Give the edit as two; none where it is of one item alone."""
        half = len(self.rating_keys) // 2
        keys = self.rating_keys
        return (
            (self._of(self.labels, keys[:half]), self._of(self.labels, keys[half:])) if half else ()
        )

    def _of(self, labels: tuple[str, ...], rating_keys: tuple[int, ...]) -> Edit:
        within, is_whole = frozenset(rating_keys), len(labels) == len(self.labels)
        chosen = frozenset[str]() if is_whole else frozenset(map(fold_label, labels))
        changes = (
            change
            for change in self.changes
            if change.item.rating_key in within and (is_whole or fold_label(change.label) in chosen)
        )
        return Edit(self.section, labels, rating_keys, tuple(changes))


def edits(sections: Mapping[str, Section], changes: Sequence[Change]) -> list[Edit]:
    """Give the edits that make these changes: label by label, or items by the labels they need.

    The way that takes fewer edits is taken: many titles share few labels in a full run, and one
    title may need several in a scoped one. An item's changes must stand together, as in a plan.
    """
    by_label: dict[tuple[str, str], _Places] = {}
    for place, change in enumerate(changes):
        its_own = by_label.setdefault((change.item.section, fold_label(change.label)), _places())
        its_own.append(place)
    by_need = _by_need(changes, fewer_than=len(by_label))
    groups = by_label.values() if by_need is None else by_need
    return [_edit(sections, [changes[place] for place in group]) for group in groups]


def _by_need(changes: Sequence[Change], *, fewer_than: int) -> Collection[_Places] | None:
    """Group items that need the same labels; None where these are not fewer groups.

    The changes of an item stand together. Of a hundred thousand items each may need others, so the
    end is not waited for.
    """
    groups: dict[tuple[str, ...], _Places] = {}
    for _, its_own in groupby(enumerate(changes), key=lambda placed: placed[1].item.rating_key):
        needed = tuple(its_own)
        section = needed[0][1].item.section
        need = section, *sorted(fold_label(change.label) for _, change in needed)
        groups.setdefault(need, _places()).extend(place for place, _ in needed)
        if len(groups) >= fewer_than:
            return None
    return groups.values()


def _places() -> _Places:
    return array("L")


def _edit(sections: Mapping[str, Section], changes: Sequence[Change]) -> Edit:
    return Edit(
        section=sections[changes[0].item.section],
        labels=tuple({fold_label(change.label): change.label for change in changes}.values()),
        rating_keys=tuple(dict.fromkeys(change.item.rating_key for change in changes)),
        changes=tuple(changes),
    )
