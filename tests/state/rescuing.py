"""What the tests of damage share: a house to be damaged, and what is left of it."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from random import Random
import sqlite3

from custom_components.plex_label_sync.core.ledger import Key, Record
from custom_components.plex_label_sync.core.limit import Answer
from custom_components.plex_label_sync.core.model import (
    Item,
    MediaType,
    Person,
    Reason,
    ReasonKind,
    Title,
    packed,
)
from custom_components.plex_label_sync.core.requests import Request
from custom_components.plex_label_sync.state import (
    choices,
    decisions,
    items,
    ledger,
    requests,
    settings,
)
from custom_components.plex_label_sync.state.connection import PAGE_SIZE

HOUSE = 400
"""How many items have labels of ours, two each."""

LABELS = ("Pulsarr:john", "Pulsarr:maria")

REQUEST = Request(
    Title(MediaType.MOVIE, packed({"tmdb://949"}), "Heat"), Person("1", "john", "John")
)


def item(key: int) -> Item:
    """Give the item with a rating key."""
    guid = f"plex://movie/{key:024x}"
    return Item(key, "1", MediaType.MOVIE, guid, packed({guid}), f"Title {key}", key)


def record(label: str) -> Record:
    """Give a record of a label."""
    reason = Reason(ReasonKind.USER, "1", "watchlist/own")
    return Record(label, "2026-11-22T10:00:00+00:00", frozenset({reason}))


def fill(connection: sqlite3.Connection) -> None:
    """Keep a house with labels, decisions and requests."""
    items.put(connection, map(item, range(1, HOUSE + 1)))
    ledger.put(
        connection, [(item(key), record(label)) for key in range(1, HOUSE + 1) for label in LABELS]
    )
    decisions.ask(connection, [(1, "pulsarr:john"), (2, "pulsarr:john")])
    decisions.answer(connection, Answer.KEEP)
    requests.replace(connection, [REQUEST])
    choices.put_by_name(connection, ["guest"], {})
    choices.put(connection, "1", labels=False, name="Johnny")
    settings.put(connection, settings.ENABLED, False)
    settings.put(connection, settings.SYNCED, True)


def overwrite(path: Path, pages: Iterable[int]) -> None:
    """Put garbage in the place of pages, counted from one."""
    random = Random(1)
    with path.open("r+b") as file:
        for number in pages:
            file.seek((number - 1) * PAGE_SIZE)
            file.write(random.randbytes(PAGE_SIZE))


def root_of(path: Path, table: str) -> int:
    """Give the page where a table begins."""
    with closing(sqlite3.connect(path)) as connection:
        query = "SELECT rootpage FROM sqlite_schema WHERE name = ?"
        root: int = connection.execute(query, (table,)).fetchone()[0]
    return root


def recorded(connection: sqlite3.Connection) -> frozenset[Key]:
    """Give what the ledger holds."""
    entries = ledger.of(connection, ledger.keys(connection)).entries
    return frozenset((key, label) for key, entry in entries.items() for label in entry.records)


EVERYTHING = frozenset((key, label.casefold()) for key in range(1, HOUSE + 1) for label in LABELS)
