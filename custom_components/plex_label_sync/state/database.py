"""The database of one config entry, as coroutines: one thread alone reads and changes the file."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
import logging
from pathlib import Path
import sqlite3
from typing import Any

from ..core.phrase import PhraseKind
from ..threads import TURN
from .connection import connect, connect_view, doubt, files, transact, without_patience
from .errors import (
    DamagedDatabaseError,
    DatabaseError,
    NewerDatabaseError,
    NotReadError,
    NotSavedError,
    raise_translated,
)
from .thread import DatabaseThread

__all__ = (
    "DamagedDatabaseError",
    "Database",
    "DatabaseError",
    "NewerDatabaseError",
    "NotReadError",
    "NotSavedError",
)

_LOGGER = logging.getLogger(__name__)

LONGEST_PAUSE = 3600.0
"""Seconds after which a pause that nobody ends is over: a backup may have died."""

_LONGEST_WAIT = 5.0
"""Seconds that a pause waits for surveys to end; all else reads on meanwhile."""

_LOOK = 0.05

_INSTRUCTIONS = 10_000
"""After so many of SQLite's a survey sees whether the database was closed: each millisecond."""

type Ask[T] = Callable[[sqlite3.Connection], T]


class Database:
    """One file, and the log beside it. Open it before anything else, and close it in the end.

    What `read`, `write` and `look` are given gets the connection, and must not keep it. `on_damage`
    is called, once, when damage is met while the file is open: opening it anew mends that.
    """

    def __init__(self, path: Path) -> None:
        """`path` is where the file is, or is to be."""
        self.path = path
        self.on_damage: Callable[[], None] = _nobody
        self._thread: DatabaseThread | None = None
        self._surveys: set[asyncio.Future[Any]] = set()
        self._connections = ExitStack()
        self._connection: sqlite3.Connection
        self._view: sqlite3.Connection
        self._writable = asyncio.Event()
        self._writable.set()
        self._end_of_pause: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Open the file, make it where there is none, and bring it to today's schema.

        Takes the same time however much the file holds. Raises `DamagedDatabaseError`,
        `NewerDatabaseError` and, where it cannot be opened and written, `NotSavedError`.
        """
        thread = DatabaseThread(f"database {self.path.name}")
        try:
            await thread.run(self._open)
        except BaseException as err:
            thread.dismiss(self._connections.close)
            if not isinstance(err, asyncio.CancelledError):
                thread.join()
            raise
        self._thread = thread

    async def read[T](self, ask: Ask[T]) -> T:
        """Give what `ask` reads. Raises `DamagedDatabaseError` and `NotReadError`."""
        if self._thread is None:
            raise NotReadError("the database is closed", PhraseKind.CLOSED)
        with self._telling_damage():
            return await self._thread.run(lambda: self._asked(self._connection, ask))

    async def survey[T](self, ask: Ask[T], *, in_turn: bool = False) -> T:
        """Give what `ask` reads, which takes long: beside all else, as the database is now.

        It has a connection and a thread of its own, so that nobody waits for it. `in_turn`: after
        all other long work, for what no user waits for. Raises `DamagedDatabaseError` and
        `NotReadError`, also when the database is closed meanwhile.
        """
        if self._thread is None:
            raise NotReadError("the database is closed", PhraseKind.CLOSED)
        with self._telling_damage():
            loop = asyncio.get_running_loop()
            survey = loop.run_in_executor(None, self._surveyed, ask, in_turn)
            self._surveys.add(survey)
            survey.add_done_callback(self._surveys.discard)
            try:
                # To wait for it does not end it, as to await it would.
                await asyncio.wait([survey])
            except asyncio.CancelledError:
                survey.add_done_callback(_tell_of_faults)
                raise
            return survey.result()

    async def write[T](self, change: Ask[T], *, durable: bool = False) -> T:
        """Change the database in one transaction; give what `change` gives.

        `durable`: on return it is on disk, even if the power fails; else it is so a little later,
        and in the right order. While writing is paused, this waits. Once it has begun it is done,
        even if whoever waits for it is cancelled. Raises `NotSavedError`, `DamagedDatabaseError`
        and whatever `change` raises; nothing has changed then.
        """
        while not self._writable.is_set():
            await self._writable.wait()
        if self._thread is None:
            raise NotSavedError("the database is closed", PhraseKind.CLOSED)
        with self._telling_damage():
            return await self._thread.run(lambda: self._changed(change, durable=durable))

    def look[T](self, ask: Ask[T]) -> T:
        """Give what `ask` reads, at once: for a few look-ups by index on the event loop.

        Raises `DamagedDatabaseError` and `NotReadError`.
        """
        if self._thread is None:
            raise NotReadError("the database is closed", PhraseKind.CLOSED)
        return self._asked(self._view, ask)

    async def pause(self) -> None:
        """Let no write begin until `resume`, or for an hour at most; on return none is under way.

        The log has been taken over into the file then, as far as the disk allows, and unless a
        survey reads it for long; in any case the files together can be copied.
        """
        self._hold()
        loop = asyncio.get_running_loop()
        latest = loop.time() + _LONGEST_WAIT
        while self._thread is not None and not await self._thread.run(self._check_point):
            if loop.time() > latest:
                break
            await asyncio.sleep(_LOOK)

    async def resume(self) -> None:
        """Let the writes go on that wait, and all that come."""
        self._release()

    async def size(self) -> int:
        """Give how many bytes the files take on disk."""
        return await asyncio.to_thread(
            lambda: sum(file.stat().st_size for file in files(self.path) if file.exists())
        )

    async def close(self) -> None:
        """End what was begun, close the file and the thread. What waits to be written is not.

        A survey is broken off: Home Assistant's stop would wait for what nobody sees any more.
        On return nobody has the file open, so that SQLite has taken its log over into it.
        """
        thread, self._thread = self._thread, None
        self._release()
        if thread is None:
            return
        if self._surveys:
            await asyncio.wait(self._surveys)
        try:
            await thread.run(self._connections.close)
        finally:
            thread.dismiss()
        thread.join()

    def _hold(self) -> None:
        self._release()
        self._writable.clear()
        loop = asyncio.get_running_loop()
        self._end_of_pause = loop.call_later(LONGEST_PAUSE, self._release)

    def _release(self) -> None:
        if self._end_of_pause is not None:
            self._end_of_pause.cancel()
            self._end_of_pause = None
        self._writable.set()

    def _open(self) -> None:
        self._connection = self._connections.enter_context(closing(connect(self.path)))
        self._view = self._connections.enter_context(closing(connect_view(self.path)))

    def _asked[T](self, connection: sqlite3.Connection, ask: Ask[T]) -> T:
        with self._remembering_damage():
            try:
                return ask(connection)
            except sqlite3.Error as err:
                raise_translated(err, NotReadError)

    def _surveyed[T](self, ask: Ask[T], in_turn: bool) -> T:
        with TURN if in_turn else nullcontext(), closing(self._another_view()) as connection:
            connection.set_progress_handler(lambda: self._thread is None, _INSTRUCTIONS)
            return self._asked(connection, ask)

    def _another_view(self) -> sqlite3.Connection:
        try:
            return connect_view(self.path)
        except sqlite3.Error as err:
            raise_translated(err, NotReadError)

    def _changed[T](self, change: Ask[T], *, durable: bool) -> T:
        with self._remembering_damage():
            return transact(self._connection, change, durable=durable)

    def _check_point(self) -> bool:
        """Take the log over into the file; gives False while somebody reads what is in it."""
        with suppress(sqlite3.OperationalError), without_patience(self._connection):
            query = "PRAGMA wal_checkpoint(TRUNCATE)"
            (is_busy, _, _) = self._connection.execute(query).fetchone()
            return not is_busy
        # Where the disk is full the log stays beside the file, and is copied with it.
        return True

    @contextmanager
    def _telling_damage(self) -> Iterator[None]:
        try:
            yield
        except DamagedDatabaseError:
            tell, self.on_damage = self.on_damage, _nobody
            tell()
            raise

    @contextmanager
    def _remembering_damage(self) -> Iterator[None]:
        """Have all checked when the file is opened again: a cheap look may not meet the damage."""
        try:
            yield
        except DamagedDatabaseError:
            # A disk that cannot hold an empty file tells of itself with the next write.
            with suppress(OSError):
                doubt(self.path).touch()
            raise


def _tell_of_faults(survey: asyncio.Future[Any]) -> None:
    """Log what went wrong with a survey that nobody waits for: of the file others tell, too."""
    err = survey.exception()
    if err is not None and not isinstance(err, DatabaseError):
        _LOGGER.warning("A survey that nobody waits for anymore failed: %s", type(err).__name__)


def _nobody() -> None:
    """Be told of damage, and do nothing."""
