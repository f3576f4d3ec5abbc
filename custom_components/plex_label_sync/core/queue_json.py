"""The queue as JSON data, and back: what is remembered of titles that wait.

Who waits for a title is not stored; it is derived from the claims.
"""

from collections.abc import Iterable
from typing import Any

from .model import MediaType
from .queue import Waiting


def dump(queue: Iterable[Waiting]) -> list[dict[str, Any]]:
    """Give JSON data that `load` reads back."""
    return [
        {
            "media_type": one.media_type.value,
            "guids": sorted(one.guids),
            "name": one.name,
            "imported": one.imported,
            "since": one.since,
            "attempts": one.attempts,
            "next_attempt": one.next_attempt,
        }
        for one in queue
    ]


def load(data: Any) -> tuple[Waiting, ...] | None:
    """Read what `dump` gave; None when nothing was stored.

    Raises `KeyError`, `TypeError` or `ValueError` for anything else.
    """
    return None if data is None else tuple(_load(stored) for stored in data)


def _load(stored: Any) -> Waiting:
    due = stored["next_attempt"]
    return Waiting(
        MediaType(stored["media_type"]),
        frozenset(map(str, stored["guids"])),
        str(stored["name"]),
        frozenset(),
        imported=bool(stored["imported"]),
        since=float(stored["since"]),
        attempts=int(stored["attempts"]),
        next_attempt=None if due is None else float(due),
    )
