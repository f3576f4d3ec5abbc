"""Brings changes together into edits, so that few requests serve many items."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..clients.plex.client import Section
from ..clients.plex.edits import edit_batches
from ..core.model import fold
from ..core.plan import Change


@dataclass(frozen=True, slots=True)
class Edit:
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
    title may need several in a scoped one.
    """
    by_label = _groups((change.item.section, fold(change.label)) for change in changes)
    needs: dict[int, set[str]] = {}
    for change in changes:
        needs.setdefault(change.item.rating_key, set()).add(fold(change.label))
    by_need = _groups(
        (change.item.section, *sorted(needs[change.item.rating_key])) for change in changes
    )
    fewer = by_label if len(by_label) <= len(by_need) else by_need
    return [_edit(sections, [changes[at] for at in group]) for group in fewer]


def _groups[T](keys: Iterable[T]) -> list[list[int]]:
    groups: dict[T, list[int]] = {}
    for at, key in enumerate(keys):
        groups.setdefault(key, []).append(at)
    return list(groups.values())


def _edit(sections: Mapping[str, Section], changes: Sequence[Change]) -> Edit:
    return Edit(
        section=sections[changes[0].item.section],
        labels=tuple({fold(change.label): change.label for change in changes}.values()),
        rating_keys=tuple(dict.fromkeys(change.item.rating_key for change in changes)),
        changes=tuple(changes),
    )
