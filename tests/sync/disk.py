"""The disk that the tests' database is on: it can get full."""

from collections.abc import Callable
import sqlite3
from typing import Any, override

from custom_components.plex_label_sync.state.database import Database, NotSavedError
from tests.database import tables


class Disk(Database):
    """A database on a disk that can get full: for what must be on it, or for anything."""

    full_for_records = False
    full = False

    def fill(self) -> None:
        """Have no space any more for what must be on the disk."""
        self.full_for_records = True

    @override
    async def write[T](
        self, change: Callable[[sqlite3.Connection], T], *, durable: bool = False
    ) -> T:
        """Save, if there is space."""
        if self.full or (durable and self.full_for_records):
            raise NotSavedError("no space left on the disk")
        return await super().write(change, durable=durable)


def rows(connection: sqlite3.Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Give all rows of all tables."""
    return {
        table: sorted(connection.execute(f"SELECT * FROM {table}"), key=repr)  # noqa: S608
        for table in sorted(tables(connection))
    }
