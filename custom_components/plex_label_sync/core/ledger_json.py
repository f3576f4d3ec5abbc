"""The ledger as JSON data, and back.

What is read is made of as few objects as it has different parts: there are thousands, and making
each anew would bring on a full garbage collection while Home Assistant starts.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from .ledger import Entry, Ledger, Record
from .model import Item, MediaType, Reason, ReasonKind, fold


class DamagedLedgerError(ValueError):
    """Stored data that is no ledger."""


def dump(ledger: Ledger, pack: Callable[[Any], Any] = lambda part: part) -> list[Any]:
    """Give JSON data, each entry packed with `pack`, that `load` reads back."""
    return [pack(_dump_entry(entry)) for entry in ledger.entries.values()]


def load(data: Any) -> Ledger:
    """Read what `dump` gave. Raises `DamagedLedgerError` for anything else."""
    if not isinstance(data, list):
        raise DamagedLedgerError("not a list of entries")
    record = cache(_load_record)
    try:
        entries = [_load_entry(entry, record) for entry in data]
    except (KeyError, TypeError, ValueError, OverflowError) as err:
        raise DamagedLedgerError(f"not a ledger: {err!r}") from err
    return Ledger({entry.item.rating_key: entry for entry in entries})


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


def _load_record(label: Any, since: Any, ended: Any, *because: tuple[Any, Any, Any]) -> Record:
    reasons = (
        Reason(ReasonKind(kind), str(subject), str(source)) for kind, subject, source in because
    )
    return Record(str(label), str(since), frozenset(reasons), bool(ended))


def _load_entry(data: dict[str, Any], record: Callable[..., Record]) -> Entry:
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
        record(
            label["label"],
            label["since"],
            label.get("ended", False),
            *map(tuple, label["because"]),
        )
        for label in data["labels"]
    ]
    return Entry(item, {fold(record.label): record for record in records})
