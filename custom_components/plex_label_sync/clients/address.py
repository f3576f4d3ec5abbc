"""How paths with queries are written."""

from collections.abc import Sequence
from urllib.parse import quote

type Query = Sequence[tuple[str, str]]


def address(path: str, query: Query) -> str:
    """Give a path with its query, with `%20` for a space: whether Plex decodes `+` is unknown."""
    pairs = [f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query]
    return f"{path}?{'&'.join(pairs)}" if pairs else path
