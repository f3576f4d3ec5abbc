"""Whom a tag names: by number and by name, as Seerr and Pulsarr write it."""

from collections.abc import Iterable

import pytest

from custom_components.plex_label_sync.core.model import Person, Reason, ReasonKind, Source
from custom_components.plex_label_sync.core.people import unified
from custom_components.plex_label_sync.core.requesters import (
    Named,
    Requesters,
    TagName,
    pulsarr_name,
    seerr_name,
)
from tests.core.build import FRIEND, OWN, RADARR, SEERR, tagged

JOHN = Person("555", "john", "John from upstairs")
MARIA = Person("556", "maria", "María José")
OTHER_SEERR = "requests/t"


def asked(
    people: Iterable[Person],
    tag_names: Iterable[tuple[Source, TagName]] = (),
    *,
    complete: bool = True,
) -> Requesters:
    """Give whom tags may name: people as plex.tv tells of them, and users of Seerrs."""
    people = list(people)
    return Requesters.of(
        [(FRIEND, person) for person in people], tag_names, unified(people), complete=complete
    )


def user(
    number: int, person: Person, name: str = "", source: Source = SEERR
) -> tuple[Source, TagName]:
    """Give a user of a Seerr, called as it is shown there."""
    shown = name or person.username
    return source, TagName(str(number), person.id, seerr_name(shown))


def ids(*people: Person) -> frozenset[str]:
    """Give the ids of people."""
    return frozenset(person.id for person in people)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("john", "john"),
        ("john.doe", "johndoe"),
        ("o'neil", "oneil"),
        ("under_score.dot", "underscoredot"),
        ("Jürgen Ä.", "jurgen-a"),
        ("Straße", "strae"),
        ("anna@example.com", "annaexamplecom"),
        ("a - b", "a-b"),
        ("--a--b--", "a-b"),
        ("Иван", ""),
        ("李雷", ""),
        ("", ""),
    ],
)
def test_a_name_is_written_as_seerr_writes_it(name: str, written: str) -> None:
    """In the lower case that Radarr makes of it; most are recorded of Seerr 3.1."""
    assert seerr_name(name) == written


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("john", "john"),
        ("jürgen", "j-rgen"),
        ("My.Tag_Name", "my-tag-name"),
        ("--test--", "test"),
        ("a . b", "a-b"),
        ("李雷", ""),
    ],
)
def test_a_name_is_written_as_pulsarr_writes_it(name: str, written: str) -> None:
    """Each other character is a hyphen."""
    assert pulsarr_name(name) == written


@pytest.mark.parametrize(
    ("username", "tag"),
    [
        ("john", "12-john"),
        ("john", "12 - john"),
        ("John Doe", "12 - john doe"),
        ("john", "pulsarr-user-john"),
        ("john", "john"),
        ("john.doe", "12-johndoe"),
        ("john.doe", "pulsarr-user-john-doe"),
        ("o'neil", "12-oneil"),
        ("Jürgen Ä.", "12-jurgen-a"),
        ("jürgen", "pulsarr-user-j-rgen"),
        ("Straße", "12-strae"),
        ("李雷", "12-李雷"),
        ("李雷", "pulsarr-user-李雷"),
    ],
)
def test_a_tag_names_whoever_is_called_so(username: str, tag: str) -> None:
    """Though nobody has its number."""
    person = Person("7", username, "")
    assert asked([person, MARIA]).named(tag) == Named(ids(person))


def test_a_name_is_compared_as_the_one_who_wrote_the_tag_spells_it() -> None:
    """Two people may read the same in the other's spelling."""
    other = Person("7", "jo.hn", "")
    known = asked([JOHN, other])
    assert known.named("pulsarr-user-john") == Named(ids(JOHN))
    assert known.named("pulsarr-user-jo-hn") == Named(ids(other))
    assert known.named("9-john") == Named(ids(JOHN, other))


def test_a_display_name_counts_as_well() -> None:
    """Managed users have no other name."""
    child = Person("7", "", "Little One")
    assert asked([child, JOHN]).named("pulsarr-user-little-one") == Named(ids(child))


@pytest.mark.parametrize("tag", ["3-", "3", "3 - ", "3-john", "3-older-name"])
def test_a_tag_names_whoever_has_its_number(tag: str) -> None:
    """With their own name, an older one of which nobody knows, or none."""
    assert asked([JOHN, MARIA], [user(3, JOHN)]).named(tag) == Named(ids(JOHN))


@pytest.mark.parametrize("tag", ["2160-remux", "3-body-problem", "12-", "12", "classics", "-john"])
def test_a_tag_that_nobody_known_is_meant_by_names_nobody(tag: str) -> None:
    """Though it begins with a number."""
    assert asked([JOHN, MARIA], [user(7, JOHN)]).named(tag) == Named()


def test_a_number_tells_apart_who_is_spelled_alike() -> None:
    """As Seerr's number is there for."""
    one, other = Person("7", "oneil", ""), Person("8", "o'neil", "")
    known = asked([one, other], [user(3, one), user(4, other)])
    assert known.named("4-oneil") == Named(ids(other))
    assert known.named("3-oneil") == Named(ids(one))


def test_where_number_and_name_point_to_two_people_both_may_be_meant() -> None:
    """After a new set-up the number is another's, and the tag is still there."""
    assert asked([JOHN, MARIA], [user(3, MARIA)]).named("3-john") == Named(ids(JOHN, MARIA))


def test_with_two_seerrs_a_number_may_be_anybodys_who_has_it() -> None:
    """The second Seerr takes the first one's tag for its own user's."""
    known = asked([JOHN, MARIA], [user(3, JOHN), user(3, MARIA, source=OTHER_SEERR)])
    assert known.named("3-john") == Named(ids(JOHN, MARIA))
    assert known.named("3-") == Named(ids(JOHN, MARIA))


def test_a_name_of_which_nothing_is_left_points_to_whoever_is_spelled_so() -> None:
    """After a new set-up the number may be somebody else's."""
    li = Person("557", "李雷", "李雷")
    known = asked([JOHN, MARIA, li], [user(3, MARIA), user(5, li)])
    assert known.named("3-") == Named(ids(MARIA, li))
    assert known.named("5-") == Named(ids(li))
    assert known.named("3") == Named(ids(MARIA))
    assert known.named("9-") == Named()


def test_with_two_seerrs_that_agree_a_number_is_one_persons() -> None:
    known = asked([JOHN, MARIA], [user(3, JOHN), user(3, JOHN, source=OTHER_SEERR)])
    assert known.named("3-john") == Named(ids(JOHN))


def test_of_the_numbers_of_a_person_each_counts() -> None:
    """Each Seerr has its own."""
    known = asked([JOHN, MARIA], [user(3, JOHN), user(7, JOHN, source=OTHER_SEERR)])
    assert known.named("3-john") == known.named("7-john") == Named(ids(JOHN))


def test_what_seerr_shows_of_a_user_is_a_name_in_tags_alone() -> None:
    """Who is shown by an e-mail address is called by a part of it, as others may be."""
    nameless = Person("seerr/requests/s/10", "", "john")
    known = Requesters.of(
        [(SEERR, nameless), (OWN, JOHN)],
        [user(10, nameless, "john@example.com")],
        unified([nameless, JOHN]),
        complete=True,
    )
    assert known.named("10-johnexamplecom") == Named(ids(nameless))
    assert known.named("9-john") == Named(ids(JOHN))


def test_a_user_is_named_by_what_seerr_shows_in_old_tags_as_well() -> None:
    """They hold it as it is."""
    known = asked([JOHN, MARIA], [user(7, MARIA, "Maria M.")])
    assert known.named("3 - maria m.") == known.named("3-maria-m") == Named(ids(MARIA))


def test_a_user_who_is_somebody_else_as_well_is_that_one() -> None:
    """The username tells."""
    local = Person("seerr/requests/s/3", "john", "Johnny")
    known = Requesters.of(
        [(SEERR, local), (OWN, JOHN)],
        [user(3, local, "Johnny")],
        unified([local, JOHN]),
        complete=True,
    )
    assert known.named("3-johnny") == known.named("pulsarr-user-john") == Named(ids(JOHN))


def test_a_user_of_whom_nobody_tells_any_more_is_nobody() -> None:
    assert asked([MARIA], [user(3, JOHN)]).named("3-john") == Named()


@pytest.mark.parametrize("tag", ["3-carl", "3-", "3", "3 - carl", "pulsarr-user-carl"])
def test_while_not_all_who_know_people_were_read_somebody_unknown_may_be_meant(tag: str) -> None:
    known = asked([JOHN], complete=False)
    assert known.named(tag) == Named(is_open=True)
    assert known.named("3-john") == Named(ids(JOHN))


@pytest.mark.parametrize("tag", ["classics", "4k", "carl"])
def test_but_not_by_a_tag_like_any_other(tag: str) -> None:
    """Labels of all tags would else wait for a Seerr that is down."""
    assert asked([JOHN], complete=False).named(tag) == Named()


def test_a_tag_that_names_one_person_is_that_persons_wish() -> None:
    known = asked([JOHN, MARIA], [user(3, MARIA)])
    assert known.reason(tagged("9-john")) == Reason(ReasonKind.USER, JOHN.id, RADARR)


def test_a_tag_that_names_nobody_is_what_it_is() -> None:
    """A tag, or no reason where tags are none."""
    plain = Reason(ReasonKind.UNCLEAR, "kids", RADARR)
    known = asked([JOHN])
    assert known.reason(tagged("kids")) == tagged("kids")
    assert known.reason(plain) == plain


@pytest.mark.parametrize("tag", ["3-john", "4-carl"])
def test_a_tag_of_which_nobody_knows_whom_it_names_is_no_reason(tag: str) -> None:
    """It names two people, or somebody of whom nothing was heard yet."""
    known = asked([JOHN, MARIA], [user(3, MARIA)], complete=False)
    assert known.reason(tagged(tag)) == Reason(ReasonKind.UNCLEAR, tag, RADARR)
