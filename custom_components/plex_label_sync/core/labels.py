"""The labels that Plex shows: which items carry which, and what could not be read of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from .model import Item, fold


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels that were read from Plex, by section and folded label.

    `stored` maps each to Plex's own spelling, by rating key of the items that carry it; a label
    in neither mapping is on no item of the section. What is in `unread` could not be read.
    Items in `ignored` carry the label that tells us to leave them alone. `whole` holds the
    items, by rating key, of which all labels are known, with these.
    """

    stored: Mapping[tuple[str, str], Mapping[int, str]] = field(default_factory=dict)
    unread: frozenset[tuple[str, str]] = frozenset()
    ignored: frozenset[int] = frozenset()
    whole: Mapping[int, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of_items(cls, found: Iterable[tuple[Item, Collection[str]]], ignore: str) -> Self:
        """Give the labels of items that were read one by one; `ignore` is folded."""
        stored: dict[tuple[str, str], dict[int, str]] = {}
        whole: dict[int, frozenset[str]] = {}
        for item, labels in found:
            for label in labels:
                stored.setdefault((item.section, fold(label)), {})[item.rating_key] = label
            whole[item.rating_key] = frozenset(map(fold, labels))
        ignored = frozenset(key for key, labels in whole.items() if ignore in labels)
        return cls(stored, ignored=ignored, whole=whole)

    def on(self, item: Item, label: str) -> str | None:
        """Give Plex's spelling of a folded label if the item carries it."""
        members = self.stored.get((item.section, label))
        return members.get(item.rating_key) if members else None
