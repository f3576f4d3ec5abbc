"""What the other files share: how titles, items and lists of keys stand in rows and in queries."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import batched
from sqlite3 import Connection
from typing import Any

from ..core.model import Item, MediaType, Title

PIECE = 500
"""The most keys in one query."""

type Row = tuple[Any, ...]


def title_of(media_type: str, guids: str, name: str) -> Title:
    """Give a title by its columns."""
    return Title(MediaType(media_type), guids, name)


def item_of(row: Row) -> Item:
    """Give an item by the columns of `items`, in the table's order, with its year behind."""
    rating_key, section, media_type, guid, guids, title, added_at, year = row
    return Item(rating_key, section, MediaType(media_type), guid, guids, title, added_at, year)


def by_type(marks: Iterable[tuple[MediaType, str]]) -> dict[MediaType, set[str]]:
    """Give ids, or what else tells titles apart, by media type: queries ask for one at a time."""
    found: dict[MediaType, set[str]] = {}
    for media_type, mark in marks:
        found.setdefault(media_type, set()).add(mark)
    return found


def ids_by_type(titles: Iterable[Title]) -> dict[MediaType, set[str]]:
    """Give the ids of titles, by media type."""
    return by_type((title.media_type, guid) for title in titles for guid in title.guids)


def each_of(ids: str) -> str:
    """Give what a query selects each single id from, as `value`; `ids` gives them in one text."""
    return f"json_each('[' || replace(json_quote({ids}), ' ', '\",\"') || ']')"


def selected(connection: Connection, query: str, keys: Iterable[Any], *more: Any) -> Iterator[Row]:
    """Give the rows of a query in which `{keys}` stands for some keys at a time.

    `more` fills the query's other places, which stand behind.
    """
    for piece in batched(keys, PIECE, strict=False):
        places = ",".join("?" * len(piece))
        yield from connection.execute(query.format(keys=places), (*piece, *more))


def distinct(
    connection: Connection, table: str, columns: Sequence[str], where: str = "true"
) -> Iterator[Row]:
    """Give what differs in some columns, in order; by an index on these, a look-up for each.

    To select it with `DISTINCT` SQLite would go through all rows.
    """
    names = ", ".join(columns)
    places = ", ".join("?" * len(columns))
    first = f"SELECT {names} FROM {table} WHERE {where}"
    order = f"ORDER BY {names} LIMIT 1"
    row = connection.execute(f"{first} {order}").fetchone()
    while row is not None:
        yield row
        row = connection.execute(f"{first} AND ({names}) > ({places}) {order}", row).fetchone()


def changed(connection: Connection, statement: str, keys: Collection[Any], *more: Any) -> int:
    """Run a statement in which `{keys}` stands for some keys at a time.

    Gives how many rows it met.
    """
    count = 0
    for piece in batched(keys, PIECE, strict=False):
        places = ",".join("?" * len(piece))
        count += connection.execute(statement.format(keys=places), (*piece, *more)).rowcount
    return count
