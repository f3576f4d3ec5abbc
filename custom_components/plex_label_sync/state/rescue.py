"""What can be read of a damaged database, of that which nobody could tell again."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from ..core.limit import Answer
from ..core.model import MediaType, ReasonKind
from .pages import read_pages, rows
from .rows import Row
from .settings import UNREADABLE

type Rescued = Mapping[str, list[Row]]
"""Whole rows by table, in an order in which they can be inserted."""

_SHAPES: Mapping[str, Any] = {
    "ledger": tuple[None, int, str, str, str, str, int, float | None, str],
    "ledger_items": tuple[int, None, str, MediaType, str, str, int, float | None],
    "items": tuple[int, None, str, MediaType, str, str, str, int],
    "decisions": tuple[None, int, str, Answer],
    "removals": tuple[int, float, int],
    "choices": tuple[None, str, Literal[0, 1], Literal[0, 1], str],
    "former_names": tuple[None, Literal["person", "source"], str, str, str, str],
    "requests": tuple[int, None, MediaType, str, str, str, str, str, str],
    "settings": tuple[None, Literal["enabled", "harm", "synced", "last_sync", "taken_over"], Any],
}
"""What tells a row of each table: its row id, then its columns.

A table without row ids has none; a column that is the row id is empty in the row. Of a setting that
cannot be read it is known all the same that it was there.
"""

_BECAUSE = msgspec.json.Decoder(list[tuple[ReasonKind, str, str]])


def rescued(damaged: Path) -> Rescued:
    """Give the rows that can be read of a damaged database. Raises `OSError`."""
    tables: dict[str, dict[Any, Row]] = {table: {} for table in _SHAPES}
    for table, row in _recognized(damaged):
        key = row[:2] if table in {"ledger", "decisions", "choices", "former_names"} else row[0]
        tables[table][key] = row
    records = [row for row in tables["ledger"].values() if _has_reasons(row)]
    # Where the ledger's own row of an item is lost, the item is most likely still the same.
    items = {
        key: (key, section, media_type, guid, title, added_at, None)
        for key, section, media_type, guid, _, title, added_at in tables["items"].values()
    } | tables["ledger_items"]
    return {
        "ledger_items": [items[key] for key in {row[0] for row in records} & items.keys()],
        "ledger": [row for row in records if row[0] in items],
        **{
            table: list(tables[table].values())
            for table in (
                "decisions",
                "removals",
                "choices",
                "former_names",
                "requests",
                "settings",
            )
        },
    }


def _recognized(damaged: Path) -> Iterator[tuple[str, Row]]:
    by_length: dict[int, list[str]] = {}
    for table, shape in _SHAPES.items():
        by_length.setdefault(len(shape.__args__), []).append(table)
    for row in rows(read_pages(damaged)):
        for table in by_length.get(len(row), ()):
            try:
                msgspec.convert(row, _SHAPES[table])
            except msgspec.ValidationError:
                continue
            yield table, _columns(table, row)


def _columns(table: str, row: Row) -> Row:
    if table == "settings":
        _, key, value = row
        return key, value if isinstance(value, str) else UNREADABLE
    if table == "removals" or row[0] is None:
        return row[1:]
    return row[0], *row[2:]


def _has_reasons(record: Row) -> bool:
    try:
        _BECAUSE.decode(record[4])
    except msgspec.DecodeError:
        return False
    return True
