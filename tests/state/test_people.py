"""The people whom each source knows."""

import sqlite3

from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.core.requesters import Named, TagName
from custom_components.plex_label_sync.core.requests import HERE
from custom_components.plex_label_sync.state import people
from tests.core.build import ANN, BOB, FRIEND, OWN, RADARR, SEERR

FRIENDS = "watchlist/friend"


def test_everybody_is_known_by_id(connection: sqlite3.Connection) -> None:
    people.take(connection, OWN, [ANN], [])
    people.take(connection, FRIENDS, [BOB], [])

    assert people.everybody(connection) == {"1": ANN, "2": BOB}


def test_whom_a_source_does_not_know_any_more_is_forgotten(connection: sqlite3.Connection) -> None:
    people.take(connection, FRIENDS, [ANN, BOB], [])
    people.take(connection, FRIENDS, [BOB], [])

    assert people.everybody(connection) == {"2": BOB}


def test_nobody_is_forgotten_while_these_may_not_be_all(connection: sqlite3.Connection) -> None:
    """Who is told is told anew."""
    people.take(connection, FRIENDS, [ANN, BOB], [])
    bob = Person("2", "bob", "Bob B.")
    people.take(connection, FRIENDS, [bob], [], complete=False)

    assert people.everybody(connection) == {"1": ANN, "2": bob}


def test_whose_wishes_a_source_tells_is_known_by_it(connection: sqlite3.Connection) -> None:
    """Of the own watchlist that is the owner; whom it knows beside is not."""
    assert people.owner_of(connection, OWN) is None
    people.take(connection, OWN, [ANN], [BOB])

    assert people.owner_of(connection, OWN) == ANN
    assert people.owner_of(connection, FRIENDS) is None


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
    other = Person("1", "ann in Seerr", "A.", "u-ann")
    people.take(connection, "a", [], [other])
    people.take(connection, "z", [ANN], [])

    assert people.everybody(connection) == {"1": Person("1", "ann", "Ann A.", "u-ann")}


def test_what_one_source_does_not_know_of_a_person_another_tells(
    connection: sqlite3.Connection,
) -> None:
    people.take(connection, SEERR, [Person("1", "ann", "")], [])
    people.take(connection, FRIENDS, [Person("1", "", "Ann A.", "uuid")], [])

    assert people.everybody(connection) == {"1": Person("1", "ann", "Ann A.", "uuid")}


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


def test_somebody_is_called_as_now_and_not_as_when_a_request_was_made_here(
    connection: sqlite3.Connection,
) -> None:
    people.take(connection, HERE, [], [Person("seerr/s/3", "kim", "Kim")])
    people.take(connection, "requests/s", [], [Person("seerr/s/3", "kimberly", "Kimberly")])

    assert people.everybody(connection)["seerr/s/3"].name == "kimberly"


def test_while_a_source_cannot_tell_of_all_nobody_is_forgotten(
    connection: sqlite3.Connection,
) -> None:
    """Whom it tells of is as it says."""
    anna = Person(ANN.id, "anna", "Anna")
    people.take(connection, SEERR, [], [ANN, BOB], [TagName("3", ANN.id, "ann")])
    people.take(connection, SEERR, [], [anna], [TagName("4", ANN.id, "anna")], complete=False)

    assert people.everybody(connection) == {ANN.id: anna, BOB.id: BOB}
    assert people.requesters(connection).numbers.keys() == {"3", "4"}


def test_what_tags_call_people_is_something_new(connection: sqlite3.Connection) -> None:
    assert people.take(connection, SEERR, [], [ANN], [TagName("3", ANN.id, "ann")])
    assert not people.take(connection, SEERR, [], [ANN], [TagName("3", ANN.id, "ann")])
    assert people.take(connection, SEERR, [], [ANN], [TagName("4", ANN.id, "ann")])


def test_a_number_is_whose_it_is_in_the_newest_answer(connection: sqlite3.Connection) -> None:
    """A Seerr was set up anew."""
    people.take(connection, SEERR, [], [ANN, BOB], [TagName("3", ANN.id, "ann")])
    people.take(connection, SEERR, [], [ANN, BOB], [TagName("3", BOB.id, "bob")])

    assert people.requesters(connection).named("3-") == Named(frozenset({BOB.id}))


def test_a_number_of_one_seerr_is_none_of_another(connection: sqlite3.Connection) -> None:
    """And goes with its own."""
    other = "requests/t"
    people.take(connection, SEERR, [], [ANN, BOB], [TagName("3", ANN.id, "ann")])
    people.take(connection, other, [], [ANN, BOB], [TagName("3", BOB.id, "bob")])
    assert people.requesters(connection).named("3-").people == {ANN.id, BOB.id}

    people.limit(connection, frozenset({other}))
    assert people.requesters(connection).named("3-").people == {BOB.id}


def test_a_request_made_here_gives_nobody_a_name_in_tags(connection: sqlite3.Connection) -> None:
    """It tells how somebody was called then."""
    people.take(connection, HERE, [], [Person("seerr/s/3", "kim", "Kim")])

    assert people.requesters(connection).named("3-kim") == Named()


def test_all_people_are_known_once_each_source_was_read(connection: sqlite3.Connection) -> None:
    """Instances' tags are no such source."""
    people.limit(connection, frozenset({OWN, SEERR, RADARR}))
    assert not people.is_complete(connection)
    assert people.take(connection, OWN, [], [])
    assert not people.is_complete(connection)
    assert people.take(connection, SEERR, [], [])
    assert people.is_complete(connection)
    assert not people.take(connection, SEERR, [], [])


def test_a_source_that_cannot_tell_of_people_was_not_read(connection: sqlite3.Connection) -> None:
    """Though it names one, as plex.tv does the owner when it fails to give the others."""
    people.limit(connection, frozenset({OWN}))
    people.take(connection, OWN, [ANN], [], complete=False, is_read=False)
    assert people.everybody(connection) == {ANN.id: ANN}
    assert not people.is_complete(connection)


def test_that_is_remembered_and_a_new_source_is_to_be_read(connection: sqlite3.Connection) -> None:
    people.limit(connection, frozenset({OWN}))
    people.take(connection, OWN, [ANN], [])
    people.limit(connection, frozenset({OWN}))
    assert people.is_complete(connection)
    people.limit(connection, frozenset({OWN, SEERR}))
    assert not people.is_complete(connection)
    people.limit(connection, frozenset({OWN}))
    assert people.is_complete(connection)
