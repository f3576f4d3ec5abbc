"""Titles that arrived in Plex and are still to be told of, so that a restart forgets none."""

from collections.abc import Iterable, Mapping
from sqlite3 import Connection
from typing import Any

import msgspec


def add(connection: Connection, arrivals: Iterable[Mapping[str, Any]]) -> None:
    """Keep what is to be told, which JSON can hold."""
    connection.executemany(
        "INSERT INTO arrivals (arrival) VALUES (?)",
        [(msgspec.json.encode(arrival).decode(),) for arrival in arrivals],
    )


def count(connection: Connection) -> int:
    """Give how many titles are to be told of."""
    total: int = connection.execute("SELECT COUNT(*) FROM arrivals").fetchone()[0]
    return total


def take(connection: Connection) -> list[dict[str, Any]]:
    """Give what is to be told, in the order in which it came; it is forgotten here."""
    rows = connection.execute("SELECT arrival FROM arrivals ORDER BY id").fetchall()
    connection.execute("DELETE FROM arrivals")
    return [msgspec.json.decode(arrival) for (arrival,) in rows]
