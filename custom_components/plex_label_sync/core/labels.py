"""The labels that Plex shows: which items carry which, and what could not be read of it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from .model import Item, fold


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels that were read from Plex, by folded label.

    `stored` maps each to Plex's own spelling, by rating key of the items that carry it; a label
    that is not in it is on no item, but for the sections in which it could not be read: `unread`
    holds section and label. Items in `ignored` carry the label that tells us to leave them alone.
    `whole` holds the items, by rating key, of which all labels are known, with these. Of the
    sections in `unsafe` nobody knows whether their items carry the label that says leave alone.
    """

    stored: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    unread: frozenset[tuple[str, str]] = frozenset()
    ignored: frozenset[int] = frozenset()
    whole: Mapping[int, frozenset[str]] = field(default_factory=dict)
    unsafe: frozenset[str] = frozenset()

    @classmethod
    def of_items(cls, read: Iterable[tuple[Item, Collection[str]]], ignore: str) -> Self:
        """Give the labels of items that were read one by one; `ignore` is folded."""
        stored: dict[str, dict[int, str]] = {}
        whole: dict[int, frozenset[str]] = {}
        for item, labels in read:
            for label in labels:
                stored.setdefault(fold(label), {})[item.rating_key] = label
            whole[item.rating_key] = frozenset(map(fold, labels))
        ignored = frozenset(key for key, labels in whole.items() if ignore in labels)
        return cls(stored, ignored=ignored, whole=whole)

    def on(self, item: Item, label: str) -> str | None:
        """Give Plex's spelling of a folded label if the item carries it."""
        members = self.stored.get(label)
        return members.get(item.rating_key) if members else None

    def keeps_off(self, item: Item) -> bool:
        """Whether an item is to be left alone."""
        return item.rating_key in self.ignored or item.section in self.unsafe
