"""Which claims stand: what known readings say, and for silent sources what they said last."""

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.claims import Memory, is_below, unknown_sources
from custom_components.plex_label_sync.core.model import Claim, Person, Reading
from tests.core.build import ANN, BOB, FRIEND, OWN, a_film, by, wish
from tests.core.strategies import people, readings

HEAT = wish(a_film("tmdb://949"))
DUNE = wish(a_film("tmdb://1", name="Dune"))
OF_BOB = wish(a_film("tmdb://949"), BOB, FRIEND)


def _said(source: str, *claims: Claim, name: str = "a watchlist") -> Reading:
    return Reading(source, name, claims)


def _silent(source: str) -> Reading:
    return Reading(source, "a watchlist", None, "timeout")


def _after(*runs: tuple[Reading, ...]) -> Memory:
    memory = Memory()
    for run in runs:
        memory = memory.updated(run, [])
    return memory


def test_what_a_source_says_stands() -> None:
    """All of it."""
    assert list(_after((_said(OWN, HEAT, DUNE),)).standing()) == [HEAT, DUNE]


def test_a_known_reading_replaces_the_one_before() -> None:
    """Also when it is empty."""
    assert list(_after((_said(OWN, HEAT),), (_said(OWN, DUNE),)).standing()) == [DUNE]
    assert list(_after((_said(OWN, HEAT),), (_said(OWN),)).standing()) == []


def test_an_unknown_reading_leaves_the_one_before() -> None:
    """However often it fails."""
    memory = _after((_said(OWN, HEAT, name="Ann"),), (_silent(OWN),), (_silent(OWN),))
    assert list(memory.standing()) == [HEAT]
    assert memory.names == {OWN: "Ann"}


def test_a_source_that_was_never_known_says_nothing() -> None:
    """There is nothing that could stand."""
    assert _after((_silent(OWN),)) == Memory()


def test_a_source_that_is_gone_ends() -> None:
    """A friend who is none any more, an instance that was taken out."""
    memory = _after((_said(OWN, HEAT), _said(FRIEND, OF_BOB)), (_said(OWN, HEAT),))
    assert memory.claims == {OWN: (HEAT,)}
    assert memory.names == {OWN: "a watchlist"}


def test_what_stands_below_an_unknown_source_stays() -> None:
    """Without the list of friends, nobody knows whose watchlists are gone."""
    memory = _after((_said(FRIEND, OF_BOB),), (_silent("watchlist/friend"),))
    assert list(memory.standing()) == [OF_BOB]


def test_what_is_known_below_an_unknown_source_counts() -> None:
    """The newer word."""
    memory = _after((_said(FRIEND, OF_BOB),), (_said(FRIEND), _silent("watchlist/friend")))
    assert list(memory.standing()) == []


def test_people_are_known_while_a_claim_speaks_of_them() -> None:
    """Their labels need a name while their watchlist is silent."""
    memory = Memory().updated([_said(FRIEND, OF_BOB)], [ANN, BOB])
    assert memory.people == {"1": ANN, "2": BOB}
    assert memory.updated([_silent(FRIEND)], []).people == {"2": BOB}
    assert memory.updated([], []).people == {}


def test_people_go_by_their_newest_name() -> None:
    """People rename themselves."""
    renamed = Person(ANN.id, "anna", "Anna")
    memory = Memory().updated([_said(OWN, HEAT)], [ANN]).updated([_silent(OWN)], [renamed])
    assert memory.people == {"1": renamed}


def test_what_others_call_somebody_counts_while_no_better_name_is_known() -> None:
    """A silent source must not rename anyone."""
    as_others_say = Person(BOB.id, "", "Bobby")
    stranger = Person("3", "", "Carl")
    memory = Memory().updated([_said(FRIEND, OF_BOB)], [BOB], [as_others_say, stranger])
    assert memory.people == {"2": BOB, "3": stranger}
    assert memory.updated([_silent(FRIEND)], [], [as_others_say]).people == {"2": BOB}


def test_learned_ids_are_added_to_titles() -> None:
    """A watchlist entry has Plex's id alone, which an old library does not know."""
    claim = wish(a_film("plex://movie/a"))
    memory = _after((_said(OWN, claim),)).with_learned({"plex://movie/a": frozenset({"tmdb://1"})})
    assert [one.title.guids for one in memory.standing()] == [{"plex://movie/a", "tmdb://1"}]


def test_learning_keeps_what_was_learned_before() -> None:
    """Each title is looked up once."""
    memory = Memory().with_learned({"plex://movie/a": frozenset({"tmdb://1"})})
    memory = memory.with_learned({"plex://movie/b": frozenset({"tmdb://2"})})
    assert set(memory.learned) == {"plex://movie/a", "plex://movie/b"}


def test_learning_nothing_changes_nothing() -> None:
    """Nothing needs to be saved."""
    memory = Memory()
    assert memory.with_learned({}) is memory


def test_the_unknown_sources_are_those_without_claims() -> None:
    """An empty reading is a known one."""
    assert unknown_sources([_said(OWN), _silent(FRIEND)]) == {FRIEND}


def test_a_source_stands_below_itself_and_its_path() -> None:
    """And not below one whose name it merely starts with."""
    assert is_below("watchlist/friend/b", frozenset({"watchlist/friend/b"}))
    assert is_below("watchlist/friend/b", frozenset({"watchlist"}))
    assert not is_below("watchlist/friend/bc", frozenset({"watchlist/friend/b"}))
    assert not is_below("watchlist", frozenset({"watchlist/friend"}))


@given(readings, readings)
def test_what_stands_is_the_last_known_word_of_each_source(
    first: tuple[Reading, ...], second: tuple[Reading, ...]
) -> None:
    """Of those that are not gone."""
    said = {reading.source: reading.claims for reading in first if reading.claims is not None}
    unknown = unknown_sources(second)
    expected = {source: said[source] for source in said if is_below(source, unknown)}
    expected |= {reading.source: reading.claims for reading in second if reading.claims is not None}
    assert _after(first, second).claims == expected


@given(st.data(), st.lists(people, unique_by=lambda person: person.id), readings, readings)
def test_the_order_of_readings_and_people_does_not_matter(
    data: st.DataObject,
    crowd: list[Person],
    first: tuple[Reading, ...],
    second: tuple[Reading, ...],
) -> None:
    """Sources are read side by side."""
    memory = Memory().updated(first, crowd)
    shuffled = Memory().updated(
        data.draw(st.permutations(first)), data.draw(st.permutations(crowd))
    )
    assert shuffled == memory
    assert shuffled.updated(data.draw(st.permutations(second)), []) == memory.updated(second, [])


@given(readings, readings)
def test_whoever_is_claimed_for_stays_known(
    first: tuple[Reading, ...], second: tuple[Reading, ...]
) -> None:
    """No label loses its name to an unknown reading."""
    memory = Memory().updated(first, [ANN, BOB]).updated(second, [])
    wishing = {claim.reason.subject for claim in memory.standing()}
    assert {person for person in (ANN, BOB) if by(person).subject in wishing} == set(
        memory.people.values()
    )


def test_the_titles_of_a_memory_are_as_the_sources_know_them() -> None:
    """Without the ids that were learned."""
    claim = wish(a_film("plex://movie/a"))
    memory = _after((_said(OWN, claim), _said(FRIEND, OF_BOB)))
    memory = memory.with_learned({"plex://movie/a": frozenset({"tmdb://1"})})
    assert list(memory.titles()) == [claim.title, OF_BOB.title]
