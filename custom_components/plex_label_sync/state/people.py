"""The people whom each source knows: nobody is forgotten while that source is unknown."""

from collections.abc import Iterable
from sqlite3 import Connection

from ..core.model import Person, Source
from ..core.sources import is_below

_COLUMNS = "id, username, display_name, uuid, seerr_id"


def take(
    connection: Connection, source: Source, people: Iterable[Person], others: Iterable[Person]
) -> bool:
    """Keep the people whom a source knows, in place of those it knew; gives whether that is new.

    `people` are as the source names them, `others` as it knows them beside: whoever names them
    better is believed.
    """
    rows = {person.id: _row(source, person, names=False) for person in others}
    rows |= {person.id: _row(source, person, names=True) for person in people}
    query = f"SELECT source, {_COLUMNS}, names FROM people WHERE source = ?"
    before = {row[1]: row for row in connection.execute(query, (source,))}
    if before == rows:
        return False
    connection.execute("DELETE FROM people WHERE source = ?", (source,))
    connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?)", rows.values())
    return True


def limit(connection: Connection, tops: frozenset[Source]) -> None:
    """Forget whom only sources know that do not stand below these."""
    sources = [source for (source,) in connection.execute("SELECT DISTINCT source FROM people")]
    connection.executemany(
        "DELETE FROM people WHERE source = ?",
        [(source,) for source in sources if not is_below(source, tops)],
    )


def named_by(connection: Connection, source: Source) -> frozenset[str]:
    """Give the ids of the people whom a source names itself."""
    query = "SELECT id FROM people WHERE source = ? AND names"
    return frozenset(key for (key,) in connection.execute(query, (source,)))


def everybody(connection: Connection) -> dict[str, Person]:
    """Give all people who are known, by id, each with what all sources know of them."""
    people: dict[str, Person] = {}
    for row in connection.execute(f"SELECT {_COLUMNS} FROM people ORDER BY names DESC, source"):
        person = Person(*row)
        before = people.get(person.id)
        people[person.id] = before.completed(person) if before else person
    return people


def _row(source: Source, person: Person, *, names: bool) -> tuple[str | int, ...]:
    return (
        source,
        person.id,
        person.username,
        person.display_name,
        person.uuid,
        person.seerr_id,
        int(names),
    )
