"""The policy: which reasons the options leave out, and how the others are worded."""

import pytest

from custom_components.plex_label_sync.core.claims import Memory
from custom_components.plex_label_sync.core.model import NOBODY, Person, Reading, Reason
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


IN_A_TAG = Person("tag/12/bobby", "", "bobby", seerr_id="12")


def test_the_source_of_a_tag_that_names_a_requester_is_requests() -> None:
    """Whoever named them, it was a request."""
    memory = MEMORY.updated([], [IN_A_TAG], within=RADARR)
    policy = Policy(Naming(user_label="{user} {source}"))
    assert policy.wording(memory)(by(IN_A_TAG, RADARR)) == "bobby requests"
    assert policy.wording(memory)(by(BOB, "requests/s")) == "bob requests"


def test_one_person_has_one_label_whoever_knows_them() -> None:
    """Under the name of the account."""
    in_seerr = Person("seerr/s/9", "BOB", "Bobby")
    as_account = Person(BOB.id, "", "", seerr_id="12")
    memory = MEMORY.updated([], [IN_A_TAG, in_seerr], [as_account], within=RADARR)
    worded = Policy().wording(memory)
    assert worded(by(IN_A_TAG, RADARR)) == worded(by(in_seerr, "requests/s")) == "pulsarr:bob"


def test_an_excluded_person_has_no_label_under_any_name() -> None:
    """A tag does not bring back who is left out."""
    memory = MEMORY.updated([], [IN_A_TAG], [Person(BOB.id, "", "", seerr_id="12")], within=RADARR)
    policy = Policy(exclude_users=frozenset({"bob"}))
    assert policy.wording(memory)(by(IN_A_TAG, RADARR)) is None


def test_a_reason_of_which_nothing_is_remembered_has_no_label() -> None:
    """The person left, or the instance was removed."""
    assert _worded(by(Person("9", "eve", "")), Policy()) is None
    assert _worded(tagged("4k", "tags/gone"), Policy()) is None
    assert _worded(NOBODY, Policy()) is None
