"""The ledger: every label that we wrote, by item, with since when and why.

Ownership is what the ledger says, not what a label looks like. An entry belongs to the item it
was made for: a later item that happens to get the same rating key (a restored Plex database)
has another guid and another time of adding, and owns nothing.
"""

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from .model import Item, Reason

FORGET_AFTER = 86_400.0
"""Seconds between two full listings that must both miss what is to be forgotten."""

type Key = tuple[int, str]
"""What names a record: rating key and folded label."""


class Record(Struct, frozen=True, gc=False):
    """One label that we wrote on an item. `since` is an ISO 8601 time in UTC.

    `ended`: none of its reasons stands any more, and it stays because the user chose so.
    `missing_since`: when a full sync saw first that the label, which nobody wants, is not there.
    `shown`: the folded label that Plex shows for it, where it took it for that one.
    """

    label: str
    since: str
    because: frozenset[Reason]
    ended: bool = False
    missing_since: float | None = None
    shown: str = ""


class Entry(Struct, frozen=True):
    """The labels that we wrote on one item, by folded label.

    `item` is it as last written, without its usable ids: Plex tells them anew.
    """

    item: Item
    records: Mapping[str, Record]

    def belongs_to(self, item: Item) -> bool:
        """Whether this is the item's entry, and not that of an earlier one with its key."""
        return self.item.guid == item.guid or self.item.added_at == item.added_at

    def is_up_to_date(self, item: Item) -> bool:
        """Whether both marks of the item are as recorded."""
        return self.item.guid == item.guid and self.item.added_at == item.added_at


class Ledger(Struct, frozen=True):
    """Some or all entries, by rating key."""

    entries: Mapping[int, Entry] = field(default_factory=dict)

    def of(self, item: Item) -> Mapping[str, Record]:
        """Give the records of an item, by folded label."""
        entry = self.entries.get(item.rating_key)
        return entry.records if entry and entry.belongs_to(item) else {}

    def __iter__(self) -> Iterator[tuple[Item, Record]]:
        for entry in self.entries.values():
            for record in entry.records.values():
                yield entry.item, record

    def __len__(self) -> int:
        return sum(len(entry.records) for entry in self.entries.values())
