"""The policy: which reasons the options leave out, and how the others are worded."""

import pytest

from custom_components.plex_label_sync.core.choices import Choices
from custom_components.plex_label_sync.core.model import NOBODY, Person, Reason, ReasonKind
from custom_components.plex_label_sync.core.naming import Naming
from custom_components.plex_label_sync.core.policy import Policy
from custom_components.plex_label_sync.core.removal import RemovedMode
from tests.core.build import ANN, BOB, FRIEND, OWN, RADARR, by, tagged

PEOPLE = {person.id: person for person in (ANN, BOB)}
IN_SEERR = Person("seerr/s/9", "BOB", "Bobby")
NAMES = {OWN: "Ann's watchlist", FRIEND: "Bob's watchlist", RADARR: "Radarr 4K"}


def _worded(reason: Reason, policy: Policy, *more: Person) -> str | None:
    people = PEOPLE | {person.id: person for person in more}
    return policy.wording(people, NAMES)(reason)


def test_people_and_tags_are_worded_as_the_templates_say() -> None:
    """With the names of people and instances, and the kind of source."""
    naming = Naming(user_label="{user} {source}", tag_label="{tag} {instance}")
    assert _worded(by(ANN), Policy(naming)) == "ann watchlist"
    assert _worded(by(BOB, FRIEND), Policy(naming)) == "bob watchlist"
    assert _worded(tagged("4k"), Policy(naming)) == "4k Radarr 4K"


def test_a_reason_is_always_worded_alike() -> None:
    """However often it is asked for."""
    worded = Policy().wording(PEOPLE, NAMES)
    assert [worded(by(ANN)), worded(by(ANN))] == ["pulsarr:ann", "pulsarr:ann"]


def test_a_person_who_is_left_out_has_no_label() -> None:
    """Whoever else is called alike has theirs."""
    policy = Policy(left_out=frozenset({BOB.id}))
    assert _worded(by(BOB, FRIEND), policy) is None
    assert _worded(by(ANN), policy) == "pulsarr:ann"
    assert not policy.excludes(Person("3", "bob", ""))


def test_what_was_chosen_for_people_comes_to_what_was_chosen_for_all() -> None:
    policy = Policy(Naming(prefix="p"), exclude_tags=("hdr",))
    chosen = policy.choosing(Choices(frozenset({BOB.id}), {ANN.id: "Annie"}))
    assert _worded(by(ANN), chosen) == "p:Annie"
    assert _worded(by(BOB, FRIEND), chosen) is None
    assert _worded(tagged("hdr"), chosen) is None


@pytest.mark.parametrize("pattern", ["4k", "4K", "4*", "?k", "[0-9]K"])
def test_an_excluded_tag_has_no_label(pattern: str) -> None:
    """By a glob pattern without regard to case."""
    policy = Policy(exclude_tags=("hdr", pattern))
    assert _worded(tagged("4k"), policy) is None
    assert _worded(tagged("kids"), policy) == "pulsarr:kids"


def test_what_the_filters_leave_out_is_a_tag() -> None:
    """Never a person, whatever the id."""
    policy = Policy(include_tags=("4k",))
    assert policy.filters_out(tagged("kids"))
    assert not policy.filters_out(tagged("4K"))
    assert not policy.filters_out(by(ANN))


def test_with_patterns_to_include_only_their_tags_have_labels() -> None:
    """One of them is enough."""
    policy = Policy(include_tags=("4*", "hdr"))
    assert _worded(tagged("4K"), policy) == "pulsarr:4K"
    assert _worded(tagged("kids"), policy) is None


def test_an_excluded_tag_stays_out_though_it_is_included() -> None:
    """To exclude is the stronger word."""
    assert _worded(tagged("4k"), Policy(include_tags=("*",), exclude_tags=("4k",))) is None


def test_the_source_of_a_tag_that_names_a_requester_is_requests() -> None:
    """Whoever named them, it was a request."""
    policy = Policy(Naming(user_label="{user} {source}"))
    assert _worded(by(BOB, RADARR), policy) == "bob requests"
    assert _worded(by(BOB, "requests/s"), policy) == "bob requests"


def test_one_person_has_one_label_whoever_knows_them() -> None:
    """Under the name of the account."""
    assert _worded(by(IN_SEERR, "requests/s"), Policy(), IN_SEERR) == "pulsarr:bob"
    assert _worded(by(IN_SEERR, RADARR), Policy(), IN_SEERR) == "pulsarr:bob"


def test_an_excluded_person_has_no_label_under_any_name() -> None:
    """Another source does not bring back who is left out."""
    policy = Policy(left_out=frozenset({BOB.id}))
    assert _worded(by(IN_SEERR, "requests/s"), policy, IN_SEERR) is None


def test_a_reason_of_which_nothing_is_known_has_no_label() -> None:
    """The person left, or the instance was removed."""
    assert _worded(by(Person("9", "eve", "")), Policy()) is None
    assert _worded(tagged("4k", "tags/gone"), Policy()) is None


def test_a_tag_of_which_nobody_knows_whom_it_names_has_no_label() -> None:
    """Though it reads like the id of somebody."""
    assert _worded(Reason(ReasonKind.UNCLEAR, BOB.id, RADARR), Policy()) is None


def test_that_nobody_wants_a_title_has_a_label_where_the_user_chose_one() -> None:
    """In one mode alone."""
    for mode in RemovedMode:
        policy = Policy(removed_mode=mode, removed_label="gone")
        assert _worded(NOBODY, policy) == ("gone" if mode is RemovedMode.SPECIAL else None)


@pytest.mark.parametrize("mode", list(RemovedMode))
@pytest.mark.parametrize("tag", ["ignore", "IGNORE", "removed", "ann"])
def test_a_tag_has_no_label_that_says_something_else_already(tag: str, mode: RemovedMode) -> None:
    """Hands off, that nobody wants the title, or that a person does."""
    assert _worded(tagged(tag), Policy(removed_mode=mode)) is None
    assert Policy().wording(PEOPLE, NAMES).reserved(tagged(tag)) == f"pulsarr:{tag}"


def test_which_labels_are_reserved_follows_the_words() -> None:
    """Other words, other labels."""
    policy = Policy(
        Naming(user_label="{user}", tag_label="{tag}"), ignore_label="stop", removed_label="gone"
    )
    assert [_worded(tagged(tag), policy) for tag in ("ann", "stop", "gone")] == [None, None, None]
    assert [_worded(tagged(tag), policy) for tag in ("ignore", "removed")] == ["ignore", "removed"]


def test_a_tag_may_have_the_name_of_a_person_who_gets_no_label() -> None:
    """Then it says nothing else."""
    policy = Policy(left_out=frozenset({ANN.id}))
    assert _worded(tagged("ann"), policy) == "pulsarr:ann"


def test_a_person_has_no_label_that_says_something_else_already() -> None:
    """Hands off, or that nobody wants the title."""
    people = [Person("3", "ignore", ""), Person("4", "Removed", "")]
    for person in people:
        assert _worded(by(person), Policy(), *people) is None
    assert Policy().wording({"3": people[0]}, NAMES).reserved(by(people[0])) == "pulsarr:ignore"


@pytest.mark.parametrize("mode", list(RemovedMode))
def test_a_removed_label_that_is_a_person_s_is_disputed(mode: RemovedMode) -> None:
    """Neither gets it, and the person is told; nobody else's is."""
    policy = Policy(removed_mode=mode, removed_label="pulsarr:Ann")
    wording = policy.wording(PEOPLE, NAMES)
    assert (wording(by(ANN)), wording(NOBODY)) == (None, None)
    assert wording.disputed(by(ANN))
    assert wording.disputed(NOBODY) is (mode is RemovedMode.SPECIAL)
    assert wording.bearers(NOBODY) == wording.bearers(by(ANN)) == (ANN,)
    assert not wording.disputed(by(BOB, FRIEND))
    assert wording(by(BOB, FRIEND)) == "pulsarr:bob"


def test_a_reserved_label_of_a_tag_is_not_disputed() -> None:
    """The tag has none, and those that are there go."""
    wording = Policy().wording(PEOPLE, NAMES)
    assert wording.reserved(tagged("ann"))
    assert not wording.disputed(tagged("ann"))
    assert wording.bearers(tagged("ann")) == ()


def test_the_removed_label_may_be_that_of_a_person_who_gets_none() -> None:
    policy = Policy(
        left_out=frozenset({ANN.id}), removed_mode=RemovedMode.SPECIAL, removed_label="pulsarr:ann"
    )
    wording = policy.wording(PEOPLE, NAMES)
    assert wording(NOBODY) == "pulsarr:ann"
    assert not wording.disputed(NOBODY)
    assert wording.bearers(NOBODY) == ()


def test_a_label_that_plex_may_take_for_a_person_s_is_reserved() -> None:
    """Nobody knows whether it does."""
    person = Person("3", "strauß", "")
    assert _worded(tagged("strauss"), Policy(), person) is None
    assert _worded(by(person), Policy(), person) == "pulsarr:strauß"


def test_what_has_a_label_of_its_own_is_not_reserved() -> None:
    """Nor is what the options leave out."""
    wording = Policy(exclude_tags=("ann",)).wording(PEOPLE, NAMES)
    assert wording.reserved(tagged("4k")) is None
    assert wording.reserved(by(ANN)) is None
    assert wording.reserved(tagged("ann")) is None
