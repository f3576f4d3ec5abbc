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
from .connection import (
    UntouchableError,
    connect,
    connect_untouched,
    connect_view,
    doubt,
    files,
    keep_log,
    transact,
    without_patience,
)
from .errors import (
    DamagedDatabaseError,
    DatabaseError,
    NewerDatabaseError,
    NotReadError,
    NotSavedError,
    raise_translated,
)
from .pause import Pause
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

    def __init__(self, path: Path, pause: Pause | None = None) -> None:
        """`path` is where the file is, or is to be; `pause` is shared with other databases."""
        self.path = path
        self.pause = pause or Pause()
        self.on_damage: Callable[[], None] = _nobody
        self._thread: DatabaseThread | None = None
        self._surveys: set[asyncio.Future[Any]] = set()
        self._connections = ExitStack()
        self._connection: sqlite3.Connection
        self._view: sqlite3.Connection
        self._keeps_log = False
        self._turning = asyncio.Lock()
        """Held while the file is being opened, or closed."""

    async def open(self) -> None:
        """Open the file, make it where there is none, and bring it to today's schema.

        Takes the same time however much the file holds. While there is a pause, the file is opened
        as it is; where something would have to be written to it, this waits. Raises
        `DamagedDatabaseError`, `NewerDatabaseError` and, where it cannot be opened and written,
        `NotSavedError`.
        """
        self.pause.join(self)
        try:
            while not await self._open_now():
                await self.pause.until_over()
        except BaseException:
            self.pause.leave(self)
            raise

    async def _open_now(self) -> bool:
        """Open the file; gives False where a pause keeps from that. A pause waits for it."""
        async with self._turning:
            return await self._opened(connect_untouched if self.pause.lasts else connect)

    async def _opened(self, connected: Callable[[Path], sqlite3.Connection]) -> bool:
        thread = DatabaseThread(f"database {self.path.name}")
        try:
            await thread.run(lambda: self._open(connected))
        except UntouchableError:
            thread.dismiss(self._connections.close)
            thread.join()
            return False
        except BaseException as err:
            thread.dismiss(self._connections.close)
            if not isinstance(err, asyncio.CancelledError):
                thread.join()
            raise
        self._keeps_log = connected is connect_untouched
        self._thread = thread
        return True

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
        while self.pause.lasts and self._thread is not None:
            await self.pause.until_woken()
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

    async def settle(self) -> None:
        """Let what is being written, opened or closed be done: a pause has begun.

        The log has been taken over into the file then, as far as the disk allows, and unless a
        survey reads it for long; in any case the files together can be copied.
        """
        async with self._turning:
            pass
        loop = asyncio.get_running_loop()
        latest = loop.time() + _LONGEST_WAIT
        while self._thread is not None and not await self._thread.run(self._check_point):
            if loop.time() > latest:
                break
            await asyncio.sleep(_LOOK)

    async def size(self) -> int:
        """Give how many bytes the files take on disk."""
        return await asyncio.to_thread(
            lambda: sum(file.stat().st_size for file in files(self.path) if file.exists())
        )

    async def close(self) -> None:
        """End what was begun, close the file and the thread. What waits to be written is not.

        A survey is broken off: Home Assistant's stop would wait for what nobody sees any more.
        On return nobody has the file open, so that SQLite has taken its log over into it; while
        there is a pause that is left to whoever opens it next.
        """
        thread, self._thread = self._thread, None
        self.pause.wake()
        if thread is None:
            return
        if self._surveys:
            await asyncio.wait(self._surveys)
        try:
            async with self._turning:
                await thread.run(self._close)
        finally:
            thread.dismiss()
            self.pause.leave(self)
        thread.join()

    def _open(self, connected: Callable[[Path], sqlite3.Connection]) -> None:
        self._connection = self._connections.enter_context(closing(connected(self.path)))
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

    def _close(self) -> None:
        self._keep_log(self.pause.lasts)
        self._connections.close()

    def _keep_log(self, keep: bool) -> None:
        if keep != self._keeps_log:
            keep_log(self._connection, keep)
            self._keeps_log = keep

    def _changed[T](self, change: Ask[T], *, durable: bool) -> T:
        with self._remembering_damage():
            self._keep_log(keep=False)
            return transact(self._connection, change, durable=durable)

    def _check_point(self) -> bool:
        """Take the log over into the file; gives False while somebody reads what is in it.

        One that was opened in the pause is left as it is.
        """
        if self._keeps_log:
            return True
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
