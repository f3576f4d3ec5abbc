"""What the user chose for people: it follows them under whatever id, and waits for the unknown."""

from sqlite3 import Connection

import pytest

from custom_components.plex_label_sync.core.choices import Choices
from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.state import choices, people

ANN = Person("1", "ann", "Ann A.")
BOB = Person("2", "bob", "Bob B.")
LITTLE = Person("3", "", "Little One")
MAIL = Person("4", "info@example.com", "")
BOB_IN_SEERR = Person("seerr/s/9", "BOB", "")

FRIENDS, SEERR = "watchlist/friend", "requests/s"


def meet(connection: Connection, source: str, *those: Person, label_new: bool = True) -> None:
    """Let a source know people, as it says now."""
    people.take(connection, source, those, ())
    choices.settle(connection, label_new=label_new)


def left_out(connection: Connection) -> frozenset[str]:
    """Give the ids of those who get no labels."""
    return choices.of(connection).left_out


def test_at_first_everybody_gets_labels_with_the_name_from_plex(connection: Connection) -> None:
    meet(connection, FRIENDS, ANN, BOB)

    assert choices.of(connection) == Choices()


def test_what_is_chosen_for_one_is_chosen_for_nobody_else(connection: Connection) -> None:
    meet(connection, FRIENDS, ANN, BOB)

    choices.put(connection, ANN.id, labels=False)
    choices.put(connection, BOB.id, name="Bobby")

    assert choices.of(connection) == Choices(frozenset({ANN.id}), {BOB.id: "Bobby"})


def test_one_choice_leaves_the_other(connection: Connection) -> None:
    meet(connection, FRIENDS, ANN)
    choices.put(connection, ANN.id, name="Annie")

    choices.put(connection, ANN.id, labels=False)

    assert choices.of(connection) == Choices(frozenset({ANN.id}), {ANN.id: "Annie"})


def test_a_choice_can_be_taken_back(connection: Connection) -> None:
    meet(connection, FRIENDS, ANN)
    choices.put(connection, ANN.id, labels=False, name="Annie")

    choices.put(connection, ANN.id, labels=True, name="")

    assert choices.of(connection) == Choices()


def test_it_is_chosen_for_all_ids_of_a_person(connection: Connection) -> None:
    """Each source asks by its own."""
    meet(connection, FRIENDS, BOB)
    meet(connection, SEERR, BOB_IN_SEERR)

    choices.put(connection, BOB.id, labels=False)

    assert left_out(connection) == {BOB.id, BOB_IN_SEERR.id}


def test_whoever_gets_an_account_keeps_what_was_chosen(connection: Connection) -> None:
    """Nobody new turned up."""
    meet(connection, SEERR, BOB_IN_SEERR)
    choices.put(connection, BOB_IN_SEERR.id, labels=False, name="Bobby")

    meet(connection, FRIENDS, BOB)

    assert left_out(connection) == {BOB.id, BOB_IN_SEERR.id}
    assert choices.of(connection).names[BOB.id] == "Bobby"


def test_so_does_who_loses_it(connection: Connection) -> None:
    meet(connection, FRIENDS, BOB)
    choices.put(connection, BOB.id, labels=False)
    meet(connection, SEERR, BOB_IN_SEERR)

    meet(connection, FRIENDS)

    assert BOB_IN_SEERR.id in left_out(connection)


def test_whoever_comes_back_is_nobody_new(connection: Connection) -> None:
    meet(connection, FRIENDS, ANN, BOB)
    choices.put(connection, ANN.id, labels=False)
    meet(connection, FRIENDS)

    meet(connection, FRIENDS, ANN, BOB, label_new=False)

    assert left_out(connection) == {ANN.id}


def test_who_turns_up_gets_no_labels_where_that_was_chosen(connection: Connection) -> None:
    meet(connection, FRIENDS, ANN)

    meet(connection, FRIENDS, ANN, BOB, label_new=False)

    assert left_out(connection) == {BOB.id}


@pytest.mark.parametrize(
    ("typed", "person"),
    [
        ("ann", ANN),
        ("ANN", ANN),
        ("1", ANN),
        ("little one", LITTLE),
        ("info", MAIL),
        ("info@example.com", MAIL),
    ],
)
def test_what_was_chosen_by_name_is_that_of_whom_it_fits(
    connection: Connection, typed: str, person: Person
) -> None:
    """The username or account id; of who has no username what is shown."""
    choices.put_by_name(connection, [typed], {typed: "Other"})

    meet(connection, FRIENDS, ANN, BOB, LITTLE, MAIL)

    assert choices.of(connection) == Choices(frozenset({person.id}), {person.id: "Other"})


def test_the_display_name_of_who_has_a_username_fits_nobody(connection: Connection) -> None:
    choices.put_by_name(connection, ["Ann A."], {})

    meet(connection, FRIENDS, ANN)

    assert choices.of(connection) == Choices()


def test_it_waits_until_somebody_fits(connection: Connection) -> None:
    choices.put_by_name(connection, ["bob"], {"bob": "Bobby", "ann": "Annie"})
    meet(connection, FRIENDS, ANN)
    assert choices.of(connection) == Choices(names={ANN.id: "Annie"})

    meet(connection, FRIENDS, ANN, BOB)

    assert choices.of(connection) == Choices(
        frozenset({BOB.id}), {ANN.id: "Annie", BOB.id: "Bobby"}
    )


def test_it_is_taken_over_once(connection: Connection) -> None:
    """What is chosen later stands."""
    choices.put_by_name(connection, ["bob"], {})
    meet(connection, FRIENDS, BOB)
    choices.put(connection, BOB.id, labels=True)

    meet(connection, FRIENDS, BOB, ANN)

    assert choices.of(connection) == Choices()


def test_who_was_named_is_nobody_new(connection: Connection) -> None:
    choices.put_by_name(connection, [], {"bob": "Bobby"})

    meet(connection, FRIENDS, BOB, label_new=False)

    assert choices.of(connection) == Choices(names={BOB.id: "Bobby"})


def test_of_several_names_the_username_counts_before_the_one_that_is_shown(
    connection: Connection,
) -> None:
    """Whoever is left out by one of them is."""
    names = {"info@example.com": "Ann", "info": "Desk"}
    choices.put_by_name(connection, ["info"], names)

    meet(connection, FRIENDS, MAIL)

    assert choices.of(connection) == Choices(frozenset({MAIL.id}), {MAIL.id: "Ann"})


def test_a_choice_for_a_person_counts_before_one_by_name(connection: Connection) -> None:
    meet(connection, FRIENDS, BOB)
    choices.put(connection, BOB.id, name="Robert")
    choices.put_by_name(connection, ["bob"], {"bob": "Bobby"})

    choices.settle(connection, label_new=True)

    assert choices.of(connection) == Choices(frozenset({BOB.id}), {BOB.id: "Robert"})
