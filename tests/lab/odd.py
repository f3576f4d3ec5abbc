"""Odd rows in the answers of stand-in servers: rows that no real server ought to send.

Belongs here: what puts one into the JSON of an answer, for `Fault("alter", …)`.
"""

from collections.abc import Callable
from typing import Any


def with_row(row: Any, *path: str) -> Callable[[Any], None]:
    """Give what puts a row behind the others of the list that lies at a path in an answer.

    Other answers, without such a list, stay as they are. If the answer counts its entries, it
    counts the row too.
    """

    def alter(content: Any) -> None:
        around = _at(content, path[:-1])
        rows = content if not path else around.get(path[-1]) if around else None
        if not isinstance(rows, list):
            return
        rows.append(row)
        for name in ("size", "totalSize"):
            if isinstance(around, dict) and name in around:
                around[name] += 1
        if isinstance(content, dict) and "pageInfo" in content:
            content["pageInfo"]["results"] += 1

    return alter


def with_values(path: tuple[str, ...], which: Callable[[Any], bool], **values: Any) -> Any:
    """Give what sets values in those rows, of the list at a path, which are meant."""

    def alter(content: Any) -> None:
        rows = _at(content, path)
        for row in rows if isinstance(rows, list) else ():
            if which(row):
                row.update(values)

    return alter


def _at(content: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        content = content.get(name) if isinstance(content, dict) else None
    return content
