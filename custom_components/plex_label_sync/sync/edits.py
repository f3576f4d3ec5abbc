"""Brings changes together into edits, so that few requests serve many items."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from msgspec import Struct

from ..clients.plex.client import Section
from ..clients.plex.edits import edit_batches
from ..core.model import fold_label
from ..core.plan import Change


class Edit(Struct, frozen=True, gc=False):
    """Labels to add to, or take off, items of one section: each label on each of the items."""

    section: Section
    labels: tuple[str, ...]
    rating_keys: tuple[int, ...]
    changes: tuple[Change, ...]

    def parts(self) -> Iterator[Edit]:
        """Give the edit in parts, each small enough for one request."""
        for keys in edit_batches(self.section, self.labels, self.rating_keys):
            within = frozenset(keys)
            changes = (change for change in self.changes if change.item.rating_key in within)
            yield Edit(self.section, self.labels, keys, tuple(changes))


def edits(sections: Mapping[str, Section], changes: Sequence[Change]) -> list[Edit]:
    """Give the edits that make these changes: label by label, or items by the labels they need.

    The way that takes fewer edits is taken: many titles share few labels in a full run, and one
    title may need several in a scoped one. An item's changes must stand together, as in a plan.
    """
    by_label: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        by_label.setdefault((change.item.section, fold_label(change.label)), []).append(change)
    by_need = _by_need(changes, fewer_than=len(by_label))
    return [_edit(sections, group) for group in by_need or by_label.values()]


def _by_need(changes: Iterable[Change], *, fewer_than: int) -> list[list[Change]] | None:
    """Group items that need the same labels; None where these are not fewer groups.

    The changes of an item stand together. Of a hundred thousand items each may need others, so the
    end is not waited for.
    """
    groups: dict[tuple[str, ...], list[Change]] = {}
    for _, its_own in groupby(changes, key=lambda change: change.item.rating_key):
        needed = tuple(its_own)
        need = needed[0].item.section, *sorted(fold_label(change.label) for change in needed)
        groups.setdefault(need, []).extend(needed)
        if len(groups) >= fewer_than:
            return None
    return list(groups.values())


def _edit(sections: Mapping[str, Section], changes: Sequence[Change]) -> Edit:
    return Edit(
        section=sections[changes[0].item.section],
        labels=tuple({fold_label(change.label): change.label for change in changes}.values()),
        rating_keys=tuple(dict.fromkeys(change.item.rating_key for change in changes)),
        changes=tuple(changes),
    )
