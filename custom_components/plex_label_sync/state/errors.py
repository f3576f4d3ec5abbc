"""What goes wrong with the database, in plain words and without paths."""

from collections.abc import Iterator
from contextlib import contextmanager
import sqlite3
from typing import NoReturn


class DatabaseError(Exception):
    """Something is wrong with the database: the base of what its callers may meet."""


class NotSavedError(DatabaseError):
    """What must be remembered could not be saved; nothing has changed."""


class NotReadError(DatabaseError):
    """The database cannot be read now, though its content may be whole."""


class DamagedDatabaseError(DatabaseError):
    """The content of the file is not what was written there."""


class NewerDatabaseError(DatabaseError):
    """The file was written by a newer version, which this one cannot read."""


_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}

_TROUBLE = {
    sqlite3.SQLITE_FULL: "no space left on the disk",
    sqlite3.SQLITE_READONLY: "the file or its folder is read-only",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_PERM: "the file cannot be opened",
    sqlite3.SQLITE_BUSY: "another program has locked the file",
    sqlite3.SQLITE_LOCKED: "another program has locked the file",
    sqlite3.SQLITE_PROTOCOL: "another program has locked the file",
}


@contextmanager
def explaining() -> Iterator[None]:
    """Raise `NotSavedError` for what the disk refuses, in its words but without its paths."""
    try:
        yield
    except OSError as err:
        raise NotSavedError(err.strerror or type(err).__name__) from err


def raise_translated(err: sqlite3.Error, trouble: type[NotSavedError | NotReadError]) -> NoReturn:
    """Raise what callers know an error of SQLite by: `trouble` where file or disk is to blame.

    A fault of ours, such as a wrong statement or a broken constraint, stays what it is. The codes
    are those of https://www.sqlite.org/rescode.html; the low byte of each tells its kind.
    """
    code = getattr(err, "sqlite_errorcode", None)
    if code is None and isinstance(err, sqlite3.OperationalError):
        # Python's own, for a text that is no UTF-8; its message would tell the text.
        raise DamagedDatabaseError("a text cannot be read") from None
    code = (code or sqlite3.SQLITE_ERROR) & 0xFF
    if code in _DAMAGE:
        raise DamagedDatabaseError(str(err)) from err
    if code in _TROUBLE:
        raise trouble(_TROUBLE[code]) from err
    raise err
