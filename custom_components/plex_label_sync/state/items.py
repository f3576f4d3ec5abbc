"""The items that Plex showed last, and which of them are copies of one title."""

from collections.abc import Collection, Iterable, Mapping
from sqlite3 import Connection

from ..core.index import Index
from ..core.model import Item, MediaType, Title
from . import counts, lost
from .counts import Counted
from .rows import Row, changed, ids_by_type, item_of, selected

_COLUMNS = "rating_key, section, media_type, guid, guids, title, added_at"
WITH_YEAR = (
    f"{_COLUMNS}, coalesce((SELECT y.year FROM item_years y"
    " WHERE y.rating_key = items.rating_key), 0)"
)
"""The columns of an item as `rows.item_of` takes them."""


def put(connection: Connection, items: Iterable[Item]) -> frozenset[int]:
    """Keep items as they are now; gives the rating keys of those that are new or changed."""
    new = {item.rating_key: item for item in items}
    before = {
        row[0]: row
        for row in selected(
            connection, f"SELECT {WITH_YEAR} FROM items WHERE rating_key IN ({{keys}})", new
        )
    }
    years = {key: row[-1] for key, row in before.items()}
    before = {key: row[:-1] for key, row in before.items()}
    rows = {key: _row(item) for key, item in new.items()}
    _note_years(connection, [one for key, one in new.items() if one.year != years.get(key, 0)])
    different = [key for key, row in rows.items() if before.get(key) != row]
    _note_lost(connection, [before[key] for key in different if key in before], new)
    _drop_guids(connection, [before[key] for key in different if key in before])
    connection.executemany(
        "INSERT INTO items VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (rating_key) DO UPDATE SET"
        " section = excluded.section, media_type = excluded.media_type, guid = excluded.guid,"
        " guids = excluded.guids, title = excluded.title, added_at = excluded.added_at",
        [rows[key] for key in different],
    )
    connection.executemany(
        "INSERT INTO item_guids VALUES (?, ?, ?)",
        [
            (guid, new[key].media_type.value, key)
            for key in different
            for guid in sorted(new[key].guids)
        ],
    )
    return frozenset(different)


def remove(connection: Connection, rating_keys: Collection[int]) -> None:
    """Drop items that Plex does not show any more."""
    query = f"SELECT {_COLUMNS} FROM items WHERE rating_key IN ({{keys}})"
    going = list(selected(connection, query, rating_keys))
    _note_lost(connection, going, {})
    _drop_guids(connection, going)
    for table in ("items", "item_years"):
        changed(connection, f"DELETE FROM {table} WHERE rating_key IN ({{keys}})", rating_keys)


def of(connection: Connection, rating_keys: Iterable[int]) -> dict[int, Item]:
    """Give the items with these rating keys, as far as there are any."""
    query = f"SELECT {WITH_YEAR} FROM items WHERE rating_key IN ({{keys}})"
    return {row[0]: item_of(row) for row in selected(connection, query, rating_keys)}


def keys_of_section(connection: Connection, section: str) -> frozenset[int]:
    """Give the rating keys of a section's items."""
    query = "SELECT rating_key FROM items WHERE section = ?"
    return frozenset(key for (key,) in connection.execute(query, (section,)))


def sections(connection: Connection) -> dict[str, int]:
    """Give how many items each section has, by its key."""
    return counts.of(connection, Counted.ITEMS)


def count(connection: Connection) -> int:
    """Give how many items there are."""
    return counts.total(connection, Counted.ITEMS)


def has_any(connection: Connection) -> bool:
    """Whether there is any item."""
    return bool(counts.of(connection, Counted.ITEMS))


def matching(connection: Connection, titles: Iterable[Title]) -> frozenset[int]:
    """Give the rating keys of the items that share an id with one of these titles."""
    query = "SELECT DISTINCT rating_key FROM item_guids WHERE guid IN ({keys}) AND media_type = ?"
    return frozenset(
        key
        for media_type, wanted in ids_by_type(titles).items()
        for (key,) in selected(connection, query, wanted, media_type.value)
    )


def copies(connection: Connection, rating_keys: Iterable[int]) -> dict[int, Item]:
    """Give items with all copies of their titles.

    Two items of a media type are copies when they share an id, or when a chain of copies links
    them.
    """
    found: dict[int, Item] = {}
    new = of(connection, rating_keys)
    while new:
        found |= new
        titles = [item.as_title() for item in new.values()]
        new = of(connection, matching(connection, titles) - found.keys())
    return found


def index_of(connection: Connection, titles: Iterable[Title]) -> Index:
    """Give the items that share an id with one of these titles, and all copies of theirs."""
    return Index.build(copies(connection, matching(connection, titles)).values())


def with_copies(connection: Connection) -> list[int]:
    """Give the rating keys of the items that share an id with another one."""
    rows = connection.execute(
        "SELECT DISTINCT i.rating_key FROM item_guids i JOIN (SELECT guid, media_type"
        " FROM item_guids GROUP BY guid, media_type HAVING COUNT(*) > 1) USING (guid, media_type)"
    )
    return [key for (key,) in rows]


def _note_years(connection: Connection, items: Iterable[Item]) -> None:
    connection.executemany(
        "INSERT OR REPLACE INTO item_years VALUES (?, ?)",
        [(item.rating_key, item.year) for item in items],
    )


def _note_lost(connection: Connection, rows: Iterable[Row], new: Mapping[int, Item]) -> None:
    """Note the ids that items lose: with their rows, and as they are now."""
    lost.note(
        connection,
        [
            (MediaType(media_type), guid)
            for key, _, media_type, _, guids, *_ in rows
            for guid in guids.split()
            if key not in new or guid not in new[key].guids
        ],
    )


def _drop_guids(connection: Connection, rows: Iterable[Row]) -> None:
    connection.executemany(
        "DELETE FROM item_guids WHERE guid = ? AND media_type = ? AND rating_key = ?",
        [
            (guid, media_type, key)
            for key, _, media_type, _, guids, *_ in rows
            for guid in guids.split()
        ],
    )


def _row(item: Item) -> Row:
    return (
        item.rating_key,
        item.section,
        item.media_type.value,
        item.guid,
        item.packed_guids,
        item.title,
        item.added_at,
    )
