"""The labels that Plex shows: which items carry which, and what could not be read of it."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from typing import Self

from msgspec import Struct, field

from .ledger import Record
from .model import Item, fold_label, widened


class Labels(Struct, frozen=True):
    """The labels that were read from Plex, by folded label.

    `stored` maps each to Plex's own spelling, by rating key of the items that carry it; a label
    that is not in it is on no item, but for the sections in which it could not be read: `unread`
    holds section and label. Items in `ignored` carry the label that tells us to leave them alone,
    `ignore`. `whole` holds the items, by rating key, of which all labels are known, with these. Of
    the sections in `unsafe` nobody knows whether their items carry the label that says leave alone;
    of those in `unseen` nobody knows whether they still have any of their items.
    `shown_as` are labels that Plex took for another one when they were written, which it shows.
    """

    stored: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    unread: frozenset[tuple[str, str]] = frozenset()
    ignored: frozenset[int] = frozenset()
    whole: Mapping[int, frozenset[str]] = field(default_factory=dict)
    unsafe: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    ignore: str = ""
    shown_as: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_items(cls, read: Iterable[tuple[Item, Collection[str]]], ignore: str) -> Self:
        """Give the labels of items that were read one by one; `ignore` is folded."""
        stored: dict[str, dict[int, str]] = {}
        whole: dict[int, frozenset[str]] = {}
        for item, labels in read:
            for label in labels:
                stored.setdefault(fold_label(label), {})[item.rating_key] = label
            whole[item.rating_key] = frozenset(map(fold_label, labels))
        wide = widened(ignore)
        ignored = frozenset(key for key, labels in whole.items() if wide in map(widened, labels))
        return cls(stored, ignored=ignored, whole=whole, ignore=ignore)

    def on(self, item: Item, label: str) -> str | None:
        """Give Plex's spelling of a folded label if the item carries it."""
        return self.spelling(item.rating_key, label)

    def spelling(self, rating_key: int, label: str) -> str | None:
        """Give Plex's spelling of a folded label if the item with this rating key carries it."""
        found = self._exactly(rating_key, label)
        if found is None and (other := self.shown_as.get(label)):
            return self._exactly(rating_key, other)
        return found

    def ours(self, item: Item, label: str, record: Record) -> str | None:
        """Give Plex's spelling of the label that a record is of, if the item carries that.

        What Plex may take for it, and what it did not show when we wrote, is somebody else's.
        """
        found = self._exactly(item.rating_key, label)
        if found is None and record.shown:
            return self._exactly(item.rating_key, record.shown)
        return found

    def twins(self, rating_key: int, label: str) -> Iterator[str]:
        """Give the other labels on an item that Plex may take for this one; all folded."""
        wide = widened(label)
        for other, members in self.stored.items():
            if other != label and rating_key in members and widened(other) == wide:
                yield other

    def _exactly(self, rating_key: int, label: str) -> str | None:
        members = self.stored.get(label)
        return members.get(rating_key) if members else None

    def is_ignored(self, item: Item, ours: Container[str] = ()) -> bool:
        """Whether somebody told us to leave an item alone; `ours` are our labels on it, folded.

        We ourselves told so where the label was once that of a tag.
        """
        return item.rating_key in self.ignored and self.ignore not in ours

    def keeps_off(self, item: Item, ours: Container[str] = ()) -> bool:
        """Whether an item is to be left alone, or may be; `ours` are our labels on it, folded."""
        return item.section in self.unsafe or self.leaves_out(item, ours)

    def leaves_out(self, item: Item, ours: Container[str] = ()) -> bool:
        """Whether nothing is to be planned for an item; `ours` are our labels on it, folded.

        It is to be left alone, or seems to be gone: a label that it does not show says nothing.
        """
        return item.section in self.unseen or self.is_ignored(item, ours)
