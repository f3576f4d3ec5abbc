"""The last fifty runs: when each ended, and what came of it."""

from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

import orjson

KEPT = 50


def add(connection: Connection, run: Mapping[str, Any], now: float) -> None:
    """Keep a run, which JSON can hold; the oldest makes way."""
    connection.execute(
        "INSERT INTO runs (at, run) VALUES (?, ?)", (now, orjson.dumps(run).decode())
    )
    connection.execute(
        "DELETE FROM runs WHERE id NOT IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?)", (KEPT,)
    )


def everything(connection: Connection) -> list[dict[str, Any]]:
    """Give the runs with when each ended (`at`), the newest first."""
    rows = connection.execute("SELECT at, run FROM runs ORDER BY id DESC")
    return [{"at": at, **orjson.loads(run)} for at, run in rows]
