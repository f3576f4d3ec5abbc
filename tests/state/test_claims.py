"""What the sources claim: the last that each said stands, and unknown changes nothing."""

from collections.abc import Iterable
import sqlite3

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.plex_label_sync.core.model import Claim, Doubt, Reading, ReasonKind, Source
from custom_components.plex_label_sync.state import claims, learned, matches
from custom_components.plex_label_sync.state.schema import migrate
from tests.core.build import (
    ANN,
    BOB,
    FRIEND,
    OWN,
    RADARR,
    a_film,
    a_series,
    by,
    tagged,
    wish,
)
from tests.core.strategies import ALL_CLAIMS

FRIENDS = "watchlist/friend"
HEAT, LOST = a_film("tmdb://949"), a_series("tvdb://73739", name="Lost")
NOW = 1_000_000.0


def says(source: Source, *those: Claim, odd: int = 0) -> Reading:
    """Give what a source says."""
    return Reading(source, f"name of {source}", those, odd=odd)


def unknown(source: Source) -> Reading:
    """Give the reading of a source that did not answer."""
    return Reading(source, source, None, "no answer")


def own(*titles: object) -> Reading:
    """Give the owner's watchlist."""
    return says(OWN, *(wish(title) for title in titles if isinstance(title, type(HEAT))))


def everything(connection: sqlite3.Connection) -> set[Claim]:
    """Give all claims about the two titles."""
    return set(claims.about(connection, [HEAT, LOST]))


def test_a_claim_stands_as_it_was_made(connection: sqlite3.Connection) -> None:
    claim = Claim(a_film("tmdb://949", "imdb://tt0113277"), tagged("4k"), waits=False)
    claims.take(connection, RADARR, [says(RADARR, claim)])

    assert claims.about(connection, [HEAT]) == (claim,)
    assert claims.names(connection) == {RADARR: f"name of {RADARR}"}


def test_what_a_source_says_takes_the_place_of_what_it_said(
    connection: sqlite3.Connection,
) -> None:
    claims.take(connection, OWN, [own(HEAT)])
    claims.take(connection, OWN, [own(LOST)])

    assert everything(connection) == {wish(LOST)}


def test_it_tells_about_which_titles_that_is_new(connection: sqlite3.Connection) -> None:
    assert claims.take(connection, OWN, [own(HEAT)]) == {HEAT}
    assert claims.take(connection, OWN, [own(HEAT)]) == frozenset()
    assert claims.take(connection, OWN, [own(HEAT, LOST)]) == {LOST}
    assert claims.take(connection, OWN, [own(LOST)]) == {HEAT}


def test_an_unknown_source_keeps_what_it_claimed(connection: sqlite3.Connection) -> None:
    claims.take(connection, OWN, [own(HEAT)])

    assert claims.take(connection, OWN, [unknown(OWN)]) == frozenset()

    assert everything(connection) == {wish(HEAT)}


def test_an_empty_list_is_no_unknown_one(connection: sqlite3.Connection) -> None:
    claims.take(connection, OWN, [own(HEAT)])

    assert claims.take(connection, OWN, [own()]) == {HEAT}

    assert everything(connection) == set()
    assert OWN in claims.names(connection)


def test_a_source_of_which_nothing_is_said_any_more_is_over(connection: sqlite3.Connection) -> None:
    """Somebody is no friend any more."""
    claims.take(connection, FRIENDS, [says(FRIEND, wish(HEAT, BOB, FRIEND))])

    assert claims.take(connection, FRIENDS, []) == {HEAT}

    assert claims.names(connection) == {}


def test_unless_nobody_knows_who_is_a_friend(connection: sqlite3.Connection) -> None:
    claims.take(connection, FRIENDS, [says(FRIEND, wish(HEAT, BOB, FRIEND))])

    assert claims.take(connection, FRIENDS, [unknown(FRIENDS)]) == frozenset()

    assert everything(connection) == {wish(HEAT, BOB, FRIEND)}


def test_what_stands_elsewhere_is_not_touched(connection: sqlite3.Connection) -> None:
    claims.take(connection, OWN, [own(HEAT)])
    claims.take(connection, "watchlist/friendly", [says("watchlist/friendly", wish(LOST))])
    claims.take(connection, FRIENDS, [])

    assert len(everything(connection)) == 2


def test_a_reading_with_odd_entries_takes_nothing_back(connection: sqlite3.Connection) -> None:
    """What is missing may be among them."""
    claims.take(connection, OWN, [own(HEAT)])
    claims.take(connection, OWN, [says(OWN, wish(LOST), odd=1)])

    assert everything(connection) == {wish(HEAT), wish(LOST)}


def test_of_what_is_missing_that_stays_which_may_be_among_odd_entries(
    connection: sqlite3.Connection,
) -> None:
    """All else is taken back."""
    both = says(FRIENDS, wish(HEAT, ANN, FRIENDS), wish(LOST, BOB, FRIENDS))
    claims.take(connection, FRIENDS, [both])
    odd = Reading(FRIENDS, "", (), odd=1, doubts=(Doubt(subject=ANN.id),))
    claims.take(connection, FRIENDS, [odd])
    assert everything(connection) == {wish(HEAT, ANN, FRIENDS)}
    other = Reading(FRIENDS, "", (), odd=1, doubts=(Doubt(guids=LOST.guids),))
    claims.take(connection, FRIENDS, [other])
    assert everything(connection) == set()


def test_lists_of_which_nothing_is_told_stay_while_somebody_could_not_be_read(
    connection: sqlite3.Connection,
) -> None:
    mine = wish(HEAT, BOB, FRIEND)
    claims.take(connection, FRIENDS, [says(FRIEND, mine)])
    rest = Reading(FRIENDS, "friends", None, "odd", odd=1, of_the_rest=True)
    claims.take(connection, FRIENDS, [rest])
    assert everything(connection) == {mine}


def test_as_a_baseline_what_is_said_first_is_not_new(connection: sqlite3.Connection) -> None:
    """Nothing is labelled before the user asks for it."""
    assert claims.take(connection, OWN, [own(HEAT)], baseline=True) == frozenset()
    assert claims.take(connection, OWN, [own(HEAT, LOST)], baseline=True) == {LOST}


def test_a_source_that_was_renamed_says_nothing_new(connection: sqlite3.Connection) -> None:
    claims.take(connection, OWN, [own(HEAT)])

    renamed = Reading(OWN, "another name", own(HEAT).claims)
    assert claims.take(connection, OWN, [renamed]) == frozenset()

    assert claims.names(connection) == {OWN: "another name"}


def test_sources_that_are_no_more_are_forgotten(connection: sqlite3.Connection) -> None:
    claims.take(connection, OWN, [own(HEAT)])
    claims.take(connection, FRIENDS, [says(FRIEND, wish(LOST, BOB, FRIEND))])

    assert claims.limit(connection, frozenset({FRIENDS})) == {HEAT}

    assert claims.names(connection).keys() == {FRIEND}


def test_a_source_of_ours_claims_one_by_one(connection: sqlite3.Connection) -> None:
    for _ in range(2):
        claims.put(connection, [wish(HEAT), wish(LOST)], "ours")
    assert claims.counts(connection) == {OWN: 2}

    claims.drop(connection, OWN, [a_film("tmdb://949", "tmdb://1")])
    claims.drop(connection, FRIEND, [LOST])

    assert everything(connection) == {wish(LOST)}


def test_claims_are_found_by_any_id_of_the_title(connection: sqlite3.Connection) -> None:
    """The same id is another title in the other type."""
    claims.take(connection, OWN, [own(a_film("tmdb://949", "imdb://tt0113277"))])

    assert len(claims.about(connection, [a_film("imdb://tt0113277", "tmdb://1")])) == 1
    assert claims.about(connection, [a_series("tmdb://949")]) == ()
    assert claims.about(connection, [a_film(name="Heat")]) == ()


def test_a_title_without_ids_is_found_by_its_name(connection: sqlite3.Connection) -> None:
    claims.take(connection, OWN, [own(a_film(name="Odd"), a_film(name="Other"))])

    assert claims.about(connection, [a_film(name="Odd")]) == (wish(a_film(name="Odd")),)


@pytest.mark.parametrize("learned_first", [True, False])
def test_what_was_looked_up_leads_to_a_claim_as_well(
    connection: sqlite3.Connection, learned_first: bool
) -> None:
    """And is among the ids of its title, until the claim is taken back."""
    alone = a_film("plex://movie/a")
    more = frozenset({"tmdb://949"})
    if learned_first:
        learned.put(connection, {"plex://movie/a": more}, NOW)
        claims.take(connection, OWN, [own(alone)])
    else:
        claims.take(connection, OWN, [own(alone)])
        claims.learn(connection, {"plex://movie/a": more}, NOW)

    assert claims.about(connection, [HEAT]) == (wish(a_film("plex://movie/a", "tmdb://949")),)
    assert claims.take(connection, OWN, [own(alone)]) == frozenset()

    claims.take(connection, OWN, [own()])
    assert claims.about(connection, [HEAT, alone]) == ()
    assert connection.execute("SELECT COUNT(*) FROM claim_guids").fetchone() == (0,)


def test_what_an_earlier_look_up_gave_leads_to_a_claim_no_longer(
    connection: sqlite3.Connection,
) -> None:
    """And is not left to a later claim, whose number may be the same."""
    claims.take(connection, OWN, [own(a_film("plex://movie/a"))])
    claims.learn(connection, {"plex://movie/a": frozenset({"tmdb://949"})}, NOW)
    claims.learn(connection, {"plex://movie/a": frozenset({"tmdb://1"})}, NOW)

    assert claims.about(connection, [HEAT]) == ()
    assert claims.about(connection, [a_film("tmdb://1")])

    claims.take(connection, OWN, [own()])
    assert connection.execute("SELECT COUNT(*) FROM claim_guids").fetchone() == (0,)


def test_what_was_looked_up_is_for_titles_that_came_with_this_id_alone(
    connection: sqlite3.Connection,
) -> None:
    claims.take(connection, OWN, [own(a_film("plex://movie/a", "imdb://tt1"))])
    claims.learn(connection, {"plex://movie/a": frozenset({"tmdb://949"})}, NOW)

    assert claims.about(connection, [HEAT]) == ()


def test_titles_are_told_that_came_with_one_id_alone(connection: sqlite3.Connection) -> None:
    alone = a_film("plex://movie/a")
    claims.take(connection, OWN, [own(alone, a_film("plex://movie/b", "tmdb://1"))])
    claims.take(connection, FRIENDS, [says(FRIEND, wish(alone, BOB, FRIEND))])

    asked = ["plex://movie/a", "plex://movie/b", "tmdb://1", "tmdb://2"]
    assert claims.alone(connection, asked) == [alone]


def test_it_tells_who_wants_a_title_and_who_wants_anything(connection: sqlite3.Connection) -> None:
    claims.take(connection, OWN, [own(HEAT)])
    claims.take(connection, FRIENDS, [says(FRIEND, wish(LOST, BOB, FRIEND))])
    claims.take(connection, RADARR, [says(RADARR, Claim(HEAT, tagged("4k")))])

    assert claims.wishers(connection, [HEAT]) == {ANN.id}
    assert claims.wishing(connection) == {ANN.id, BOB.id}
    assert set(claims.reasons(connection)) == {by(ANN), by(BOB, FRIEND), tagged("4k")}


def test_a_long_list_is_taken_whole(connection: sqlite3.Connection) -> None:
    """More than SQLite takes values in one query."""
    titles = [a_film(f"tmdb://{number}", name=str(number)) for number in range(3_000)]
    claims.take(connection, OWN, [own(*titles)])

    assert len(claims.about(connection, titles)) == 3_000
    assert sum(len(piece) for piece in matches.waiting(connection)) == 3_000
    assert len(claims.take(connection, OWN, [own()])) == 3_000


def _by_source(those: Iterable[Claim]) -> list[Reading]:
    sources: dict[Source, list[Claim]] = {}
    for claim in those:
        sources.setdefault(claim.reason.source, []).append(claim)
    return [says(source, *claimed) for source, claimed in sources.items()]


@settings(max_examples=50)
@given(st.lists(st.lists(st.sampled_from(ALL_CLAIMS), max_size=6), max_size=4))
def test_whatever_sources_say_in_turn_the_last_stands_and_ids_lead_to_it(
    turns: list[list[Claim]],
) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    standing: dict[Source, set[Claim]] = {}
    for turn in turns:
        for reading in _by_source(turn):
            claims.take(connection, reading.source, [reading])
            standing[reading.source] = set(reading.claims or ())

    expected = set().union(*standing.values())
    titles = [claim.title for claim in ALL_CLAIMS]
    assert set(claims.about(connection, titles)) == expected
    rows = connection.execute(
        "SELECT g.guid, c.source, c.kind, c.subject FROM claim_guids g"
        " JOIN claims c ON c.id = g.claim"
    )
    assert set(rows) == {
        (guid, claim.reason.source, claim.reason.kind.value, claim.reason.subject)
        for claim in expected
        for guid in claim.title.guids
    }
    connection.close()


def test_only_people_wish(connection: sqlite3.Connection) -> None:
    """A tag's text may be a person's id."""
    claims.take(connection, RADARR, [says(RADARR, Claim(HEAT, tagged(ANN.id)))])

    assert claims.wishing(connection) == frozenset()
    assert claims.wishers(connection, [HEAT]) == frozenset()
    assert {reason.kind for reason in claims.reasons(connection)} == {ReasonKind.TAG}
