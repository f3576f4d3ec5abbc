"""A copy of the database, and an engine on one, for a run that shall change nothing."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import asynccontextmanager, closing
from copy import replace
from pathlib import Path
from secrets import token_hex
import sqlite3
from typing import Any

from ..sources.reader import Wishes
from ..state.connection import delete
from ..state.database import Database
from .engine import Engine

_MARK = ".trial_"


@asynccontextmanager
async def database_copy(database: Database) -> AsyncIterator[Database]:
    """Give a copy that goes when it was used; the database itself is read alone.

    Raises `NotSavedError` when there is no room for it.
    """
    path = database.path.with_name(f"{database.path.name}{_MARK}{token_hex(4)}")
    copy = Database(path)
    try:
        await _to_the_end(asyncio.to_thread(_copy, database.path, path))
        await _to_the_end(copy.open())
        yield copy
    finally:
        await _to_the_end(_end(copy, path))


@asynccontextmanager
async def dry_run_engine(engine: Engine, wishes: Iterable[Wishes]) -> AsyncIterator[Engine]:
    """Give an engine like this one on a copy of its database, which took in what sources say.

    Raises `NotSavedError` when there is no room for that.
    """
    async with database_copy(engine.context.database) as copy:
        trial = Engine(replace(engine.context, database=copy), engine.unknown)
        for part in wishes:
            await trial.take(part, baseline=True)
        yield trial


def delete_left_over(path: Path) -> None:
    """Delete the copies of a database, given its file, that a killed Home Assistant left."""
    for file in path.parent.glob(f"{path.name}{_MARK}*"):
        file.unlink(missing_ok=True)


async def _end(copy: Database, path: Path) -> None:
    await copy.close()
    await asyncio.to_thread(delete, path)


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Wait until work on the copy has ended, even if cancelled: only then it can be deleted."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _copy(origin: Path, path: Path) -> None:
    with closing(sqlite3.connect(origin)) as connection:
        # It may be the last to close the file, and in a pause nothing may be written to that.
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
        connection.execute("VACUUM INTO ?", (str(path),))
