"""The ledger's records: every label that we wrote, by item.

A record is forgotten later than anything else: because two full listings, a day or more apart, did
not show its item, or for what the plan says of its label.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from sqlite3 import Connection
from typing import Any

import orjson

from ..core.ledger import FORGET_AFTER, Entry, Key, Ledger, Record
from ..core.model import Item, MediaType, Reason, ReasonKind, fold_label
from . import counts
from .counts import Counted
from .rows import changed, selected

_ITEM = "rating_key, section, media_type, guid, title, added_at"
_RECORD = "rating_key, label, spelling, since, because, ended, missing_since, shown"


def of(connection: Connection, rating_keys: Collection[int]) -> Ledger:
    """Give the entries of these items."""
    records: dict[int, dict[str, Record]] = {}
    query = f"SELECT {_RECORD} FROM ledger WHERE rating_key IN ({{keys}})"
    for key, label, *columns in selected(connection, query, rating_keys):
        records.setdefault(key, {})[label] = _record(*columns)
    query = f"SELECT {_ITEM} FROM ledger_items WHERE rating_key IN ({{keys}})"
    return Ledger(
        {
            row[0]: Entry(_item(*row), records[row[0]])
            for row in selected(connection, query, records)
        }
    )


def put(connection: Connection, written: Iterable[tuple[Item, Record]]) -> frozenset[Key]:
    """Keep records, each in the place of one of the same label; gives the keys of the new ones.

    Records of an earlier item that had the same rating key are dropped.
    """
    written = tuple(written)
    items = {item.rating_key: item for item, _ in written}
    before = of(connection, items.keys()).entries
    strangers = [key for key, entry in before.items() if not entry.belongs_to(items[key])]
    changed(connection, "DELETE FROM ledger_items WHERE rating_key IN ({keys})", strangers)
    ours = Ledger(before)
    new = frozenset(
        (item.rating_key, label)
        for item, record in written
        if (label := fold_label(record.label)) not in ours.of(item)
    )
    connection.executemany(
        "INSERT INTO ledger_items VALUES (?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (rating_key)"
        " DO UPDATE SET section = excluded.section, media_type = excluded.media_type,"
        " guid = excluded.guid, title = excluded.title, added_at = excluded.added_at,"
        " gone_since = NULL",
        [
            (key, item.section, item.media_type.value, item.guid, item.title, item.added_at)
            for key, item in items.items()
        ],
    )
    connection.executemany(
        "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (rating_key, label)"
        " DO UPDATE SET spelling = excluded.spelling, since = excluded.since,"
        " because = excluded.because, ended = excluded.ended,"
        " missing_since = excluded.missing_since, shown = excluded.shown",
        [
            (
                item.rating_key,
                fold_label(record.label),
                record.label,
                record.since,
                _dumped(record.because),
                int(record.ended),
                record.missing_since,
                record.shown,
            )
            for item, record in written
        ],
    )
    return new


def restate(connection: Connection, reasons: Mapping[Reason, Reason]) -> None:
    """Put other reasons in the place of these wherever they are recorded: they are the same."""
    if not reasons:
        return
    restated = {
        because: _dumped({reasons.get(why, why) for why in recorded})
        for (because,) in connection.execute("SELECT DISTINCT because FROM ledger")
        if not (recorded := reasons_of(because)).isdisjoint(reasons)
    }
    # By their keys: to find each text anew would go through all records once more.
    rows = connection.execute("SELECT because, rating_key, label FROM ledger")
    connection.executemany(
        "UPDATE ledger SET because = ? WHERE rating_key = ? AND label = ?",
        [(restated[because], *key) for because, *key in rows if because in restated],
    )


def note_shown(connection: Connection, shown: Mapping[Key, str]) -> None:
    """Keep the folded labels that Plex shows for records with these keys."""
    connection.executemany(
        "UPDATE ledger SET shown = ? WHERE rating_key = ? AND label = ?",
        [(other, *key) for key, other in shown.items()],
    )


def forget(connection: Connection, keys: Iterable[Key]) -> None:
    """Drop the records with these keys."""
    keys = tuple(keys)
    connection.executemany("DELETE FROM ledger WHERE rating_key = ? AND label = ?", keys)
    statement = (
        "DELETE FROM ledger_items WHERE rating_key IN ({keys})"
        " AND NOT EXISTS (SELECT 1 FROM ledger l WHERE l.rating_key = ledger_items.rating_key)"
    )
    changed(connection, statement, {key for key, _ in keys})


def note_listing(connection: Connection, sections: Collection[str], now: float) -> int:
    """Take in that these sections were listed completely, or are no more; `items` holds them.

    Items of theirs that are not there are gone since now; those that were gone a day ago as well
    are forgotten. Gives how many were.
    """
    there = "rating_key IN (SELECT rating_key FROM items)"
    connection.execute(
        f"UPDATE ledger_items SET gone_since = NULL WHERE gone_since IS NOT NULL AND {there}"
    )
    gone = f"section IN ({{keys}}) AND NOT {there}"
    forgotten = changed(
        connection,
        f"DELETE FROM ledger_items WHERE {gone} AND gone_since <= ?",
        sections,
        now - FORGET_AFTER,
    )
    mark = f"UPDATE ledger_items SET gone_since = {now!r} WHERE {gone} AND gone_since IS NULL"
    changed(connection, mark, sections)
    return forgotten


def keys(connection: Connection) -> list[int]:
    """Give the rating keys of all entries, rising."""
    rows = connection.execute("SELECT rating_key FROM ledger_items ORDER BY rating_key")
    return [key for (key,) in rows]


def some_keys(connection: Connection, label: str, *, carrying: bool, most: int) -> list[int]:
    """Give rating keys of items of Plex with records, with one of this folded label, or without."""
    has = "" if carrying else "NOT "
    query = (
        "SELECT rating_key FROM ledger_items e JOIN items USING (rating_key) WHERE "
        f"{has}EXISTS (SELECT 1 FROM ledger l WHERE l.rating_key = e.rating_key AND l.label = ?)"
        " LIMIT ?"
    )
    return [key for (key,) in connection.execute(query, (label, most))]


def sections(connection: Connection) -> frozenset[str]:
    """Give the sections of which there are entries."""
    rows = connection.execute("SELECT DISTINCT section FROM ledger_items")
    return frozenset(section for (section,) in rows)


def labels(connection: Connection) -> frozenset[str]:
    """Give all labels of which there are records, folded."""
    return frozenset(counts.of(connection, Counted.RECORDS))


def reasons(connection: Connection) -> frozenset[Reason]:
    """Give all reasons that any record has."""
    rows = connection.execute("SELECT DISTINCT because FROM ledger")
    return frozenset[Reason]().union(*(reasons_of(because) for (because,) in rows))


def totals(connection: Connection) -> Mapping[str, int]:
    """Give how many `items` carry labels of ours, `labels` there are of them, and `records` in all.

    A label that was not there when it was last looked for does not count.
    """
    carried = counts.of(connection, Counted.CARRIED)
    return {
        "items": counts.total(connection, Counted.CARRYING),
        "labels": len(carried),
        "records": sum(carried.values()),
    }


@lru_cache(maxsize=10_000)
def reasons_of(because: str) -> frozenset[Reason]:
    """Read a record's reasons; thousands of records share few of them, and so the same object."""
    return frozenset(
        Reason(ReasonKind(kind), subject, source) for kind, subject, source in orjson.loads(because)
    )


def _dumped(because: Iterable[Reason]) -> str:
    return orjson.dumps([[why.kind, why.subject, why.source] for why in sorted(because)]).decode()


def _record(spelling: str, since: str, because: str, *rest: Any) -> Record:
    ended, missing_since, shown = rest
    return Record(spelling, since, reasons_of(because), bool(ended), missing_since, shown)


def _item(rating_key: int, section: str, media_type: str, *rest: Any) -> Item:
    guid, title, added_at = rest
    return Item(rating_key, section, MediaType(media_type), guid, "", title, added_at)


def plain_rows(connection: Connection) -> Iterator[tuple[int, str, str, bool]]:
    """Give all records: rating key, folded label, reasons as stored, and whether that is all."""
    query = (
        "SELECT rating_key, label, because, NOT ended AND missing_since IS NULL AND shown = ''"
        " FROM ledger"
    )
    return iter(connection.execute(query))


def out_of_date(connection: Connection) -> list[int]:
    """Give the items whose entry is not as they are now, or about which the user was asked."""
    rows = connection.execute(
        "SELECT l.rating_key FROM ledger_items l JOIN items i USING (rating_key)"
        " WHERE l.guid != i.guid OR l.added_at != i.added_at"
        " UNION SELECT rating_key FROM decisions"
    )
    return [key for (key,) in rows]
