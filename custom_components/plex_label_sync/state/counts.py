"""How many there are of what grows with the house: SQLite's triggers count along with each change.

Who asks after each run must not count a whole table. What is counted goes and comes row by row: a
row that is replaced must be updated, for SQLite fires no trigger for what `OR REPLACE` drops.
"""

from enum import StrEnum
from sqlite3 import Connection


class Counted(StrEnum):
    """What is counted, and by what key."""

    RECORDS = "records"
    """The ledger's records, by label."""

    CARRIED = "carried"
    """Those among them whose label and item were there when they were last looked for, by label."""

    CARRYING = "carrying"
    """The items that carry any of these; without a key."""

    ITEMS = "items"
    """The items of Plex, by section."""

    WAITING = "waiting"
    """The titles that wait for Plex; without a key."""


def of(connection: Connection, counted: Counted) -> dict[str, int]:
    """Give how many there are, by key; none has no key."""
    query = "SELECT key, number FROM counts WHERE what = ? AND number"
    return dict(connection.execute(query, (counted.value,)))


def total(connection: Connection, counted: Counted) -> int:
    """Give how many there are in all."""
    return sum(of(connection, counted).values())


def _add(what: str, key: str, rest: str, number: str = "1") -> str:
    """Give the statement that counts what `rest` selects."""
    return (
        f"INSERT INTO counts SELECT '{what}', {key}, {number} {rest}"
        " ON CONFLICT (what, key) DO UPDATE SET number = number + excluded.number;"
    )


def _trigger(name: str, event: str, *statements: str) -> str:
    lines = "\n  ".join(statements)
    return f"CREATE TRIGGER {name} {event} BEGIN\n  {lines}\nEND;\n"


_OF_ITEM = "FROM ledger WHERE rating_key = {row}.rating_key AND missing_since IS NULL"


def _record(row: str, number: str) -> tuple[str, str]:
    """Give what counts a record's label as carried, and its item where it carries no other."""
    there = (
        f"WHERE EXISTS (SELECT 1 FROM ledger_items WHERE rating_key = {row}.rating_key"
        f" AND gone_since IS NULL) AND {number}"
    )
    alone = f"NOT EXISTS (SELECT 1 {_OF_ITEM.format(row=row)} AND label != {row}.label)"
    return (
        _add("carried", f"{row}.label", there, number),
        _add("carrying", "''", f"{there} AND {alone}", number),
    )


_FOUND = "((NEW.missing_since IS NULL) - (OLD.missing_since IS NULL))"
_CAME_BACK = "((NEW.gone_since IS NULL) - (OLD.gone_since IS NULL))"

_TABLE = """
CREATE TABLE counts (
  what TEXT NOT NULL,
  key TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (what, key)
) WITHOUT ROWID;
INSERT INTO counts SELECT 'records', label, COUNT(*) FROM ledger GROUP BY label;
INSERT INTO counts SELECT 'carried', label, COUNT(*) FROM ledger JOIN ledger_items
  USING (rating_key) WHERE missing_since IS NULL AND gone_since IS NULL GROUP BY label;
INSERT INTO counts SELECT 'carrying', '', COUNT(DISTINCT rating_key) FROM ledger JOIN ledger_items
  USING (rating_key) WHERE missing_since IS NULL AND gone_since IS NULL;
INSERT INTO counts SELECT 'items', section, COUNT(*) FROM items GROUP BY section;
INSERT INTO counts SELECT 'waiting', '', COUNT(*) FROM waiting;
"""

_TRIGGERS = (
    _trigger(
        "record_comes",
        "AFTER INSERT ON ledger",
        _add("records", "NEW.label", "WHERE true"),
        *_record("NEW", "(NEW.missing_since IS NULL)"),
    ),
    _trigger(
        "record_goes",
        "AFTER DELETE ON ledger",
        _add("records", "OLD.label", "WHERE true", "-1"),
        *_record("OLD", "-(OLD.missing_since IS NULL)"),
    ),
    _trigger(
        "record_changes",
        "AFTER UPDATE OF missing_since ON ledger",
        *_record("NEW", _FOUND),
    ),
    _trigger(
        "entry_changes",
        f"AFTER UPDATE OF gone_since ON ledger_items WHEN {_CAME_BACK}",
        _add("carried", "label", _OF_ITEM.format(row="NEW"), _CAME_BACK),
        _add(
            "carrying",
            "''",
            f"WHERE EXISTS (SELECT 1 {_OF_ITEM.format(row='NEW')})",
            _CAME_BACK,
        ),
    ),
    # While it is there: what the foreign key drops is dropped after it.
    _trigger(
        "entry_goes",
        "BEFORE DELETE ON ledger_items",
        "DELETE FROM ledger WHERE rating_key = OLD.rating_key;",
    ),
    _trigger("item_comes", "AFTER INSERT ON items", _add("items", "NEW.section", "WHERE true")),
    _trigger(
        "item_goes", "AFTER DELETE ON items", _add("items", "OLD.section", "WHERE true", "-1")
    ),
    _trigger(
        "item_moves",
        "AFTER UPDATE OF section ON items",
        _add("items", "OLD.section", "WHERE true", "-1"),
        _add("items", "NEW.section", "WHERE true"),
    ),
    _trigger("wait_begins", "AFTER INSERT ON waiting", _add("waiting", "''", "WHERE true")),
    _trigger("wait_ends", "AFTER DELETE ON waiting", _add("waiting", "''", "WHERE true", "-1")),
)

SCRIPT = "".join((_TABLE, *_TRIGGERS))
"""What makes a database count along, from what it holds by then."""
