"""The last fifty runs: when each ended, what started it, and what came of it."""

from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

import msgspec

KEPT = 50

PARTS = ("full", "started_by", "status", "duration", "added", "removed", "queued", "failed")
"""What is shown of a run everywhere: none of it names anybody, as its problems may."""


def add(connection: Connection, run: Mapping[str, Any], now: float) -> None:
    """Keep a run, which JSON can hold; the oldest makes way."""
    connection.execute(
        "INSERT INTO runs (at, run) VALUES (?, ?)", (now, msgspec.json.encode(run).decode())
    )
    connection.execute(
        "DELETE FROM runs WHERE id NOT IN (SELECT id FROM runs ORDER BY id DESC LIMIT ?)", (KEPT,)
    )


def everything(connection: Connection) -> list[dict[str, Any]]:
    """Give the runs with when each ended (`at`), the newest first."""
    rows = connection.execute("SELECT at, run FROM runs ORDER BY id DESC")
    return [{"at": at, **_with_kinds(msgspec.json.decode(run))} for at, run in rows]


def _with_kinds(run: dict[str, Any]) -> dict[str, Any]:
    """Give a run as it is kept now: its problems were lines of text once."""
    problems = [
        {"kind": None, "concerns": None, "error": one} if isinstance(one, str) else one
        for one in run.get("problems", ())
    ]
    return {**run, "problems": problems}
