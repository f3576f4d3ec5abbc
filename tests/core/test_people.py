"""Who is who: by account, uuid and username."""

from copy import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.core.people import (
    full_names,
    people_named,
    shown_names,
    unified,
)
from custom_components.plex_label_sync.core.readable import looks

JOHN = Person("555", "john", "John from upstairs", uuid="u-john")
MARIA = Person("556", "maria", "María José", uuid="u-maria")


def meant_by(person: Person, *others: Person) -> Person:
    """Give who is meant by a person, among others."""
    return unified([person, *others])[person.id]


def test_an_account_is_who_it_is() -> None:
    """Though another one has its names."""
    twin = replace(JOHN, id="557")
    assert meant_by(twin, JOHN) is twin
    assert meant_by(JOHN, twin) is JOHN


def test_a_person_without_account_is_whoever_has_the_uuid() -> None:
    """Whatever they are called."""
    other = Person("seerr/s/3", "johnny", "", uuid="u-john")
    assert meant_by(other, JOHN, MARIA) is JOHN


def test_a_uuid_tells_more_than_a_username() -> None:
    """Names change hands."""
    assert meant_by(Person("seerr/s/3", "maria", "", uuid="u-john"), JOHN, MARIA) is JOHN


def test_a_uuid_tells_who_has_no_username_at_all() -> None:
    """As a managed user has none."""
    assert meant_by(Person("here/1", "", "J.", uuid="u-john"), JOHN) is JOHN


@pytest.mark.parametrize("username", ["john", "JOHN"])
def test_a_person_without_account_is_whoever_has_the_username(username: str) -> None:
    """In any case."""
    assert meant_by(Person("seerr/s/3", username, ""), JOHN, MARIA) is JOHN


def test_an_unknown_uuid_leaves_it_to_the_username() -> None:
    """The account's uuid may not be known."""
    assert meant_by(Person("seerr/s/3", "john", "", uuid="u-new"), JOHN) is JOHN


def test_people_without_account_and_one_username_are_one_person() -> None:
    """In two Seerrs."""
    one, other = Person("seerr/a/3", "guest", ""), Person("seerr/b/9", "guest", "")
    assert meant_by(other, one) is meant_by(one, other)


def test_a_display_name_tells_nobody() -> None:
    """Anybody may choose any."""
    guest = Person("seerr/s/3", "", "John from upstairs")
    assert meant_by(guest, JOHN) is guest


def test_people_without_a_username_are_apart() -> None:
    """Whatever they are called: several may be left with the same part of an address."""
    one, other = Person("seerr/a/3", "", "info"), Person("seerr/a/4", "", "info")
    assert meant_by(one, other) is one
    assert meant_by(other, one) is other


def test_what_two_accounts_are_called_tells_nobody_apart() -> None:
    """Neither gets the other's labels."""
    twin = replace(JOHN, id="557", uuid="u-twin")
    guest = Person("seerr/s/3", "john", "")
    assert meant_by(guest, JOHN, twin) is guest


_ids = (
    *("1", "2", "3"),
    *("seerr/a/1", "seerr/b/1", "seerr/b/2", "here/1"),
)
people = st.builds(
    Person,
    id=st.sampled_from(_ids),
    username=st.sampled_from(("", "ann", "Ann", "bob")),
    display_name=st.sampled_from(("", "Ann", "Bob B.")),
    uuid=st.sampled_from(("", "", "u1", "u2")),
)
crowds = st.lists(people, max_size=7, unique_by=lambda person: person.id)


@given(st.data(), crowds)
def test_the_order_of_people_does_not_matter(data: st.DataObject, crowd: list[Person]) -> None:
    """Sources are read as they are read."""
    assert unified(data.draw(st.permutations(crowd))) == unified(crowd)


@given(crowds)
def test_everybody_is_somebody_who_is_nobody_else(crowd: list[Person]) -> None:
    """Whoever is meant is one of those known, and means themself."""
    meant = unified(crowd)
    assert meant.keys() == {person.id for person in crowd}
    assert all(meant[person.id] == person for person in meant.values())


@given(crowds)
def test_two_accounts_are_never_one_person(crowd: list[Person]) -> None:
    """And no account is somebody without one."""
    meant = unified(crowd)
    assert all(meant[person.id] == person for person in crowd if person.has_account)


@given(crowds)
def test_whoever_is_taken_for_another_has_something_in_common(crowd: list[Person]) -> None:
    """A uuid or a username, perhaps of a third who has it from the other."""
    meant = unified(crowd)

    def marks(one: Person) -> set[tuple[str, str]]:
        pairs = (("uuid", one.uuid), ("name", one.username.casefold()))
        return {pair for pair in pairs if pair[1]}

    for person in crowd:
        who = meant[person.id]
        if who != person:
            same = (other for other in crowd if meant[other.id] == who and other != person)
            assert any(marks(person) & marks(other) for other in same)


def test_a_person_is_named_by_any_name_that_a_source_has_for_them() -> None:
    """In any case; or by the number of their account."""
    account = Person("7", "john", "John from upstairs")
    seerr = Person("seerr/requests/x/1", "JOHN", "Johnny")
    people = (account, seerr)
    meant = unified(people)

    for name in ("john", "John FROM upstairs", "johnny", "7", "seerr/requests/x/1"):
        assert people_named(name, people, meant) == (account,)
    for name in ("", "ines", "8"):
        assert people_named(name, people, meant) == ()


def test_several_people_may_share_a_name() -> None:
    people = (Person("7", "john", "J"), Person("8", "jane", "J"))

    assert set(people_named("j", people, unified(people))) == set(people)


def test_people_are_called_as_plex_shows_them() -> None:
    """Whoever knows them, by whatever name."""
    guest = Person("seerr/s/3", "john", "Johnny")
    assert shown_names([JOHN, MARIA, guest]) == {
        "555": "John from upstairs",
        "556": "María José",
        "seerr/s/3": "John from upstairs",
    }


def test_people_whom_plex_shows_alike_are_told_apart() -> None:
    """By username, where they have one, else by the account's id; in any case."""
    people = [
        Person("1", "ann", "Kid"),
        Person("2", "", "kid"),
        Person("3", "", "KID"),
        Person("4", "kid", "Kid"),
    ]
    assert shown_names(people) == {"1": "Kid (ann)", "2": "kid (2)", "3": "KID (3)", "4": "Kid (4)"}


def test_people_who_only_look_alike_are_told_apart() -> None:
    """What cannot be seen, or how a letter is put together, tells nobody apart."""
    people = [
        Person("1", "maria", ""),
        Person("2", "ma\u200bria", ""),
        Person("3", "ma\u200dria", ""),
        Person("4", "jose\u0301", ""),
        Person("5", "josé", ""),
    ]
    shown = {
        "1": "maria (1)",
        "2": "maria (2)",
        "3": "ma\u200dria (3)",
        "4": "jose\u0301 (4)",
        "5": "josé (5)",
    }
    assert shown_names(people) == full_names(people) == shown


def test_the_full_names_of_people_are_told_apart() -> None:
    """By the account's id, where both names look like somebody else's."""
    people = [Person("1", "ann", "Kid"), Person("2", "a\u200bnn", "Kid"), JOHN]
    assert full_names(people) == {
        "1": "Kid (1)",
        "2": "Kid (2)",
        "555": "John from upstairs (john)",
    }


def test_nobody_can_be_called_as_somebody_else_is_told_apart() -> None:
    people = [Person("1", "", "Kid"), Person("2", "", "Kid"), Person("3", "", "Kid (1)")]
    assert shown_names(people) == {"1": "Kid (1)", "2": "Kid (2)", "3": "Kid (1) (3)"}


_NAMES = st.text(st.sampled_from("aAé\u0301e\u200b\u200d\ufe0f (1)"), max_size=6)


@given(st.lists(st.builds(Person, st.sampled_from("12345"), _NAMES, _NAMES)))
def test_no_two_people_look_alike(people: list[Person]) -> None:
    persons = {one.id for one in unified(people).values()}
    for names in (shown_names(people), full_names(people)):
        assert len({looks(names[key]) for key in persons}) == len(persons)
