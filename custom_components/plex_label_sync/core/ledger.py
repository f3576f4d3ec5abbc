"""The ledger: every label that we wrote, by item, with since when and why.

Ownership is what the ledger says, not what a label looks like. An entry belongs to the item it
was made for: a later item that happens to get the same rating key (a restored Plex database)
has another guid and another time of adding, and owns nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from .model import Item, MediaType, Reason, ReasonKind, fold

type Key = tuple[int, str]
"""What names a record: rating key and folded label."""


class DamagedLedgerError(ValueError):
    """Stored data that is no ledger."""


@dataclass(frozen=True, slots=True)
class Record:
    """One label that we wrote on an item. `since` is an ISO 8601 time in UTC.

    `ended`: none of its reasons stands any more, and it stays because the user chose so.
    """

    label: str
    since: str
    because: frozenset[Reason]
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
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


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries, by rating key; a changed ledger is a new one."""

    entries: Mapping[int, Entry] = field(default_factory=dict)

    def of(self, item: Item) -> Mapping[str, Record]:
        """Give the records of an item, by folded label."""
        entry = self.entries.get(item.rating_key)
        return entry.records if entry and entry.belongs_to(item) else {}

    def with_records(self, written: Iterable[tuple[Item, Record]]) -> Self:
        """Add records, each in the place of an older one of the same label."""
        entries = dict(self.entries)
        for item, record in written:
            records = {**Ledger(entries).of(item), fold(record.label): record}
            entries[item.rating_key] = Entry(replace(item, guids=frozenset()), records)
        return type(self)(entries)

    def without(self, keys: Iterable[Key]) -> Self:
        """Drop the records with these keys."""
        entries = dict(self.entries)
        for rating_key, label in keys:
            if entry := entries.get(rating_key):
                records = {kept: entry.records[kept] for kept in entry.records if kept != label}
                entries[rating_key] = Entry(entry.item, records)
                if not records:
                    del entries[rating_key]
        return type(self)(entries)

    def __iter__(self) -> Iterator[tuple[Item, Record]]:
        for entry in self.entries.values():
            for record in entry.records.values():
                yield entry.item, record

    def __len__(self) -> int:
        return sum(len(entry.records) for entry in self.entries.values())

    def dump(self, pack: Callable[[Any], Any] = lambda part: part) -> list[Any]:
        """Give the ledger as JSON data, each entry packed with `pack`; `load` reads it back."""
        return [pack(_dump_entry(entry)) for entry in self.entries.values()]

    @classmethod
    def load(cls, data: Any) -> Self:
        """Read what `dump` gave. Raises `DamagedLedgerError` for anything else."""
        if not isinstance(data, list):
            raise DamagedLedgerError("not a list of entries")
        try:
            entries = [_load_entry(entry) for entry in data]
        except (KeyError, TypeError, ValueError, OverflowError) as err:
            raise DamagedLedgerError(f"not a ledger: {err!r}") from err
        return cls({entry.item.rating_key: entry for entry in entries})


def _dump_entry(entry: Entry) -> dict[str, Any]:
    item = entry.item
    return {
        "rating_key": item.rating_key,
        "section": item.section,
        "media_type": item.media_type.value,
        "guid": item.guid,
        "title": item.title,
        "added_at": item.added_at,
        "labels": [
            {
                "label": record.label,
                "since": record.since,
                "because": [[why.kind, why.subject, why.source] for why in sorted(record.because)],
                **({"ended": True} if record.ended else {}),
            }
            for record in entry.records.values()
        ],
    }


def _load_entry(data: dict[str, Any]) -> Entry:
    item = Item(
        rating_key=int(data["rating_key"]),
        section=str(data["section"]),
        media_type=MediaType(data["media_type"]),
        guid=str(data["guid"]),
        guids=frozenset(),
        title=str(data["title"]),
        added_at=int(data["added_at"]),
    )
    records = [
        Record(
            label=str(label["label"]),
            since=str(label["since"]),
            because=frozenset(
                Reason(ReasonKind(kind), str(subject), str(source))
                for kind, subject, source in label["because"]
            ),
            ended=bool(label.get("ended", False)),
        )
        for label in data["labels"]
    ]
    return Entry(item, {fold(record.label): record for record in records})
