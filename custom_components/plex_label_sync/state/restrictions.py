"""The sharing restrictions that plex.tv told last, and which labels were ever ours.

What cannot be read is as if nobody had kept it: then nothing is known of restrictions, which is
something else than that there are none.
"""

from collections.abc import Iterable, Mapping
from sqlite3 import Connection
from typing import Any

from ..core.model import Person
from ..core.restrictions import Filters, Restriction, Restrictions
from . import ledger, settings


def put(
    connection: Connection, people: Iterable[Person], filters: Mapping[str, Filters], *, odd: int
) -> None:
    """Keep what plex.tv told, in the place of what it told before.

    `people` are those with whom the server is shared, `odd` is how many could not be read.
    """
    rows = [
        [one.id, one.username, one.display_name, told.everything, told.movies, told.shows]
        for one in people
        if (told := filters[one.id])
    ]
    kept = {"people": rows, "odd": odd}
    if kept != settings.get(connection, settings.RESTRICTIONS):
        settings.put(connection, settings.RESTRICTIONS, kept)


def of(connection: Connection) -> Restrictions | None:
    """Give the restrictions as they were told last; None when they never were."""
    kept = settings.get(connection, settings.RESTRICTIONS)
    if kept is None:
        return None
    return Restrictions(tuple(map(_restriction, kept["people"])), kept["odd"])


def ours(connection: Connection) -> tuple[frozenset[str], frozenset[str]]:
    """Give all labels that are ours now, and those that were known to be or to have been; folded.

    In a large house this takes its time.
    """
    return ledger.labels(connection), frozenset(settings.get(connection, settings.EVER_OURS, ()))


def put_ours(connection: Connection, labels: Iterable[str]) -> None:
    """Remember all labels that are or were ours, folded."""
    settings.put(connection, settings.EVER_OURS, sorted(labels))


def _restriction(row: list[Any]) -> Restriction:
    key, username, display_name, *filters = row
    return Restriction.of(Person(key, username, display_name), Filters(*filters))
