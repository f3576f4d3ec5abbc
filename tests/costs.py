"""What a question to the database costs: SQLite's steps, and the tables that it walks through."""

from collections.abc import Callable, Iterable
from sqlite3 import Connection
from typing import Self

GROWING = frozenset(
    {
        "claim_guids",
        "claims",
        "decisions",
        "item_guids",
        "item_years",
        "items",
        "learned",
        "ledger",
        "ledger_items",
        "requests",
        "unwished",
        "waiting",
        "waiting_marks",
        "years",
    }
)
"""The tables that are as large as the house."""

_MAIN = 0
"""SQLite's number of the file itself, beside which there may be tables in memory."""

_STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


class Costs:
    """Counts the steps that SQLite takes for each row that it looks at, and notes what it is asked.

    To count a whole table is one step: see `tables_walked`.
    """

    def __init__(self) -> None:
        self.steps = 0
        self.said: list[str] = []

    @classmethod
    def of(cls, connection: Connection, ask: Callable[[Connection], object]) -> Self:
        """Count what one question costs; once before, it is worked out how to answer it."""
        ask(connection)
        costs = cls()
        costs.begin(connection)
        ask(connection)
        costs.end(connection)
        return costs

    def begin(self, connection: Connection) -> None:
        """Count what this connection is asked from now on."""
        connection.set_progress_handler(self._step, 1)
        connection.set_trace_callback(self.said.append)

    @staticmethod
    def end(connection: Connection) -> None:
        """Count no more."""
        connection.set_progress_handler(None, 0)
        connection.set_trace_callback(None)

    def _step(self) -> None:
        self.steps += 1


def tables_walked(connection: Connection, said: Iterable[str]) -> set[str]:
    """Give the tables that these statements, or their triggers, read or count from end to end."""
    roots = dict(connection.execute("SELECT rootpage, tbl_name FROM sqlite_schema"))
    walked: set[str] = set()
    for query in {one for one in said if one.startswith(_STATEMENTS)}:
        opened: dict[int, str] = {}
        for _, code, cursor, page, file, *_ in connection.execute(f"EXPLAIN {query}"):
            if code == "Init":
                # A trigger's program has cursors of its own.
                opened = {}
            elif code in {"OpenRead", "OpenWrite"} and page in roots and file == _MAIN:
                opened[cursor] = roots[page]
            elif code in {"Rewind", "Last", "Count"} and cursor in opened:
                walked.add(opened[cursor])
    return walked
