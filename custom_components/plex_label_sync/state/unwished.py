"""Titles that somebody wanted once and took back, by all their ids; others may want them still.

Only what a source says counts: of a source that was removed, of people who left and of those who
get no labels, nobody knows whether they want a title no longer.
"""

from collections.abc import Iterable
from sqlite3 import Connection

from ..core.model import ReasonKind
from . import learned
from .rows import Row


def note(connection: Connection, gone: Iterable[Row]) -> None:
    """Note the titles of claims, by their rows with their ids in front, that are taken back."""
    wishes = {(row[3], row[4]) for row in gone if row[1] == ReasonKind.USER}
    more = learned.of(connection, {guids for _, guids in wishes})
    connection.executemany(
        "INSERT OR IGNORE INTO unwished VALUES (?, ?)",
        [
            (guid, media_type)
            for media_type, guids in sorted(wishes)
            for guid in sorted({*guids.split(), *more.get(guids, ())})
        ],
    )
