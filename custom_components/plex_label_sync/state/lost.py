"""Who had a title that Plex lost while they wanted it: it does not arrive when Plex has it again.

Plex makes an item anew when its file is replaced. What is noted stays until the run has ended that
sees to what Plex lost, and has let the title wait.
"""

from collections.abc import Iterable
from sqlite3 import Connection

from ..core.model import MediaType
from ..core.queue import Mark
from .rows import by_type, changed, selected


def note(connection: Connection, guids: Iterable[tuple[MediaType, str]]) -> None:
    """Note whoever wants a title with one of these ids, of which Plex loses an item."""
    for media_type, some in by_type(guids).items():
        changed(
            connection,
            "INSERT INTO lost (guid, media_type, person)"
            " SELECT DISTINCT k.guid, k.media_type, c.subject"
            " FROM claim_guids k JOIN claims c ON c.id = k.claim"
            " WHERE k.guid IN ({keys}) AND k.media_type = ? AND c.kind = 'user'",
            some,
            media_type.value,
        )


def people(connection: Connection, marks: Iterable[Mark]) -> frozenset[str]:
    """Give the ids of those who had a title that Plex lost."""
    query = "SELECT DISTINCT person FROM lost WHERE guid IN ({keys}) AND media_type = ?"
    return frozenset(
        person
        for media_type, some in by_type(marks).items()
        for (person,) in selected(connection, query, some, media_type.value)
    )


def last(connection: Connection) -> int:
    """Give the number of what was noted last; 0 when nothing is."""
    number: int | None = connection.execute("SELECT MAX(id) FROM lost").fetchone()[0]
    return number or 0


def forget(connection: Connection, up_to: int, marks: Iterable[Mark] | None = None) -> None:
    """Forget what was noted up to that number: of these titles, None for all."""
    if marks is None:
        connection.execute("DELETE FROM lost WHERE id <= ?", (up_to,))
        return
    statement = "DELETE FROM lost WHERE guid IN ({keys}) AND media_type = ? AND id <= ?"
    for media_type, some in by_type(marks).items():
        changed(connection, statement, some, media_type.value, up_to)
