"""What a ledger is once records are added or dropped, as plainly as can be said.

The database does the same to its rows; by this it is judged.
"""

from collections.abc import Iterable
from copy import replace

from custom_components.plex_label_sync.core.ledger import Entry, Key, Ledger, Record
from custom_components.plex_label_sync.core.model import Item, fold_label


def with_records(ledger: Ledger, written: Iterable[tuple[Item, Record]]) -> Ledger:
    """Add records, each in the place of an older one of the same label."""
    entries = dict(ledger.entries)
    for item, record in written:
        records = {**Ledger(entries).of(item), fold_label(record.label): record}
        entries[item.rating_key] = Entry(replace(item, packed_guids=""), records)
    return Ledger(entries)


def without(ledger: Ledger, keys: Iterable[Key]) -> Ledger:
    """Drop the records with these keys."""
    gone = set(keys)
    kept = [
        (item, one) for item, one in ledger if (item.rating_key, fold_label(one.label)) not in gone
    ]
    return with_records(Ledger(), kept)
