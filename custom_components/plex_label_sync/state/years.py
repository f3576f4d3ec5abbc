"""In which years titles came out, by their ids, as the sources tell; items have their own."""

from collections.abc import Iterable
from sqlite3 import Connection

from ..core.model import MediaType, Title
from .rows import ids_by_type, selected

type Dated = tuple[MediaType, Iterable[str], int]
"""A title's media type, ids and year; a year of 0 and an empty id tell nothing."""


def note(connection: Connection, told: Iterable[Dated]) -> None:
    """Remember years; what was told last counts."""
    by_type: dict[MediaType, dict[str, int]] = {}
    for media_type, guids, year in told:
        if year:
            by_type.setdefault(media_type, {}).update((guid, year) for guid in guids if guid)
    for media_type, new in by_type.items():
        before = _stored(connection, media_type, new)
        connection.executemany(
            "INSERT OR REPLACE INTO years VALUES (?, ?, ?)",
            [
                (guid, media_type.value, year)
                for guid, year in new.items()
                if before.get(guid) != year
            ],
        )


def of(connection: Connection, title: Title) -> int:
    """Give a title's year by any of its ids; 0 where that is not known."""
    return title.year or max(_stored(connection, title.media_type, title.guids).values(), default=0)


def of_all(connection: Connection, titles: Iterable[Title]) -> dict[tuple[MediaType, str], int]:
    """Give the years of titles as they are known, by media type and id."""
    return {
        (media_type, guid): year
        for media_type, wanted in ids_by_type(titles).items()
        for guid, year in _stored(connection, media_type, wanted).items()
    }


def _stored(connection: Connection, media_type: MediaType, guids: Iterable[str]) -> dict[str, int]:
    query = "SELECT guid, year FROM years WHERE guid IN ({keys}) AND media_type = ?"
    return dict(selected(connection, query, guids, media_type.value))
