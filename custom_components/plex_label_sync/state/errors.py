"""What goes wrong with the database, in plain words and without paths."""

from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, EIO, ENOSPC, EPERM, EROFS
import sqlite3
from typing import NoReturn

from ..core.phrase import Phrase, PhraseKind


class DatabaseError(Exception):
    """Something is wrong with the database: the base of what its callers may meet.

    `why` is what users are told of it: without a kind, what the message says.
    """

    def __init__(self, message: str = "", kind: PhraseKind | None = None) -> None:
        super().__init__(message)
        self.why = Phrase.of(kind) if kind else Phrase.said(message)


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
    sqlite3.SQLITE_FULL: PhraseKind.DISK_FULL,
    sqlite3.SQLITE_READONLY: PhraseKind.READ_ONLY,
    sqlite3.SQLITE_IOERR: PhraseKind.DISK_ERROR,
    sqlite3.SQLITE_CANTOPEN: PhraseKind.NOT_OPENED,
    sqlite3.SQLITE_PERM: PhraseKind.NOT_OPENED,
    sqlite3.SQLITE_BUSY: PhraseKind.LOCKED,
    sqlite3.SQLITE_LOCKED: PhraseKind.LOCKED,
    sqlite3.SQLITE_PROTOCOL: PhraseKind.LOCKED,
    sqlite3.SQLITE_INTERRUPT: PhraseKind.CLOSED,
}
_IN_THE_LOG = {
    PhraseKind.DISK_FULL: "no space left on the disk",
    PhraseKind.READ_ONLY: "the file or its folder is read-only",
    PhraseKind.DISK_ERROR: "the disk reports an error",
    PhraseKind.NOT_OPENED: "the file cannot be opened",
    PhraseKind.LOCKED: "another program has locked the file",
    PhraseKind.CLOSED: "the database is closed",
}
_ERRNO = {
    ENOSPC: PhraseKind.DISK_FULL,
    EDQUOT: PhraseKind.DISK_FULL,
    EROFS: PhraseKind.READ_ONLY,
    EACCES: PhraseKind.NOT_OPENED,
    EPERM: PhraseKind.NOT_OPENED,
    EIO: PhraseKind.DISK_ERROR,
}


@contextmanager
def explaining() -> Iterator[None]:
    """Raise `NotSavedError` for what the disk refuses, in its words but without its paths."""
    try:
        yield
    except OSError as err:
        raise refused_by_disk(err) from err


def refused_by_disk(err: OSError) -> NotSavedError:
    """Give the error for what the disk refuses, in its words but without its paths."""
    return NotSavedError(err.strerror or type(err).__name__, _ERRNO.get(err.errno or 0))


def raise_translated(err: sqlite3.Error, trouble: type[NotSavedError | NotReadError]) -> NoReturn:
    """Raise what callers know an error of SQLite by: `trouble` where file or disk is to blame.

    A fault of ours, such as a wrong statement or a broken constraint, stays what it is. The codes
    are those of https://www.sqlite.org/rescode.html; the low byte of each tells its kind.
    """
    code = getattr(err, "sqlite_errorcode", None)
    if code is None and isinstance(err, sqlite3.OperationalError):
        # Python's own, for a text that is no UTF-8; its message would tell the text.
        raise DamagedDatabaseError("a text cannot be read", PhraseKind.DAMAGED) from None
    code = (code or sqlite3.SQLITE_ERROR) & 0xFF
    if code in _DAMAGE:
        raise DamagedDatabaseError(str(err), PhraseKind.DAMAGED) from err
    if code in _TROUBLE:
        kind = _TROUBLE[code]
        raise trouble(_IN_THE_LOG[kind], kind) from err
    raise err
