"""In which years titles came out, as the sources tell; items have their own.

They are kept by what tells titles apart: their ids, or the name of a title that has none.
"""

from collections.abc import Iterable
from sqlite3 import Connection

from ..core.model import MediaType, Title
from ..core.queue import Mark, marks_of
from .rows import by_type, selected


def note(connection: Connection, titles: Iterable[Title]) -> None:
    """Remember the years of titles that tell one; what was told last counts."""
    told: dict[MediaType, dict[str, int]] = {}
    for title in titles:
        for media_type, mark in marks_of(title):
            if title.year and mark:
                told.setdefault(media_type, {})[mark] = title.year
    for media_type, new in told.items():
        before = _stored(connection, media_type, new)
        connection.executemany(
            "INSERT OR REPLACE INTO years VALUES (?, ?, ?)",
            [
                (mark, media_type.value, year)
                for mark, year in new.items()
                if before.get(mark) != year
            ],
        )


def of(connection: Connection, title: Title) -> int:
    """Give a title's year; 0 where that is not known."""
    return title.year or max(of_all(connection, [title]).values(), default=0)


def of_all(connection: Connection, titles: Iterable[Title]) -> dict[Mark, int]:
    """Give the years of titles as they are known, by what tells them apart."""
    marks = (mark for title in titles for mark in marks_of(title))
    return {
        (media_type, mark): year
        for media_type, wanted in by_type(marks).items()
        for mark, year in _stored(connection, media_type, wanted).items()
    }


def _stored(connection: Connection, media_type: MediaType, marks: Iterable[str]) -> dict[str, int]:
    query = "SELECT guid, year FROM years WHERE guid IN ({keys}) AND media_type = ?"
    return dict(selected(connection, query, marks, media_type.value))
