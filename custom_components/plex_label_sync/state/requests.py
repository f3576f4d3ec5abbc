"""Requests made in Home Assistant itself."""

from collections.abc import Iterable
from sqlite3 import Connection

from ..core.model import Person
from ..core.requests import Request
from .rows import distinct, title_of

_COLUMNS = "media_type, guids, name, person, username, display_name, uuid"


def everything(connection: Connection) -> tuple[Request, ...]:
    """Give all requests, in the order in which they were made."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM requests ORDER BY id")
    return tuple(Request(title_of(*row[:3]), Person(*row[3:])) for row in rows)


def people(connection: Connection) -> dict[str, Person]:
    """Give whom requests are for, by id, each as the newest one knows them."""
    query = (
        "SELECT person, username, display_name, uuid FROM requests WHERE person = ?"
        " ORDER BY id DESC LIMIT 1"
    )
    keys = distinct(connection, "requests", ("person",))
    return {key: Person(*connection.execute(query, (key,)).fetchone()) for (key,) in keys}


def replace(connection: Connection, requests: Iterable[Request]) -> None:
    """Keep exactly these requests."""
    connection.execute("DELETE FROM requests")
    connection.executemany(
        f"INSERT INTO requests ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                request.title.media_type.value,
                request.title.packed_guids,
                request.title.name,
                request.person.id,
                request.person.username,
                request.person.display_name,
                request.person.uuid,
            )
            for request in requests
        ],
    )
