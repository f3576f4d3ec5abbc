"""A copy of the database for a run that shall change nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from secrets import token_hex
import sqlite3

from ..state.connection import files
from ..state.database import Database

_MARK = ".trial_"


@asynccontextmanager
async def trial_of(database: Database) -> AsyncIterator[Database]:
    """Give a copy that goes when it was used; the database itself is read alone.

    Raises `NotSavedError` when there is no room for it.
    """
    path = database.path.with_name(f"{database.path.name}{_MARK}{token_hex(4)}")
    copy = Database(path)
    try:
        await asyncio.to_thread(_copy, database.path, path)
        await copy.open()
        yield copy
    finally:
        await copy.close()
        await asyncio.to_thread(_delete, path)


def delete_left_over(path: Path) -> None:
    """Delete the copies of a database, given its file, that a killed Home Assistant left."""
    for file in path.parent.glob(f"{path.name}{_MARK}*"):
        file.unlink(missing_ok=True)


def _copy(origin: Path, path: Path) -> None:
    with closing(sqlite3.connect(origin)) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))


def _delete(path: Path) -> None:
    for file in files(path):
        file.unlink(missing_ok=True)
