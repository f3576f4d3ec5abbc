"""The people whom each source knows."""

import sqlite3

from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.state import people
from tests.core.build import ANN, BOB, FRIEND, OWN, SEERR

FRIENDS = "watchlist/friend"


def test_everybody_is_known_by_id(connection: sqlite3.Connection) -> None:
    people.take(connection, OWN, [ANN], [])
    people.take(connection, FRIENDS, [BOB], [])

    assert people.everybody(connection) == {"1": ANN, "2": BOB}


def test_whom_a_source_does_not_know_any_more_is_forgotten(connection: sqlite3.Connection) -> None:
    people.take(connection, FRIENDS, [ANN, BOB], [])
    people.take(connection, FRIENDS, [BOB], [])

    assert people.everybody(connection) == {"2": BOB}


def test_other_sources_keep_whom_they_know(connection: sqlite3.Connection) -> None:
    people.take(connection, OWN, [ANN], [])
    people.take(connection, FRIENDS, [ANN], [])
    people.take(connection, FRIENDS, [], [])

    assert people.everybody(connection) == {"1": ANN}


def test_it_tells_whether_anything_is_new(connection: sqlite3.Connection) -> None:
    assert people.take(connection, OWN, [ANN], [BOB])
    assert not people.take(connection, OWN, [ANN], [BOB])
    assert people.take(connection, OWN, [ANN, BOB], [])
    assert people.take(connection, OWN, [ANN], [])


def test_who_names_a_person_is_believed_before_who_knows_them_beside(
    connection: sqlite3.Connection,
) -> None:
    """Whatever the order of the sources."""
    other = Person("1", "ann in Seerr", "A.", seerr_id="7")
    people.take(connection, "a", [], [other])
    people.take(connection, "z", [ANN], [])

    assert people.everybody(connection) == {"1": Person("1", "ann", "Ann A.", seerr_id="7")}


def test_what_one_source_does_not_know_of_a_person_another_tells(
    connection: sqlite3.Connection,
) -> None:
    people.take(connection, SEERR, [Person("1", "ann", "", "", "7")], [])
    people.take(connection, FRIENDS, [Person("1", "", "Ann A.", "uuid")], [])

    assert people.everybody(connection) == {"1": Person("1", "ann", "Ann A.", "uuid", "7")}


def test_whom_a_source_names_and_knows_beside_is_as_it_names_them(
    connection: sqlite3.Connection,
) -> None:
    people.take(connection, OWN, [ANN], [Person("1", "else", "Else")])

    assert people.everybody(connection) == {"1": ANN}


def test_with_a_source_that_is_no_more_its_people_are_forgotten(
    connection: sqlite3.Connection,
) -> None:
    people.take(connection, OWN, [ANN], [])
    people.take(connection, FRIEND, [BOB], [])

    people.limit(connection, frozenset({FRIENDS}))

    assert people.everybody(connection) == {"2": BOB}
