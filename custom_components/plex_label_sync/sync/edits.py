"""Brings changes together into edits, so that few requests serve many items."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from ..clients.plex.client import EDIT_SIZE, Section
from ..core.model import fold
from ..core.plan import Change
from .library import Library


@dataclass(frozen=True, slots=True)
class Edit:
    """Labels to add to, or take off, items of one section: each label on each of the items."""

    section: Section
    labels: tuple[str, ...]
    rating_keys: tuple[int, ...]
    changes: tuple[Change, ...]

    def parts(self) -> Iterator[Edit]:
        """Give the edit in parts, each small enough for one request."""
        for keys in batched(self.rating_keys, EDIT_SIZE, strict=False):
            within = frozenset(keys)
            changes = (change for change in self.changes if change.item.rating_key in within)
            yield Edit(self.section, self.labels, keys, tuple(changes))


def edits(library: Library, changes: Sequence[Change]) -> list[Edit]:
    """Give the edits that make these changes: label by label, or items by the labels they need.

    The way that takes fewer requests is taken: many titles share few labels in a full run, and
    one title may need several in a scoped one.
    """
    by_label = _groups((change.item.section, fold(change.label)) for change in changes)
    needs: dict[int, frozenset[str]] = {}
    for change in changes:
        key = change.item.rating_key
        needs[key] = needs.get(key, frozenset()) | {fold(change.label)}
    by_need = _groups((change.item.section, needs[change.item.rating_key]) for change in changes)
    ways = [
        [_edit(library, [changes[at] for at in group]) for group in groups]
        for groups in (by_label, by_need)
    ]
    return min(ways, key=_requests)


def _groups[T](keys: Iterable[T]) -> Iterable[list[int]]:
    groups: dict[T, list[int]] = {}
    for at, key in enumerate(keys):
        groups.setdefault(key, []).append(at)
    return groups.values()


def _edit(library: Library, changes: Sequence[Change]) -> Edit:
    return Edit(
        section=library.shelves[changes[0].item.section].section,
        labels=tuple({fold(change.label): change.label for change in changes}.values()),
        rating_keys=tuple(dict.fromkeys(change.item.rating_key for change in changes)),
        changes=tuple(changes),
    )


def _requests(way: Iterable[Edit]) -> int:
    return sum(-(-len(edit.rating_keys) // EDIT_SIZE) for edit in way)
