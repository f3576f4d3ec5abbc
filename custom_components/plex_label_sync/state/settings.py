"""Single values by name: what the user switched, and what is remembered about the whole entry.

A value that cannot be read is as if nobody had kept it, but for two: in doubt labels do not follow
by themselves, and what Plex dropped is not mended.
"""

from sqlite3 import Connection
from typing import Any

import orjson

from ..core.phrase import Phrase, PhraseKind

ENABLED = "enabled"
"""Whether labels follow what happens; else only actions change them. It is always kept."""

HARM = "harm"
"""What Plex dropped when a label was written, until somebody confirms that it is mended."""

SYNCED = "synced"
"""Whether a full sync has ever gone through."""

LAST_SYNC = "last_sync"
"""When the last full sync `ended`, its `status`, and how many seconds it took: `duration`."""

LAST_PROBLEMS = "last_problems"
"""What went wrong with the last full sync: its problems, which may name people."""

TERMS = "terms"
"""What labels depend on beside what servers say: options and sources, as the last sync met them."""

OWED = "owed"
"""The sources that were unknown when a full sync first met the terms: their labels may be owed."""

LIBRARIES = "libraries"
"""The libraries that were chosen when a full sync last went through, by their keys; [] for all."""

SCHEDULED = "scheduled"
"""The `schedule` of full syncs (its time and days), and when one was `noted` by it last."""

RESTRICTIONS = "restrictions"
"""The sharing restrictions that plex.tv told last: `people`, and how many were `odd`."""

EVER_OURS = "ever_ours"
"""The labels that were ever ours, folded."""

TAKEN_OVER = "taken_over"
"""Whether what version 0.1.0 stored has been taken over."""

UNREADABLE = ""
"""What stands for a value that could not be read: no JSON is empty."""

UNREADABLE_HARM = Phrase.of(PhraseKind.HARM_UNREADABLE)


def get(connection: Connection, key: str, default: Any = None) -> Any:
    """Give a value, or the default where there is none, or none that can be read."""
    row = _row(connection, key)
    if row is None:
        return default
    try:
        return orjson.loads(row)
    except ValueError:
        return default


def put(connection: Connection, key: str, value: Any) -> None:
    """Keep a value, which JSON can hold; None forgets it."""
    if value is None:
        connection.execute("DELETE FROM settings WHERE key = ?", (key,))
        return
    connection.execute(
        "INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, orjson.dumps(value).decode()),
    )


def is_enabled(connection: Connection) -> bool:
    """Whether labels follow what happens; not where that is not kept, or cannot be read."""
    return get(connection, ENABLED) is True


def harm(connection: Connection) -> Phrase | None:
    """Give what Plex dropped, until that is mended; None when it dropped nothing.

    That it dropped something is known though what it was cannot be read. Version 0.1.0 kept it in
    words.
    """
    if _row(connection, HARM) is None:
        return None
    noted = get(connection, HARM)
    if isinstance(noted, str) and noted:
        return Phrase.said(noted)
    return Phrase.read(noted) or UNREADABLE_HARM


def last_sync(connection: Connection) -> dict[str, Any]:
    """Give how the last full sync ended: `ended`, `status` and `duration`, each None if unknown."""
    kept = get(connection, LAST_SYNC)
    last = kept if isinstance(kept, dict) else {}
    kinds: dict[str, type | tuple[type, ...]] = {
        "ended": str,
        "status": str,
        "duration": (int, float),
    }
    return {
        key: value if isinstance(value := last.get(key), kind) else None
        for key, kind in kinds.items()
    }


def last_problems(connection: Connection) -> list[Any]:
    """Give the problems of the last full sync, as they were kept; none when all went well."""
    problems = get(connection, LAST_PROBLEMS)
    return problems if isinstance(problems, list) else []


def _row(connection: Connection, key: str) -> Any:
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return None if row is None else row[0]
