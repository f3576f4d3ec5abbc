"""The people whom each source knows: nobody is forgotten while that source is unknown."""

from collections.abc import Iterable
from sqlite3 import Connection

from ..core.model import Person, Source
from ..core.people import unified
from ..core.requesters import Requesters, TagName
from ..core.requests import HERE
from ..core.sources import is_below, knows_people
from . import former_names

_COLUMNS = "id, username, display_name, uuid"


def take(
    connection: Connection,
    source: Source,
    people: Iterable[Person],
    others: Iterable[Person],
    tag_names: Iterable[TagName] = (),
    *,
    complete: bool = True,
    is_read: bool = True,
) -> bool:
    """Keep the people whom a source knows, in place of those it knew; gives whether that is new.

    `people` are as the source names them, `others` as it knows them beside: whoever names them
    better is believed. `tag_names` are what a Seerr's tags call them. Where that is not `complete`,
    nobody whom the source knew is forgotten; it counts as read all the same, for a row that stays
    odd would else keep all tags waiting for whom they name. Unless it `is_read` but for what is
    odd, there may be people whom it has not told of yet.
    """
    rows = {person.id: _row(source, person, names=False) for person in others}
    rows |= {person.id: _row(source, person, names=True) for person in people}
    numbers = {name.number: (source, name.number, name.person, name.name) for name in tag_names}
    before = {
        row[1]: row
        for row in connection.execute(
            f"SELECT source, {_COLUMNS}, names FROM people WHERE source = ?", (source,)
        )
    }
    numbers_before = {
        row[1]: row
        for row in connection.execute("SELECT * FROM tag_names WHERE source = ?", (source,))
    }
    if not complete:
        rows, numbers = before | rows, numbers_before | numbers
    is_first = is_read and _note_read(connection, source)
    if before == rows and numbers_before == numbers:
        return is_first
    known = everybody(connection).values() if before.keys() - rows.keys() else ()
    connection.execute("DELETE FROM people WHERE source = ?", (source,))
    connection.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", rows.values())
    connection.execute("DELETE FROM tag_names WHERE source = ?", (source,))
    connection.executemany("INSERT INTO tag_names VALUES (?, ?, ?, ?)", numbers.values())
    former_names.keep_people(connection, known)
    return True


def limit(connection: Connection, tops: frozenset[Source]) -> bool:
    """Forget whom only sources know that do not stand below these, which are all that there are.

    Gives whether that is new.
    """
    before, known = connection.total_changes, everybody(connection)
    for table in ("people", "tag_names", "people_sources"):
        sources = [source for (source,) in connection.execute(f"SELECT source FROM {table}")]
        connection.executemany(
            f"DELETE FROM {table} WHERE source = ?",
            [(source,) for source in set(sources) if not is_below(source, tops)],
        )
    former_names.keep_people(connection, known.values())
    connection.executemany(
        "INSERT OR IGNORE INTO people_sources VALUES (?, 0)",
        [(source,) for source in sorted(filter(knows_people, tops))],
    )
    return connection.total_changes != before


def named_by(connection: Connection, source: Source) -> frozenset[str]:
    """Give the ids of the people whom a source names itself."""
    query = "SELECT id FROM people WHERE source = ? AND names"
    return frozenset(key for (key,) in connection.execute(query, (source,)))


def everybody(connection: Connection) -> dict[str, Person]:
    """Give all people who are known, by id, each with what all sources know of them.

    A request made here remembers somebody as they were then.
    """
    people: dict[str, Person] = {}
    query = f"SELECT {_COLUMNS} FROM people ORDER BY names DESC, source = ?, source"
    for row in connection.execute(query, (HERE,)):
        person = Person(*row)
        before = people.get(person.id)
        people[person.id] = before.completed(person) if before else person
    return people


def owner_of(connection: Connection, source: Source) -> Person | None:
    """Give the person whose wishes a source tells, as it named them last."""
    query = f"SELECT {_COLUMNS} FROM people WHERE source = ? AND names"
    row = connection.execute(query, (source,)).fetchone()
    return Person(*row) if row else None


def requesters(connection: Connection) -> Requesters:
    """Give everybody whom a tag may name, as they are called now."""
    query = f"SELECT source, {_COLUMNS} FROM people WHERE source != ?"
    people = connection.execute(query, (HERE,)).fetchall()
    tag_names = connection.execute("SELECT source, number, person, name FROM tag_names").fetchall()
    return Requesters.of(
        [(source, Person(*row)) for source, *row in people],
        [(source, TagName(*row)) for source, *row in tag_names],
        unified(everybody(connection).values()),
        complete=is_complete(connection),
    )


def is_complete(connection: Connection) -> bool:
    """Whether every source that knows people has been read, each at least once."""
    query = "SELECT 1 FROM people_sources WHERE NOT was_read LIMIT 1"
    return connection.execute(query).fetchone() is None


def _note_read(connection: Connection, source: Source) -> bool:
    """Note that a source was read; gives whether that is the first time."""
    statement = "UPDATE people_sources SET was_read = 1 WHERE source = ? AND NOT was_read"
    return connection.execute(statement, (source,)).rowcount > 0


def _row(source: Source, person: Person, *, names: bool) -> tuple[str | int, ...]:
    return (
        source,
        person.id,
        person.username,
        person.display_name,
        person.uuid,
        int(names),
    )
