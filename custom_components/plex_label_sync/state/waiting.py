"""The queue: titles that somebody wants and that Plex does not have, with since when they wait."""

from collections.abc import Iterable
from sqlite3 import Connection

from msgspec import Struct

from ..core.model import Title, packed, unpacked
from ..core.queue import Mark, Waiting, marks_of
from ..core.work import FIRST_PAUSE, WorkKind, pause
from . import counts, work
from .counts import Counted
from .rows import Row, by_type, changed, selected, title_of

_COLUMNS = "w.id, w.media_type, w.guids, w.name, w.imported, w.since, w.had"


class Difference(Struct, frozen=True):
    """What waits that did not before, and what does not wait any more that did."""

    new: tuple[Waiting, ...] = ()
    gone: tuple[Waiting, ...] = ()


def everything(connection: Connection) -> tuple[Waiting, ...]:
    """Give the whole queue, by name; who waits is not in it."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM waiting w ORDER BY name, media_type, guids")
    return tuple(_waiting(row) for row in rows)


def page(connection: Connection, start: int, size: int) -> tuple[Waiting, ...]:
    """Give a part of the queue, the newest first."""
    query = f"SELECT {_COLUMNS} FROM waiting w ORDER BY since DESC, id DESC LIMIT ? OFFSET ?"
    return tuple(_waiting(row) for row in connection.execute(query, (size, start)))


def count(connection: Connection) -> int:
    """Give how many titles wait."""
    return counts.total(connection, Counted.WAITING)


def about(connection: Connection, titles: Iterable[Title]) -> dict[int, Waiting]:
    """Give what waits of these titles, by the row's id."""
    marks = {mark for title in titles for mark in marks_of(title)}
    return {row[0]: _waiting(row) for row in _marked(connection, marks)}


def replace(
    connection: Connection, titles: Iterable[Title], fresh: Iterable[Waiting], now: float
) -> Difference:
    """Let exactly `fresh` wait of these titles; what waited before keeps since when."""
    fresh = tuple(fresh)
    before = about(connection, (*titles, *(waiting.title for waiting in fresh)))
    return _replace(connection, before, fresh, now)


def replace_all(connection: Connection, fresh: Iterable[Waiting], now: float) -> Difference:
    """Let exactly `fresh` wait; what waited before keeps since when."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM waiting w").fetchall()
    return _replace(connection, {row[0]: _waiting(row) for row in rows}, tuple(fresh), now)


def look_at_once(connection: Connection, rows: Iterable[Waiting], now: float) -> None:
    """Look for titles that were just imported, and let the pauses between looks begin anew.

    Plex may have them already: who tells of an import may do so after Plex has scanned it. A title
    that was just looked for keeps the first pause, though each of its episodes is told of.
    """
    for look in work.of(connection, WorkKind.ARRIVAL, map(arrival_key, rows)):
        if look.attempts:
            looked = look.not_before - pause(look.kind, look.attempts)
            work.renew(connection, look.kind, [look.key], max(now, looked + FIRST_PAUSE))
        elif look.since == now:
            work.renew(connection, look.kind, [look.key], now)


def arrival_key(waiting: Waiting) -> str:
    """Give the key of the work that looks for an imported title in Plex."""
    return f"{waiting.media_type} {packed(waiting.guids)}"


def _replace(
    connection: Connection, before: dict[int, Waiting], fresh: tuple[Waiting, ...], now: float
) -> Difference:
    at: dict[Mark, int] = {mark: key for key, old in before.items() for mark in old.marks}
    kept: set[int] = set()
    going_on: set[int] = set()
    new: list[Waiting] = []
    changed_rows: list[Waiting] = []
    for waiting in fresh:
        olds = sorted({at[mark] for mark in waiting.marks if mark in at})
        going_on.update(olds)
        row = waiting.followed([before[key] for key in olds], now)
        if not olds:
            new.append(row)
        if len(olds) == 1 and before[olds[0]] == row.without_reasons():
            kept.add(olds[0])
        else:
            changed_rows.append(row)
    gone = before.keys() - kept
    changed(connection, "DELETE FROM waiting WHERE id IN ({keys})", gone)
    _insert(connection, changed_rows)
    _follow_arrivals(connection, [before[key] for key in gone], changed_rows, now)
    return Difference(tuple(new), tuple(old for key, old in before.items() if key not in going_on))


def _insert(connection: Connection, rows: Iterable[Waiting]) -> None:
    for row in rows:
        columns = (
            row.media_type.value,
            packed(row.guids),
            row.name,
            int(row.imported),
            row.since,
            packed(row.had),
        )
        key = connection.execute(
            "INSERT INTO waiting (media_type, guids, name, imported, since, had)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            columns,
        ).lastrowid
        connection.executemany(
            "INSERT OR REPLACE INTO waiting_marks VALUES (?, ?, ?)",
            [(mark, media_type.value, key) for media_type, mark in sorted(row.marks)],
        )


def _follow_arrivals(
    connection: Connection, gone: list[Waiting], come: list[Waiting], now: float
) -> None:
    """Have imported titles looked for in Plex, as long as they wait."""
    looks = {arrival_key(row): row for row in come if row.imported and row.guids}
    work.drop(
        connection,
        WorkKind.ARRIVAL,
        [key for row in gone if (key := arrival_key(row)) not in looks],
    )
    about_titles = {
        key: {"media_type": row.media_type.value, "guids": packed(row.guids), "name": row.name}
        for key, row in looks.items()
    }
    work.add(connection, WorkKind.ARRIVAL, about_titles, now=now, wait=FIRST_PAUSE)


def _marked(connection: Connection, marks: Iterable[Mark]) -> Iterable[Row]:
    query = (
        f"SELECT DISTINCT {_COLUMNS} FROM waiting_marks m JOIN waiting w ON w.id = m.waiting"
        " WHERE m.mark IN ({keys}) AND m.media_type = ?"
    )
    for media_type, wanted in by_type(marks).items():
        yield from selected(connection, query, wanted, media_type.value)


def _waiting(row: Row) -> Waiting:
    _, media_type, guids, name, imported, since, had = row
    title = title_of(media_type, guids, name)
    return Waiting(
        title.media_type,
        title.guids,
        name,
        frozenset(),
        imported=bool(imported),
        since=since,
        had=unpacked(had),
    )
