"""The words of the project: what a person is called, and how labels are compared."""

from enum import Enum
import gc

from msgspec import Struct
from msgspec.structs import astuple
import pytest

from custom_components.plex_label_sync.core.model import (
    Claim,
    Item,
    MediaType,
    Person,
    Reason,
    ReasonKind,
    Title,
    fold,
    fold_label,
    packed,
    unpacked,
    widened,
    without_host,
)

HEAT = Title(MediaType.MOVIE, packed({"tmdb://949", "imdb://tt0113277"}), "Heat")


@pytest.mark.parametrize(
    "one",
    [
        HEAT,
        Item(1, "1", MediaType.MOVIE, "plex://movie/1", HEAT.packed_guids, "Heat", 0),
        Claim(HEAT, Reason(ReasonKind.USER, "1", "watchlist/own")),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_there_are_thousands_of_is_nothing_that_garbage_collection_goes_through(
    one: Struct,
) -> None:
    """Neither itself nor what it holds, but for words that all share."""
    assert not gc.is_tracked(one)
    own = [held for held in astuple(one) if not isinstance(held, Enum)]
    assert not any(map(gc.is_tracked, own))


def test_ids_are_packed_alike_in_whatever_order_they_come() -> None:
    """So that equal titles are equal."""
    assert packed(["tmdb://949", "imdb://tt0113277"]) == HEAT.packed_guids
    assert unpacked(HEAT.packed_guids) == HEAT.guids == {"tmdb://949", "imdb://tt0113277"}
    assert (packed([]), unpacked("")) == ("", frozenset())


def test_a_person_is_called_by_username() -> None:
    """Managed users have none."""
    assert Person("1", "ann", "Ann A.").name == "ann"
    assert Person("1", "", "Ann A.").name == "Ann A."


@pytest.mark.parametrize(
    ("username", "display_name", "shown", "full"),
    [
        ("ann", "Ann A.", "Ann A.", "Ann A. (ann)"),
        ("ann", "Ann", "Ann", "Ann"),
        ("ann", " ", "ann", "ann"),
        ("", "Ann A.", "Ann A.", "Ann A."),
        ("ann@example.com", "", "ann", "ann"),
        ("", "", "1", "1"),
        ("ann", "\u200b\u3164", "ann", "ann"),
        ("\u2060", "\u2800", "1", "1"),
        ("ann", "\u202eAnn\u2066 A.\n", "Ann A.", "Ann A. (ann)"),
        ("ann", "Ann\u200b", "Ann", "Ann"),
    ],
)
def test_people_read_the_display_name(
    username: str, display_name: str, shown: str, full: str
) -> None:
    """With the username behind it where several may be called so."""
    person = Person("1", username, display_name)
    assert (person.shown_name, person.full_name) == (shown, full)


@pytest.mark.parametrize(("person_id", "has_account"), [("555", True), ("seerr/s/9", False)])
def test_the_id_of_a_person_tells_who_knows_them(person_id: str, has_account: bool) -> None:
    """An account's number, or the path of a source."""
    assert Person(person_id, "ann", "").has_account is has_account


def test_a_person_is_completed_with_what_only_another_knows() -> None:
    """What is known stays."""
    full = Person("1", "ann", "Ann A.", "u-ann")
    assert Person("1", "", "").completed(full) == full
    assert full.completed(Person("1", "anna", "Anna", "u-anna")) == full


def test_names_are_compared_without_regard_to_case() -> None:
    """Of whatever alphabet."""
    assert fold("Straße") == fold("STRASSE")


def test_labels_are_compared_without_regard_to_the_case_of_a_to_z() -> None:
    """Plex tells that apart nowhere; of other letters nobody knows."""
    assert fold_label("Pulsarr:John") == fold_label("pulsarr:JOHN")
    assert fold_label("P:Straße") != fold_label("p:STRASSE")
    assert fold_label("p:jürgen") != fold_label("p:JÜRGEN")


@pytest.mark.parametrize(
    ("one", "other"),
    [("p:Strauß", "P:Strauss"), ("p:jürgen", "P:JÜRGEN"), ("p:Jo\u0308rg", "p:J\u00f6rg")],
)
def test_labels_that_plex_may_take_for_one_are_alike_when_widened(one: str, other: str) -> None:
    assert widened(one) == widened(other)
    assert widened(one) == widened(fold_label(one))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("anna.b@example.com", "anna.b"),
        ("ANNA@EXAMPLE.COM", "ANNA"),
        ("a@b@c.org", "a"),
        ("Anna (anna@example.com)", "Anna (anna)"),
        ("@nna", "@nna"),
        ("John from upstairs", "John from upstairs"),
        ("", ""),
    ],
)
def test_of_an_e_mail_address_the_part_before_the_host_is_shown(name: str, shown: str) -> None:
    assert without_host(name) == shown


@pytest.mark.parametrize(
    ("username", "display_name"),
    [("", "anna@example.com"), ("anna@example.com", "anna@example.com"), ("anna@example.com", "")],
)
def test_an_account_without_a_username_is_called_by_its_address(
    username: str, display_name: str
) -> None:
    """However it is told: it tells people apart, and is shown without its host."""
    person = Person.told("1", username, display_name)
    assert person == Person("1", "anna@example.com", "")
    assert person.name == "anna"


def test_a_name_of_which_nothing_can_be_seen_is_none() -> None:
    """Else all who are called so would be one person."""
    assert Person.told("1", "\u200b", "\u3164") == Person("1", "", "")
    assert Person.told("1", "\ufeff", "anna@example.com") == Person("1", "anna@example.com", "")


def test_an_address_in_the_place_of_a_display_name_is_none() -> None:
    """Somebody else may know the name."""
    person = Person.told("1", "anna", "anna@example.com", uuid="u")
    assert person == Person("1", "anna", "", "u")
    assert person.completed(Person("1", "", "Anna B.")).display_name == "Anna B."
