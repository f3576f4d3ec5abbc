"""The process that gets killed: it changes a database in transactions, as long as it lives.

`python -m tests.state.killed` reads the paths of databases, one a line. For each it forks, so that
a life costs no start-up. Each line that it writes is a word and two numbers: `born` with the id of
the process, which says so itself, before all else that it says; `durable` or `written` with the
number of a transaction that the database confirmed and the size of the log then; and `died` with
the exit code.
"""

import asyncio
from functools import partial
from itertools import count
import os
from pathlib import Path
import signal
import sqlite3
import sys

from custom_components.plex_label_sync.state import settings
from custom_components.plex_label_sync.state.connection import files
from custom_components.plex_label_sync.state.database import Database

ROWS = 40
"""Rows of one transaction: more than fit on a page."""

LONGEST = 60
"""Seconds that a process lives whom nobody kills, since the test has failed."""


def change(connection: sqlite3.Connection, number: int) -> None:
    """Make the rows of one transaction, take away those of an earlier one, and count it."""
    connection.executemany(
        "INSERT INTO ledger_items VALUES (?, '1', 'movie', ?, ?, ?, NULL)",
        [(number * ROWS + row, "plex://movie/x", "x" * 100, number) for row in range(ROWS)],
    )
    connection.execute("DELETE FROM ledger_items WHERE added_at = ?", (number - 5,))
    settings.put(connection, "number", number)


async def live(path: Path) -> None:
    """Change the database until somebody kills the process; each third change is durable."""
    database = Database(path)
    await database.open()
    first = await database.read(lambda c: settings.get(c, "number", 0)) + 1
    for number in count(first):
        durable = number % 3 == 0
        await database.write(partial(change, number=number), durable=durable)
        tell("durable" if durable else "written", number, files(path)[1].stat().st_size)


def tell(word: str, *numbers: int) -> None:
    """Write a line at once."""
    os.write(1, f"{word} {numbers[0]} {numbers[-1]}\n".encode())


def main() -> None:
    """Serve paths until there are no more."""
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            try:
                signal.alarm(LONGEST)
                tell("born", os.getpid())
                asyncio.run(live(Path(line.strip())))
            finally:
                os._exit(1)
        tell("died", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


if __name__ == "__main__":
    main()
