"""Which names may stand in a person's labels."""

from copy import replace
from typing import Literal

from hypothesis import given, strategies as st
import pytest

from custom_components.plex_label_sync.core.choices import Choices
from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.core.naming import MAX_NAME, Naming, collisions
from custom_components.plex_label_sync.core.person_name import NameFault, name_fault, trimmed
from custom_components.plex_label_sync.core.policy import Policy
from tests.core.build import ANN, BOB
from tests.core.strategies import texts

CARL = Person("77", "carl", "Carl C.")
PEOPLE = (ANN, BOB, Person("seerr/s/9", "ANN", ""))


TAGS = {"kids": ("Radarr", "Sonarr"), "straße": ("Radarr",), "ann": ("Radarr",)}


def fault(name: str, policy: Policy | None = None, person: Person = ANN) -> NameFault | None:
    """Give what is wrong with a name, of Ann unless for somebody else."""
    return name_fault(name, person, PEOPLE, policy or Policy(), TAGS)


@pytest.mark.parametrize("name", ["Annie", "Ann from downstairs", "安娜", "x" * MAX_NAME, "ann"])
def test_any_name_will_do_that_is_nobody_elses(name: str) -> None:
    assert fault(name) is None


def test_no_name_is_the_one_from_plex() -> None:
    assert fault("") is None


@pytest.mark.parametrize("name", [",", "Ann, B.", "Ann\x00", " Ann", "x" * (MAX_NAME + 1)])
def test_a_name_that_cannot_be_in_a_label_is_refused(name: str) -> None:
    assert fault(name) is NameFault.IMPOSSIBLE


@pytest.mark.parametrize("name", ["\u200b", "\u2060\u3164", "\x07", " "])
def test_a_name_of_which_nothing_can_be_seen_is_refused_for_that(name: str) -> None:
    """Between the quotes of another message there would be nothing."""
    assert fault(name) is NameFault.UNSEEN


def test_blanks_too_many_are_no_fault() -> None:
    assert trimmed("  Ann \t B. ") == "Ann B."


@pytest.mark.parametrize(
    "name", ["\u200bAnn\ufeff B.", "\u202aAnn B.\u202c", "An\u00adn\u200b \u200bB."]
)
def test_marks_that_were_pasted_along_are_no_part_of_a_name(name: str) -> None:
    assert trimmed(name) == "Ann B."


@pytest.mark.parametrize("name", ["\u200b", " \u200b\ufeff "])
def test_a_name_of_marks_alone_is_not_none(name: str) -> None:
    """None is the name from Plex."""
    assert fault(trimmed(name)) is NameFault.UNSEEN


@pytest.mark.parametrize("name", ["bob", "BOB"])
def test_a_name_that_gives_the_label_of_somebody_else_is_refused(name: str) -> None:
    """Plex tells no case apart."""
    assert fault(name) is NameFault.TAKEN


@pytest.mark.parametrize("name", ["b\u200dob", "\u034fBob", "bob\ufe0f", "\uff42ob"])
def test_so_is_one_whose_label_only_looks_like_that_of_somebody_else(name: str) -> None:
    """Nobody could tell in Plex whose it is."""
    assert fault(name) is NameFault.TAKEN


def test_the_name_from_plex_may_look_like_that_of_somebody_else() -> None:
    """It is another label, and the one that the person has at first."""
    twin = Person("9", "b\u200dob", "")
    assert name_fault("", twin, (*PEOPLE, twin), Policy(), {}) is None


@given(
    st.sampled_from((ANN, BOB, CARL)),
    st.sampled_from(("ann", "bob", "Carl", "carl c.", "Robert", "")) | texts,
    st.dictionaries(st.sampled_from((ANN.id, BOB.id, CARL.id)), st.sampled_from(("Robert", "bob"))),
    st.sampled_from(("username", "title")),
)
def test_a_name_that_is_taken_gives_nobody_the_label_of_somebody_else(
    person: Person, name: str, names: dict[str, str], name_source: Literal["username", "title"]
) -> None:
    """By whichever of their names the others have theirs."""
    everybody = (ANN, BOB, CARL)
    policy = Policy(Naming(name_source=name_source)).choosing(Choices(names=names))
    if name_fault(name, person, everybody, policy, {}) is None:
        naming = replace(policy.naming, aliases={**names, person.id: name})
        sharing = collisions(naming, everybody).values()
        assert not any(person in group for group in sharing)


def test_so_is_the_other_name_of_somebody_else() -> None:
    policy = Policy().choosing(Choices(names={BOB.id: "Robert"}))
    assert fault("robert", policy) is NameFault.TAKEN
    assert fault("bob", policy) is None


def test_the_name_from_plex_is_refused_where_somebody_else_has_it() -> None:
    policy = Policy().choosing(Choices(names={ANN.id: "Annie", BOB.id: "Ann"}))
    assert fault("", policy) is NameFault.FROM_PLEX


def test_who_gets_no_labels_is_in_nobodys_way() -> None:
    policy = Policy().choosing(Choices(frozenset({BOB.id})))
    assert fault("bob", policy) is None


def test_a_template_without_names_gives_nobody_the_label_of_somebody_else() -> None:
    assert fault("bob", Policy(Naming(user_label="{prefix}:{user_id}"))) is None


@pytest.mark.parametrize("name", ["ignore", "Removed"])
def test_a_name_whose_label_means_something_else_is_refused(name: str) -> None:
    assert fault(name) is NameFault.RESERVED


@pytest.mark.parametrize("name", ["kids", "Kids", "strasse"])
def test_a_name_that_gives_the_label_of_a_tag_is_refused(name: str) -> None:
    """The tag would get none. Plex tells neither case nor such letters apart."""
    assert fault(name) is NameFault.TAG


def test_it_is_so_of_the_label_that_one_instance_alone_gives_a_tag() -> None:
    policy = Policy(
        Naming(prefix="p", user_label="{prefix}:{user}", tag_label="p:{instance} {tag}")
    )
    assert fault("Sonarr kids", policy) is NameFault.TAG
    assert fault("kids", policy) is None


def test_a_tag_that_the_filters_exclude_is_in_nobodys_way() -> None:
    assert fault("kids", Policy(exclude_tags=("k*",))) is None


def test_a_tag_that_gets_no_label_because_of_the_person_already_is_in_nobodys_way() -> None:
    """A repair issue tells of it; the same name in another case changes nothing."""
    assert fault("ANN") is None


def test_the_name_from_plex_is_refused_where_a_tag_has_it_by_now() -> None:
    assert fault("", Policy().choosing(Choices(names={ANN.id: "Annie"}))) is NameFault.FROM_PLEX
