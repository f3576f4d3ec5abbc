"""A damaged database: it is set aside, and a new one takes its place with what can be read of it.

The new one is complete before the damaged one is moved, and the move can be finished after a crash.
"""

import asyncio
from contextlib import closing
from datetime import UTC, datetime
import logging
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory
import time

from ..core.cause import Cause
from . import decisions, settings, work
from .connection import connect, doubt, files, transact
from .database import Database
from .errors import DamagedDatabaseError, explaining
from .pause import Pause
from .rescue import Rescued, rescued

_LOGGER = logging.getLogger(__name__)


async def open_or_set_aside(path: Path, pause: Pause | None = None) -> tuple[Database, Path | None]:
    """Give the open database, and where the damaged one is now if it was damaged, else None.

    The new one has the labels that are ours, the requests made here, and what the user decided and
    switched, as far as they could be read; where it cannot be read whether labels follow what
    happens, they do not. What the sources claim is not taken from a damaged file:
    a full sync, which is work to be done then, reads it anew. Raises what `Database.open` raises,
    but for `DamagedDatabaseError`; a damaged database is still in its place then. While there is a
    `pause`, files stay where they are.
    """
    database = Database(path, pause)
    if await asyncio.to_thread(_complete(path).exists):
        await database.pause.until_over()
    aside = await asyncio.to_thread(_finish, path)
    try:
        await database.open()
    except DamagedDatabaseError as err:
        damage = err
    else:
        return database, aside
    await database.pause.until_over()
    _LOGGER.error("The database is damaged and is set aside: %s", damage)
    aside = await asyncio.to_thread(set_aside, path)
    await database.open()
    return database, aside


def set_aside(path: Path) -> Path:
    """Put a new database in the place of a damaged one; give where that is now.

    Raises `NotSavedError` where that is impossible; nothing has changed then.
    """
    with (
        explaining(),
        TemporaryDirectory(dir=path.parent, prefix=f"{path.name}.") as folder,
    ):
        new = Path(folder, "new")
        _fill(new, rescued(path))
        new.rename(_complete(path))
    return _swap(path)


def _fill(new: Path, rows: Rescued) -> None:
    """Put rescued rows into a new database; if there ever was a full sync, the next one is work."""

    def fill(connection: Connection) -> None:
        connection.execute("DELETE FROM settings")
        for table, content in rows.items():
            for row in content:
                places = ",".join("?" * len(row))
                connection.execute(f"INSERT OR IGNORE INTO {table} VALUES ({places})", row)
        decisions.drop_stray(connection)
        if settings.get(connection, settings.SYNCED):
            settings.put(connection, settings.SYNCED, None)
            work.add_full_sync(connection, Cause.START, time.time())

    with closing(connect(new)) as connection:
        transact(connection, fill, durable=True)


def _finish(path: Path) -> Path | None:
    """End a move that a crash interrupted."""
    return _swap(path) if _complete(path).exists() else None


def _swap(path: Path) -> Path:
    """Move the damaged files away, and the complete new one to their place."""
    stamp = f"damaged.{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    with explaining():
        for file, aside in zip(
            files(path), files(path.with_name(f"{path.name}.{stamp}")), strict=True
        ):
            if file.exists():
                file.rename(aside)
        doubt(path).unlink(missing_ok=True)
        _complete(path).rename(path)
    return max(path.parent.glob(f"{path.name}.damaged.*Z"))


def _complete(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")
