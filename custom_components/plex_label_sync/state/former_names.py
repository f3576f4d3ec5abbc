"""What people and sources were called last of which nobody tells anymore.

A record of the ledger, or a claim, may still be for them: whoever asks why a label is there, or is
to go, is told a name. It is kept as long as there is such a record or claim, and no longer.
"""

from collections.abc import Iterable, Mapping
from copy import replace
from sqlite3 import Connection

from msgspec import Struct, field

from ..core.model import Person, ReasonKind, Source
from ..core.people import unified
from . import ledger
from .rows import distinct

SCRIPT = """
CREATE TABLE former_names (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  uuid TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TRIGGER person_is_back AFTER INSERT ON people BEGIN
  DELETE FROM former_names WHERE kind = 'person' AND key = NEW.id;
END;
CREATE TRIGGER source_is_back AFTER INSERT ON sources BEGIN
  DELETE FROM former_names WHERE kind = 'source' AND key = NEW.source;
END;
"""
"""What makes a database keep them, until they are known again.

Of those who left before nothing is known.
"""

_PERSON, _SOURCE = "person", "source"

_PUT = (
    "INSERT INTO former_names VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, key) DO UPDATE"
    " SET name = excluded.name, display_name = excluded.display_name, uuid = excluded.uuid"
)


class FormerNames(Struct, frozen=True):
    """People who are not known anymore, by id, and what sources were called that are gone."""

    people: Mapping[str, Person] = field(default_factory=dict)
    sources: Mapping[Source, str] = field(default_factory=dict)


def of(connection: Connection) -> FormerNames:
    """Give all that are kept."""
    people: dict[str, Person] = {}
    sources: dict[Source, str] = {}
    for kind, key, name, *more in connection.execute("SELECT * FROM former_names"):
        if kind == _PERSON:
            people[key] = Person(key, name, *more)
        else:
            sources[key] = name
    return FormerNames(people, sources)


def keep_people(connection: Connection, before: Iterable[Person]) -> None:
    """Keep the names of those of these people whom no source knows now and who are needed.

    `before` are all who were known. Each is kept as whom their id meant then.
    """
    meant = unified(before)
    left = meant.keys() - _known(connection)
    needed = _needed(connection) if left else set()
    for key in sorted(left):
        if (_PERSON, key) in needed:
            person = replace(meant[key], id=key)
            row = (person.username, person.display_name, person.uuid)
            connection.execute(_PUT, (_PERSON, key, *row))


def keep_sources(connection: Connection, gone: Mapping[Source, str]) -> None:
    """Keep what sources were called that are gone, as far as they are needed."""
    needed = _needed(connection) if gone else set()
    for source, name in gone.items():
        if (_SOURCE, source) in needed:
            connection.execute(_PUT, (_SOURCE, source, name, "", ""))


def settle(connection: Connection) -> None:
    """Drop the names that are not needed anymore."""
    kept = set(connection.execute("SELECT kind, key FROM former_names"))
    if kept:
        over = sorted(kept - _needed(connection))
        connection.executemany("DELETE FROM former_names WHERE kind = ? AND key = ?", over)


def _known(connection: Connection) -> set[str]:
    return {key for (key,) in connection.execute("SELECT DISTINCT id FROM people")}


def _needed(connection: Connection) -> set[tuple[str, str]]:
    """Give all people and sources that a record or a claim names."""
    claimed = distinct(connection, "claims", ("source", "kind", "subject"))
    recorded = ((one.source, one.kind, one.subject) for one in ledger.reasons(connection))
    needed: set[tuple[str, str]] = set()
    for source, kind, subject in (*claimed, *recorded):
        needed.add((_SOURCE, source))
        if kind == ReasonKind.USER:
            needed.add((_PERSON, subject))
    return needed
