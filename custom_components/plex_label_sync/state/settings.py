"""Single values by name: what the user switched, and what is remembered about the whole entry."""

from sqlite3 import Connection
from typing import Any

import orjson

ENABLED = "enabled"
"""Whether labels follow what happens; else only actions change them."""

HARM = "harm"
"""What Plex dropped when a label was written, until somebody confirms that it is mended."""

SYNCED = "synced"
"""Whether a full sync has ever gone through."""

LAST_SYNC = "last_sync"
"""When the last full sync `ended`, its `status`, and how many seconds it took: `duration`."""

TERMS = "terms"
"""What labels depend on beside what servers say: options and sources, as the last sync met them."""

OWED = "owed"
"""The sources that were unknown when a full sync first met the terms: their labels may be owed."""

SCHEDULED = "scheduled"
"""The `schedule` of full syncs (its time and days), and when one was `noted` by it last."""

TAKEN_OVER = "taken_over"
"""Whether what version 0.1.0 stored has been taken over."""


def get(connection: Connection, key: str, default: Any = None) -> Any:
    """Give a value, or the default."""
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return orjson.loads(row[0]) if row else default


def put(connection: Connection, key: str, value: Any) -> None:
    """Keep a value, which JSON can hold; None forgets it."""
    if value is None:
        connection.execute("DELETE FROM settings WHERE key = ?", (key,))
        return
    connection.execute(
        "INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, orjson.dumps(value).decode()),
    )
