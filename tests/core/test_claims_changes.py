"""What changes in the memory: one source at a time, which titles that concerns, and people."""

from hypothesis import given, strategies as st

from custom_components.plex_label_sync.core.claims import Memory, is_below
from custom_components.plex_label_sync.core.model import Claim, Person, Reading, Source
from tests.core.build import ANN, BOB, FRIEND, OWN, RADARR, a_film, tagged, wish
from tests.core.strategies import readings

FRIENDS = "watchlist/friend"
HEAT = wish(a_film("tmdb://949"))
DUNE = wish(a_film("tmdb://1", name="Dune"))
OF_BOB = wish(a_film("tmdb://949"), BOB, FRIEND)
OF_CARL = wish(a_film("tmdb://2", name="Ran"), BOB, f"{FRIENDS}/c")


def _said(source: Source, *claims: Claim) -> Reading:
    return Reading(source, "a source", claims)


def _silent(source: Source) -> Reading:
    return Reading(source, "a source", None, "timeout")


ALL = Memory().updated(
    [_said(OWN, HEAT), _said(FRIEND, OF_BOB), _said(f"{FRIENDS}/c", OF_CARL)], [ANN, BOB]
)


def test_what_one_source_says_leaves_the_others_as_they_are() -> None:
    """They were not asked."""
    memory = ALL.updated([_said(OWN, DUNE)], [], within=OWN)
    assert memory.claims == {**ALL.claims, OWN: (DUNE,)}
    assert memory.names == ALL.names


def test_a_source_that_ends_below_the_one_that_was_read_ends() -> None:
    """A friend who is none any more."""
    memory = ALL.updated([_said(FRIEND, OF_BOB)], [], within=FRIENDS)
    assert memory.claims == {OWN: (HEAT,), FRIEND: (OF_BOB,)}


def test_a_source_that_says_nothing_at_all_ends() -> None:
    """An owner who is excluded now."""
    assert OWN not in ALL.updated([], [], within=OWN).claims


def test_one_unknown_source_leaves_all_below_it() -> None:
    """Nobody knows who the friends are."""
    assert ALL.updated([_silent(FRIENDS)], [], within=FRIENDS) == ALL


def test_people_of_sources_that_were_not_asked_stay_known() -> None:
    """Though no claim speaks of them."""
    idle = Person("3", "carl", "Carl")
    memory = Memory().updated([], [idle]).updated([_said(OWN, HEAT)], [ANN], within=OWN)
    assert memory.people == {"1": ANN, "3": idle}


def test_what_only_one_source_knows_of_somebody_is_kept() -> None:
    """plex.tv knows the name, Seerr its own number, the list of friends the uuid."""
    memory = Memory().updated([], [Person("2", "bob", "Bob B.", uuid="u2")])
    memory = memory.updated([], [], [Person("2", "bobby", "", seerr_id="7")], within="requests/s")
    memory = memory.updated([], [Person("2", "bob2", "")], within=FRIENDS)
    assert memory.people == {"2": Person("2", "bob2", "Bob B.", uuid="u2", seerr_id="7")}


def test_what_others_know_is_kept_for_who_is_known_later() -> None:
    """Whichever is read first."""
    memory = Memory().updated([], [], [Person("2", "bobby", "", seerr_id="7")])
    memory = memory.updated([], [BOB], within=FRIENDS)
    assert memory.people == {"2": Person("2", "bob", "Bob B.", seerr_id="7")}


def test_claims_of_sources_that_are_not_there_any_more_are_forgotten() -> None:
    """Their titles are pending: their labels may have to go."""
    memory = ALL.limited_to(frozenset({OWN}))
    assert memory.claims == {OWN: (HEAT,)}
    assert memory.names == {OWN: "a source"}
    assert memory.pending == {OF_BOB.title, OF_CARL.title}


def test_without_a_source_that_is_gone_nothing_is_forgotten() -> None:
    """Nor has anything to be saved."""
    assert ALL.limited_to(frozenset({OWN, FRIENDS})) is ALL


def test_a_title_that_is_claimed_now_has_changed() -> None:
    """And one that is claimed no more; not one that is claimed as before."""
    after = ALL.updated([_said(OWN, DUNE)], [], within=OWN)
    assert after.changed_from(ALL) == {HEAT.title, DUNE.title}
    assert ALL.changed_from(ALL) == frozenset()
    assert ALL.updated([_said(OWN, HEAT)], [], within=OWN).changed_from(ALL) == frozenset()


def test_another_order_of_claims_is_no_change() -> None:
    """A list may be sorted anew."""
    one = Memory().updated([_said(OWN, HEAT, DUNE)], [ANN])
    other = Memory().updated([_said(OWN, DUNE, HEAT)], [ANN])
    assert other.changed_from(one) == frozenset()


def test_a_title_that_got_its_file_has_changed() -> None:
    """It waits from now on."""
    tagged_only = Claim(a_film("tmdb://949"), tagged("4k"), waits=False)
    has_file = Claim(a_film("tmdb://949"), tagged("4k"), waits=True)
    before = Memory().updated([_said(RADARR, tagged_only)], [])
    after = before.updated([_said(RADARR, has_file)], [])
    assert after.changed_from(before) == {tagged_only.title}


def test_a_title_that_goes_by_other_ids_has_changed_with_both() -> None:
    """Its labels go from the one, and come to the other."""
    mended = wish(a_film("tmdb://950"))
    after = ALL.updated([_said(OWN, mended)], [], within=OWN)
    assert after.changed_from(ALL) == {HEAT.title, mended.title}


def test_a_source_that_ended_has_changed() -> None:
    """All its titles."""
    assert ALL.updated([], [], within=FRIENDS).changed_from(ALL) == {OF_BOB.title, OF_CARL.title}


def test_what_a_source_says_for_the_first_time_may_be_no_change() -> None:
    """A baseline: others that were known before count all the same."""
    before = Memory().updated([_said(FRIEND, OF_BOB)], [BOB])
    after = before.updated([_said(OWN, HEAT), _said(FRIEND)], [ANN])
    assert after.changed_from(before, by_new_sources=False) == {OF_BOB.title}
    assert after.changed_from(before) == {OF_BOB.title, HEAT.title}


def test_titles_are_pending_until_they_are_in_step() -> None:
    """However often they are named."""
    memory = ALL.with_pending([HEAT.title]).with_pending([HEAT.title, DUNE.title])
    assert memory.pending == {HEAT.title, DUNE.title}
    assert memory.without_pending([HEAT.title]).pending == {DUNE.title}


def test_what_is_pending_already_changes_nothing() -> None:
    """Nothing needs to be saved."""
    memory = ALL.with_pending([HEAT.title])
    assert memory.with_pending([HEAT.title]) is memory
    assert memory.with_pending([]) is memory


def test_new_readings_leave_what_is_pending() -> None:
    """Until its labels are in step."""
    memory = ALL.with_pending([HEAT.title]).updated([_said(OWN)], [], within=OWN)
    assert memory.pending == {HEAT.title}


tops = st.sampled_from((OWN, FRIENDS, "watchlist", "requests/s", "tags/r"))


@given(readings, readings, tops)
def test_one_source_at_a_time_changes_what_is_below_it_alone(
    first: tuple[Reading, ...], second: tuple[Reading, ...], top: Source
) -> None:
    """And there it comes to what a reading of everything comes to."""
    below = frozenset({top})
    second = tuple(reading for reading in second if is_below(reading.source, below))
    before = Memory().updated(first, [ANN, BOB])
    part, whole = before.updated(second, [], within=top), before.updated(second, [])
    for source in part.claims.keys() | before.claims.keys():
        expected = whole if is_below(source, below) else before
        assert part.claims.get(source) == expected.claims.get(source)


@given(readings, readings)
def test_a_title_has_changed_when_its_claims_are_others(
    first: tuple[Reading, ...], second: tuple[Reading, ...]
) -> None:
    """No more and no less."""
    before = Memory().updated(first, [ANN, BOB])
    after = before.updated(second, [ANN, BOB])
    old, new = set(before.standing()), set(after.standing())
    assert after.changed_from(before) == {claim.title for claim in old ^ new}
