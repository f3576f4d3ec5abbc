"""A connection to the file, and one transaction on it: all that knows how SQLite is told to work.

Nothing here knows of the event loop; call it in a thread.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
import sqlite3

from ..core.phrase import PhraseKind
from . import schema, uncounted
from .errors import (
    DamagedDatabaseError,
    NewerDatabaseError,
    NotSavedError,
    raise_translated,
    refused_by_disk,
)

PAGE_SIZE = 1024
"""Bytes that SQLite writes at least for a change, twice: to the log and, later, to the file.

A new label changes some twenty pages. In a house of 100,000 items it wrote 30 KB to the log with
this size, 84 KB with SQLite's usual 4096, and reading was as fast.
"""

_CHECKPOINT = 4000
"""Pages in the log after which SQLite takes them over into the file."""

_LOG_SIZE = 4 << 20
"""Bytes that the log keeps on disk; a large change lets it grow beyond for some time."""

_PATIENCE = 5
"""Seconds to wait for another program that has locked the file, such as a backup."""


class UntouchableError(Exception):
    """The file cannot be opened without a change to it."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file, make it where there is none, and bring it to today's schema.

    Raises `DamagedDatabaseError`, `NewerDatabaseError` and, where it cannot be opened and written,
    `NotSavedError`. What is checked costs the same however much the file holds.
    """
    with _explaining():
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _check_marks(path)
        else:
            _make(path)
        return _opened(path)


def connect_untouched(path: Path) -> sqlite3.Connection:
    """Open the file as `connect` does, and write nothing: not even on closing, nor for others.

    Raises what `connect` raises, and `UntouchableError` where something would have to be written.
    """
    with _explaining():
        if not path.exists() or doubt(path).exists():
            raise UntouchableError
        return _opened(path, touch=False)


def keep_log(connection: sqlite3.Connection, keep: bool) -> None:
    """Let the log stay as it is, be it long or the connection the last one; or no longer so."""
    connection.execute(f"PRAGMA wal_autocheckpoint = {0 if keep else _CHECKPOINT}")
    connection.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep)


@contextmanager
def _explaining() -> Iterator[None]:
    try:
        yield
    except OSError as err:
        raise refused_by_disk(err) from err
    except sqlite3.Error as err:
        raise_translated(err, NotSavedError)


def connect_view(path: Path) -> sqlite3.Connection:
    """Open the file once more, for reading alone; it must be open already.

    What a large answer is put together from would go to the disk else, megabytes each time.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        timeout=0,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def transact[T](
    connection: sqlite3.Connection,
    change: Callable[[sqlite3.Connection], T],
    *,
    durable: bool = False,
) -> T:
    """Change the database in one transaction; give what `change` gives.

    `durable`: on return it is on disk, even if the power fails; else it is so a little later, and
    in the right order. Raises `NotSavedError`, `DamagedDatabaseError` and whatever `change` raises;
    nothing has changed then.
    """
    try:
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute("BEGIN IMMEDIATE")
        try:
            value = change(connection)
            connection.execute("COMMIT")
        finally:
            # After some errors SQLite has rolled back by itself.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        return value
    except sqlite3.Error as err:
        raise_translated(err, NotSavedError)


@contextmanager
def without_patience(connection: sqlite3.Connection) -> Iterator[None]:
    """Let a connection wait for nobody meanwhile."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")


def files(path: Path) -> tuple[Path, Path, Path]:
    """Give the database's files: itself, its log, and the index of its log."""
    return path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def delete(path: Path) -> None:
    """Delete these, as far as they are there; nobody may have them open."""
    for file in files(path):
        file.unlink(missing_ok=True)


def doubt(path: Path) -> Path:
    """Give the file whose existence says that damage was met, so that all is checked next time."""
    return path.with_name(f"{path.name}.doubt")


def _make(path: Path) -> None:
    """Make the file. It has its name only once it is whole: one that is empty counts as damaged."""
    draft = path.with_name(f"{path.name}.draft")
    # After a crash there may be one already. A log without its file, as in a copy that was made
    # while the file was deleted, is none of the new one's.
    delete(draft)
    delete(path)
    try:
        _opened(draft).close()
        draft.rename(path)
    finally:
        delete(draft)


def _check_marks(path: Path) -> None:
    if not path.stat().st_size:
        raise DamagedDatabaseError("the file is empty", PhraseKind.DAMAGED)
    if doubt(path).exists():
        with closing(_cautious(path)) as connection:
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            _read_rows(connection)
        if verdict != "ok":
            raise DamagedDatabaseError(verdict, PhraseKind.DAMAGED)
        doubt(path).unlink()


def _cautious(path: Path) -> sqlite3.Connection:
    """Connect so that closing leaves the log: SQLite deletes that of a damaged file, unread."""
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    connection.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
    return connection


def _opened(path: Path, *, touch: bool = True) -> sqlite3.Connection:
    connection = _cautious(path)
    try:
        if touch:
            connection.execute(f"PRAGMA page_size = {PAGE_SIZE}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
        connection.execute(f"PRAGMA journal_size_limit = {_LOG_SIZE}")
        connection.execute("PRAGMA temp_store = MEMORY")
        # What is rescued from a damaged file must not be what was deleted.
        connection.execute("PRAGMA secure_delete = ON")
        version = _checked_version(connection, may_be_older=touch)
        _read_rows(connection, most=1)
        if touch:
            transact(connection, _migrate, durable=version < schema.VERSION)
        uncounted.follow(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        keep_log(connection, not touch)
    except BaseException:
        connection.close()
        raise
    return connection


def _checked_version(connection: sqlite3.Connection, *, may_be_older: bool) -> int:
    version = schema.version_of(connection)
    if version < schema.VERSION and not may_be_older:
        raise UntouchableError
    if version > schema.VERSION:
        raise NewerDatabaseError(
            f"version {version}, where {schema.VERSION} is the latest here", PhraseKind.NEWER
        )
    return version


def _read_rows(connection: sqlite3.Connection, most: int = -1) -> None:
    """Read so many rows of each table, or all: damage to them, or on the way, raises an error."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    for (table,) in tables:
        for _ in connection.execute(f'SELECT * FROM "{table}" LIMIT ?', (most,)):
            pass


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date; it writes in any case, and so shows whether that is possible."""
    schema.migrate(connection)
    connection.execute(f"PRAGMA user_version = {schema.VERSION}")
