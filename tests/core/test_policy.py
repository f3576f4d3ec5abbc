"""The policy: which reasons the options leave out, and how the others are worded."""

import pytest

from custom_components.plex_label_sync.core.claims import Memory
from custom_components.plex_label_sync.core.model import Person, Reading, Reason
from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from tests.core.build import ANN, BOB, FRIEND, OWN, RADARR, a_film, by, tagged, wish

MEMORY = Memory().updated(
    [
        Reading(OWN, "Ann's watchlist", (wish(a_film("tmdb://949")),)),
        Reading(FRIEND, "Bob's watchlist", (wish(a_film("tmdb://949"), BOB, FRIEND),)),
        Reading(RADARR, "Radarr 4K", ()),
    ],
    [ANN, BOB],
)


def _worded(reason: Reason, policy: Policy) -> str | None:
    return policy.wording(MEMORY)(reason)


def test_people_and_tags_are_worded_as_the_templates_say() -> None:
    """With the remembered names of people and instances, and the kind of source."""
    naming = Naming(user_label="{user} {source}", tag_label="{tag} {instance}")
    assert _worded(by(ANN), Policy(naming)) == "ann watchlist"
    assert _worded(by(BOB, FRIEND), Policy(naming)) == "bob watchlist"
    assert _worded(tagged("4k"), Policy(naming)) == "4k Radarr 4K"


def test_a_reason_is_always_worded_alike() -> None:
    """However often it is asked for."""
    worded = Policy().wording(MEMORY)
    assert [worded(by(ANN)), worded(by(ANN))] == ["pulsarr:ann", "pulsarr:ann"]


@pytest.mark.parametrize("excluded", ["bob", "2"])
def test_an_excluded_person_has_no_label(excluded: str) -> None:
    """By username or account id."""
    policy = Policy(exclude_users=frozenset({excluded}))
    assert _worded(by(BOB, FRIEND), policy) is None
    assert _worded(by(ANN), policy) == "pulsarr:ann"


def test_a_person_is_excluded_whatever_the_case_of_the_name() -> None:
    """The option holds folded names."""
    assert Policy(exclude_users=frozenset({"bob"})).excludes(Person("3", "BOB", ""))


@pytest.mark.parametrize("pattern", ["4k", "4K", "4*", "?k", "[0-9]K"])
def test_an_excluded_tag_has_no_label(pattern: str) -> None:
    """By a glob pattern without regard to case."""
    policy = Policy(exclude_tags=("hdr", pattern))
    assert _worded(tagged("4k"), policy) is None
    assert _worded(tagged("kids"), policy) == "pulsarr:kids"


def test_with_patterns_to_include_only_their_tags_have_labels() -> None:
    """One of them is enough."""
    policy = Policy(include_tags=("4*", "hdr"))
    assert _worded(tagged("4K"), policy) == "pulsarr:4K"
    assert _worded(tagged("kids"), policy) is None


def test_an_excluded_tag_stays_out_though_it_is_included() -> None:
    """To exclude is the stronger word."""
    assert _worded(tagged("4k"), Policy(include_tags=("*",), exclude_tags=("4k",))) is None
