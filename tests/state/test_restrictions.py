"""The sharing restrictions that plex.tv told last, and the labels that were ever ours."""

import sqlite3

from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.core.restrictions import Filters, Restriction
from custom_components.plex_label_sync.state import restrictions, settings

INES = Person("7", "ines", "Ines")
FILTERS = Filters("", "label=Kids", None)


def test_what_nobody_kept_is_not_known(connection: sqlite3.Connection) -> None:
    """Which is not the same as that nobody is restricted."""
    assert restrictions.of(connection) is None


def test_that_nobody_is_restricted_is_kept(connection: sqlite3.Connection) -> None:
    restrictions.put(connection, [], {}, odd=0)

    told = restrictions.of(connection)

    assert told
    assert (told.people, told.are_complete) == ((), True)


def test_restrictions_are_kept_as_they_were_told(connection: sqlite3.Connection) -> None:
    restrictions.put(connection, [INES], {"7": FILTERS, "8": FILTERS}, odd=2)

    told = restrictions.of(connection)

    assert told
    assert told.people == (Restriction.of(INES, FILTERS),)
    assert (told.odd, told.unread) == (2, 3)


def test_what_is_as_before_is_not_written_again(connection: sqlite3.Connection) -> None:
    restrictions.put(connection, [INES], {"7": FILTERS}, odd=0)
    before = connection.total_changes

    restrictions.put(connection, [INES], {"7": FILTERS}, odd=0)

    assert connection.total_changes == before


def test_what_cannot_be_read_is_not_known(connection: sqlite3.Connection) -> None:
    restrictions.put(connection, [INES], {"7": FILTERS}, odd=0)
    connection.execute("UPDATE settings SET value = 'x' WHERE key = ?", (settings.RESTRICTIONS,))

    assert restrictions.of(connection) is None


def test_labels_that_were_ours_are_remembered(connection: sqlite3.Connection) -> None:
    assert restrictions.ours(connection) == (frozenset(), frozenset())

    restrictions.put_ours(connection, {"p:ann", "p:bob"})

    assert restrictions.ours(connection)[1] == {"p:ann", "p:bob"}
