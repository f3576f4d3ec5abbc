"""Whether something holds whatever changes in a database, for properties."""

from collections.abc import Callable, Iterable
from sqlite3 import Connection


def holds_after_each(
    connection: Connection,
    changes: Iterable[Callable[[Connection], None]],
    holds: Callable[[Connection], bool],
) -> bool:
    """Whether it holds after each of these changes, of which none is left then."""
    connection.execute("SAVEPOINT before")
    try:
        for change in changes:
            change(connection)
            if not holds(connection):
                return False
        return True
    finally:
        connection.execute("ROLLBACK TO before")
