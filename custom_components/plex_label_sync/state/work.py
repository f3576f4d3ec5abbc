"""The work list: what is to be done later, one entry for each thing that it is about."""

from collections.abc import Collection, Iterable, Mapping
from sqlite3 import Connection
from typing import Any

import orjson

from ..core.cause import Cause
from ..core.work import LONGEST_PAUSE, Work, WorkKind, pause
from .learned import WEEK
from .rows import Row

_COLUMNS = "kind, key, about, since, not_before, attempts, error, revision"

_PREVIEW = "preview"
"""The key of the full sync that does what a preview showed."""

_LONGEST = 86_400.0
"""Seconds in which what a preview showed is done, in the largest house."""

_LONGEST_WAIT = (
    f"CASE WHEN kind = '{WorkKind.LOOK_UP.value}' THEN {WEEK}"
    f" WHEN kind = '{WorkKind.FULL_SYNC.value}' AND key = '{_PREVIEW}' THEN {_LONGEST}"
    f" ELSE {LONGEST_PAUSE} END"
)
_SET_BACK = f"not_before > ?1 + {_LONGEST_WAIT}"
"""In a query, ?1 being now: the work waits longer than any does, for the clock was ahead."""


def add(
    connection: Connection,
    kind: WorkKind,
    about: Mapping[str, Mapping[str, Any]],
    *,
    now: float,
    wait: float = 0,
) -> None:
    """Add entries of a kind, by key; each merges with the one that is there.

    `wait` is how long, in seconds, an entry waits for more. Work that failed keeps its pause. Of
    what entries say, the newer counts, but for flags: what was set once stays set.
    """
    for key, new in about.items():
        before = _one(connection, kind, key)
        merged = dict(new) if before is None else _merged(before.about, new)
        connection.execute(
            "INSERT INTO work VALUES (?, ?, ?, ?, ?, 0, '', 0) ON CONFLICT (kind, key) DO UPDATE"
            " SET about = excluded.about, revision = revision + 1, not_before ="
            " CASE WHEN attempts THEN not_before ELSE min(not_before, excluded.not_before) END",
            (kind.value, key, orjson.dumps(merged).decode(), now, now + wait),
        )


def add_full_sync(connection: Connection, by: Cause, now: float, *, at_once: bool = False) -> None:
    """Have all brought in step; `by` is what asks for it.

    `at_once`: it does not wait for the pause of one that failed.
    """
    add(connection, WorkKind.FULL_SYNC, {"": {"by": by.value}}, now=now)
    if at_once:
        hasten_full_sync(connection, now)


def begin_preview(connection: Connection, now: float) -> None:
    """Note that what a preview showed is being done, so that it goes on if that is broken off.

    As long as that may take, nobody else is to do it; `hasten_preview` has it done.
    """
    about = {_PREVIEW: {"by": Cause.ASKED.value}}
    add(connection, WorkKind.FULL_SYNC, about, now=now, wait=_LONGEST)


def end_preview(connection: Connection) -> None:
    """Note that nothing is left of that."""
    drop(connection, WorkKind.FULL_SYNC, [_PREVIEW])


def hasten_preview(connection: Connection, now: float) -> None:
    """Have a full sync done now if what a preview showed was broken off."""
    connection.execute(
        "UPDATE work SET not_before = min(not_before, ?) WHERE kind = ? AND key = ?",
        (now, WorkKind.FULL_SYNC.value, _PREVIEW),
    )


def hasten_full_sync(connection: Connection, now: float) -> None:
    """Have a full sync that failed done now, if there is one: what it failed for is mended."""
    connection.execute(
        "UPDATE work SET not_before = min(not_before, ?) WHERE kind = ?",
        (now, WorkKind.FULL_SYNC.value),
    )


def due(
    connection: Connection,
    kinds: Collection[WorkKind],
    now: float,
    *,
    key: str = "",
    most: int = 1_000,
) -> list[Work]:
    """Give what is to be done now, the oldest first; `key` is how the keys begin.

    What was put off while the clock was ahead is not put off any more.
    """
    places = ",".join("?" * len(kinds))
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM work WHERE (not_before <= ?1 OR {_SET_BACK}) AND kind IN"
        f" ({places}) AND substr(key, 1, ?) = ? ORDER BY not_before LIMIT ?",
        (now, *(kind.value for kind in kinds), len(key), key, most),
    )
    return [_work(row) for row in rows]


def next_time(
    connection: Connection, kinds: Collection[WorkKind], now: float, *, key: str = ""
) -> float | None:
    """Give when there is something to do next; None if there is nothing."""
    places = ",".join("?" * len(kinds))
    query = (
        f"SELECT min(CASE WHEN {_SET_BACK} THEN ?1 ELSE not_before END) FROM work"
        f" WHERE kind IN ({places}) AND substr(key, 1, ?) = ?"
    )
    times = connection.execute(query, [now, *(kind.value for kind in kinds), len(key), key])
    time: float | None = times.fetchone()[0]
    return time


def all_of(connection: Connection, kind: WorkKind) -> list[Work]:
    """Give all entries of a kind."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM work WHERE kind = ?", (kind.value,))
    return [_work(row) for row in rows]


def of(connection: Connection, kind: WorkKind, keys: Iterable[str]) -> list[Work]:
    """Give the entries of a kind that have these keys."""
    found = (_one(connection, kind, key) for key in keys)
    return [entry for entry in found if entry]


def counts(connection: Connection) -> dict[str, int]:
    """Give how many entries there are, by kind."""
    return dict(connection.execute("SELECT kind, COUNT(*) FROM work GROUP BY kind"))


def done(connection: Connection, works: Iterable[Work]) -> None:
    """Remove entries that were seen to; one into which more was merged since stays."""
    connection.executemany(
        "DELETE FROM work WHERE kind = ? AND key = ? AND revision = ?",
        [(work.kind.value, work.key, work.revision) for work in works],
    )
    connection.executemany(
        "UPDATE work SET attempts = 0, error = '' WHERE kind = ? AND key = ? AND attempts",
        [(work.kind.value, work.key) for work in works],
    )


def put_back(connection: Connection, works: Iterable[Work], error: str, now: float) -> None:
    """Have entries tried again, each after its own growing pause; `error` is what went wrong."""
    connection.executemany(
        "UPDATE work SET attempts = ?, error = ?, not_before = ? WHERE kind = ? AND key = ?",
        [
            (
                work.attempts + 1,
                error,
                now + pause(work.kind, work.attempts + 1),
                work.kind.value,
                work.key,
            )
            for work in works
        ],
    )


def renew(connection: Connection, kind: WorkKind, keys: Iterable[str], not_before: float) -> None:
    """Let entries of a kind begin anew, as if they had not been tried."""
    connection.executemany(
        "UPDATE work SET attempts = 0, error = '', not_before = ? WHERE kind = ? AND key = ?",
        [(not_before, kind.value, key) for key in keys],
    )


def drop(connection: Connection, kind: WorkKind, keys: Iterable[str]) -> None:
    """Remove entries of a kind that nobody needs any more."""
    connection.executemany(
        "DELETE FROM work WHERE kind = ? AND key = ?", [(kind.value, key) for key in keys]
    )


def drop_others(connection: Connection, kinds: Iterable[WorkKind], begins: tuple[str, ...]) -> None:
    """Remove entries of these kinds but for those whose keys begin so."""
    for kind in kinds:
        others = (entry.key for entry in all_of(connection, kind))
        drop(connection, kind, [key for key in others if not key.startswith(begins)])


def _one(connection: Connection, kind: WorkKind, key: str) -> Work | None:
    query = f"SELECT {_COLUMNS} FROM work WHERE kind = ? AND key = ?"
    row = connection.execute(query, (kind.value, key)).fetchone()
    return _work(row) if row else None


def _merged(before: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    set_once = {key: True for key, value in before.items() if value is True}
    return {**before, **new, **set_once}


def _work(row: Row) -> Work:
    kind, key, about, *rest = row
    return Work(WorkKind(kind), key, orjson.loads(about), *rest)
