"""Who is who: by account, uuid and username, and in tags by Seerr's number and by name."""

from copy import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.core.people import named, slug, unified

JOHN = Person("555", "john", "John from upstairs", uuid="u-john", seerr_id="12")
MARIA = Person("556", "maria", "María José", uuid="u-maria", seerr_id="7")


def meant_by(person: Person, *others: Person) -> Person:
    """Give who is meant by a person, among others."""
    return unified([person, *others])[person.id]


def in_a_tag(number: str, name: str) -> Person:
    """Give the person that a tag names."""
    return Person(f"tag/{number}/{slug(name)}", "", name, seerr_id=number)


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


def test_a_local_user_of_one_seerr_is_not_who_has_the_number_in_another() -> None:
    """Each Seerr counts its own users."""
    guest = Person("seerr/b/12", "", "Guest", seerr_id="12")
    assert meant_by(guest, JOHN) is guest


def test_a_tag_names_whoever_has_its_number_in_seerr() -> None:
    """Though the name in it is an older one."""
    assert meant_by(in_a_tag("12", "maria"), JOHN, MARIA) is JOHN


@pytest.mark.parametrize("name", ["john", "john-from-upstairs", "John from upstairs"])
def test_a_tag_without_number_names_whoever_reads_like_it(name: str) -> None:
    """By the username or the display name, as Radarr and Sonarr can write them."""
    assert meant_by(in_a_tag("", name), JOHN, MARIA) is JOHN


def test_a_tag_with_an_unknown_number_names_whoever_reads_like_it() -> None:
    """Seerr tells of nobody who has no request any more."""
    assert meant_by(in_a_tag("99", "maria-jose"), JOHN, MARIA) is MARIA


def test_a_tag_names_a_user_of_seerr_who_has_no_account() -> None:
    """By number."""
    guest = Person("seerr/s/3", "", "Guest", seerr_id="3")
    assert meant_by(in_a_tag("3", "somebody"), guest) is guest


def test_a_tag_names_the_account_that_a_user_of_seerr_is() -> None:
    """The number is Seerr's, the person plex.tv's."""
    account, user = replace(JOHN, seerr_id=""), Person("seerr/s/12", "john", "", seerr_id="12")
    assert meant_by(in_a_tag("12", "x"), user, account) is account


def test_a_number_that_two_seerrs_give_to_different_people_tells_nobody() -> None:
    """The name then tells, if anything does."""
    twelve = replace(MARIA, seerr_id="12")
    assert meant_by(in_a_tag("12", "john"), JOHN, twelve) is JOHN
    nobody = in_a_tag("12", "carl")
    assert meant_by(nobody, JOHN, twelve) is nobody


def test_what_two_accounts_are_called_tells_nobody_apart() -> None:
    """Neither gets the other's labels."""
    twin = replace(JOHN, id="557", uuid="u-twin")
    guest = Person("seerr/s/3", "john", "")
    assert meant_by(guest, JOHN, twin) is guest
    nobody = in_a_tag("", "john")
    assert meant_by(nobody, JOHN, twin) is nobody


def test_two_tags_that_read_the_same_name_one_person() -> None:
    """The old and the new way of writing them."""
    old, new = in_a_tag("", "john"), Person("tag/4/john", "", "john", seerr_id="4")
    assert meant_by(old, new) is meant_by(new, old)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("John", "john"),
        ("John from upstairs", "john-from-upstairs"),
        ("  María_José! ", "maria-jose"),
        ("a--b", "a-b"),
        ("日本", ""),
        ("", ""),
    ],
)
def test_a_name_is_written_as_tags_can_be(name: str, written: str) -> None:
    """Letters without accents, digits and single hyphens."""
    assert slug(name) == written


_ids = (
    *("1", "2", "3", "seerr/a/1", "seerr/b/1", "seerr/b/2", "here/1"),
    *("tag/1/ann", "tag//ann", "tag//bob"),
)
people = st.builds(
    Person,
    id=st.sampled_from(_ids),
    username=st.sampled_from(("", "ann", "Ann", "bob")),
    display_name=st.sampled_from(("", "Ann", "Bob B.")),
    uuid=st.sampled_from(("", "", "u1", "u2")),
    seerr_id=st.sampled_from(("", "1", "2")),
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
    """Outside of tags a uuid or a username, perhaps of a third who has it from the other."""
    meant = unified(crowd)

    def marks(one: Person) -> set[tuple[str, str]]:
        pairs = (("uuid", one.uuid), ("name", one.username.casefold()))
        return {pair for pair in pairs if pair[1]}

    for person in crowd:
        who = meant[person.id]
        if who != person and not person.is_only_named:
            same = (other for other in crowd if meant[other.id] == who and other != person)
            assert any(marks(person) & marks(other) for other in same)


def test_a_person_is_named_by_any_name_that_a_source_has_for_them() -> None:
    """In any case; or by the number of their account."""
    account = Person("7", "john", "John from upstairs")
    seerr = Person("seerr/requests/x/1", "JOHN", "Johnny")
    people = (account, seerr)
    meant = unified(people)

    for name in ("john", "John FROM upstairs", "johnny", "7", "seerr/requests/x/1"):
        assert named(name, people, meant) == (account,)
    for name in ("", "ines", "8"):
        assert named(name, people, meant) == ()


def test_several_people_may_share_a_name() -> None:
    people = (Person("7", "john", "J"), Person("8", "jane", "J"))

    assert set(named("j", people, unified(people))) == set(people)
