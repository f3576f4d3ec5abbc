"""The other ids of watchlist entries: when they are looked up, and again."""

import sqlite3

import pytest

from custom_components.plex_label_sync.core.model import Reading, Title
from custom_components.plex_label_sync.state import claims, items, learned
from tests.core.build import OWN, a_film, a_series, film, wish
from tests.costs import GROWING, Costs, tables_walked

ALONE, SERIES = "plex://movie/a", "plex://show/a"
WHOLE = frozenset({"imdb://tt0113277", "tmdb://949"})
NOW = 1_000_000.0
HOUR = 3_600.0


@pytest.fixture
def wanted(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A title that is wanted, of which its plex guid alone is known."""
    want(connection, a_film(ALONE))
    return connection


def want(connection: sqlite3.Connection, *titles: Title) -> None:
    """Have exactly these titles wanted."""
    claims.take(connection, OWN, [Reading(OWN, "own", tuple(map(wish, titles)))])


def test_what_came_with_its_plex_guid_alone_is_looked_up(wanted: sqlite3.Connection) -> None:
    assert learned.to_look_up(wanted, NOW) == [ALONE]
    assert learned.unsure(wanted, NOW) == {OWN}
    assert learned.open_among(wanted, [a_film(ALONE)], NOW) == [ALONE]
    assert learned.is_open(wanted, a_film(ALONE))


def test_what_plex_has_is_not(wanted: sqlite3.Connection) -> None:
    """In a library with today's agents the plex guid is enough."""
    items.put(wanted, [film(1, ALONE)])

    assert learned.to_look_up(wanted, NOW) == []
    assert learned.unsure(wanted, NOW) == frozenset()
    assert learned.open_among(wanted, [a_film(ALONE)], NOW) == []


def test_what_came_with_other_ids_is_not(connection: sqlite3.Connection) -> None:
    titles = [a_film(ALONE, "tmdb://1"), a_film("tmdb://2"), a_film()]
    want(connection, *titles)

    assert learned.to_look_up(connection, NOW) == []
    assert learned.open_among(connection, titles, NOW) == []
    assert not any(learned.is_open(connection, title) for title in titles)


def test_what_was_found_is_not_looked_up_again(wanted: sqlite3.Connection) -> None:
    learned.put(wanted, {ALONE: WHOLE}, NOW)

    assert learned.of(wanted, [ALONE, "plex://movie/b"]) == {ALONE: WHOLE}
    assert learned.to_look_up(wanted, NOW + 1_000 * learned.WEEK) == []
    assert learned.next_time(wanted, NOW) is None
    assert not learned.is_open(wanted, a_film(ALONE))


@pytest.mark.parametrize(
    ("title", "found"),
    [
        (a_film(ALONE), {"tmdb://949"}),
        (a_film(ALONE), {"imdb://tt0113277", "tvdb://1133"}),
        (a_series(SERIES), {"imdb://tt0411008", "tmdb://4607"}),
    ],
    ids=["a movie without IMDb's", "a movie without TMDB's", "a TV show without TVDB's"],
)
def test_what_lacks_an_id_that_a_legacy_agent_goes_by_is_looked_up_after_a_day_and_then_each_week(
    connection: sqlite3.Connection, title: Title, found: set[str]
) -> None:
    """But its source is known meanwhile, and so are those of conditions."""
    want(connection, title)
    (guid,) = title.guids
    moment = NOW
    for pause in (learned.DAY, learned.WEEK, learned.WEEK):
        claims.learn(connection, {guid: frozenset(found)}, moment)
        assert learned.next_time(connection, moment) == moment + pause
        assert learned.to_look_up(connection, moment + pause - HOUR) == []
        assert learned.open_among(connection, [title], moment + pause - HOUR) == []
        assert learned.to_look_up(connection, moment + pause) == [guid]
        assert learned.open_among(connection, [title], moment + pause) == [guid]
        assert learned.unsure(connection, moment + pause) == frozenset()
        assert not learned.is_open(connection, title)
        moment += pause


def test_a_tv_show_needs_no_other_id_than_tvdbs(connection: sqlite3.Connection) -> None:
    want(connection, a_series(SERIES))
    claims.learn(connection, {SERIES: frozenset({"tvdb://73739"})}, NOW)

    assert learned.to_look_up(connection, NOW + 1_000 * learned.WEEK) == []
    assert learned.next_time(connection, NOW) is None


@pytest.mark.parametrize("guid", [ALONE, "tmdb://949"])
def test_what_is_known_in_part_is_not_looked_up_while_plex_has_it(
    wanted: sqlite3.Connection, guid: str
) -> None:
    """By whichever id."""
    claims.learn(wanted, {ALONE: frozenset({"tmdb://949"})}, NOW)
    items.put(wanted, [film(1, guid)])
    later = NOW + learned.WEEK

    assert learned.to_look_up(wanted, later) == []
    assert learned.open_among(wanted, [a_film(ALONE)], later) == []
    assert learned.next_time(wanted, later) is None
    items.remove(wanted, [1])
    assert learned.to_look_up(wanted, later) == [ALONE]


def test_what_nobody_wants_any_more_is_not_looked_up(wanted: sqlite3.Connection) -> None:
    claims.learn(wanted, {ALONE: frozenset({"tmdb://949"})}, NOW)
    want(wanted)

    assert learned.to_look_up(wanted, NOW + learned.WEEK) == []
    assert learned.next_time(wanted, NOW) is None


@pytest.mark.parametrize(
    ("later", "known"),
    [
        (set(), {"imdb://tt1", "tvdb://1"}),
        ({"tmdb://1"}, {"imdb://tt1", "tmdb://1", "tvdb://1"}),
        ({"tvdb://2"}, {"imdb://tt1", "tvdb://2"}),
        ({"imdb://tt2", "tvdb://2"}, {"imdb://tt2", "tvdb://2"}),
    ],
    ids=["none", "one more", "another one", "all others"],
)
def test_a_later_answer_is_joined_with_what_is_known(
    wanted: sqlite3.Connection, later: set[str], known: set[str]
) -> None:
    """A smaller one takes nothing away; another id of a catalogue takes the place of the first."""
    claims.learn(wanted, {ALONE: frozenset({"imdb://tt1", "tvdb://1"})}, NOW)
    changed = claims.learn(wanted, {ALONE: frozenset(later)}, NOW + learned.DAY)

    assert changed == ({ALONE} if later else frozenset())
    assert learned.of(wanted, [ALONE]) == {ALONE: known}
    assert claims.about(wanted, [a_film(ALONE)]) == (wish(a_film(ALONE, *known)),)
    of_claim = wanted.execute("SELECT guid FROM claim_guids").fetchall()
    assert {guid for (guid,) in of_claim} == {ALONE, *known}


def test_each_is_due_by_when_it_was_looked_up(connection: sqlite3.Connection) -> None:
    """Those of one day do not come along with those of another."""
    want(connection, *(a_film(f"plex://movie/{number}") for number in range(3)))
    for number in range(3):
        for times in range(2):
            at = NOW + number * learned.DAY + times
            claims.learn(connection, {f"plex://movie/{number}": frozenset({"tmdb://1"})}, at)
    now = NOW + 2 * learned.DAY + HOUR

    assert learned.next_time(connection, now) == NOW + 1 + learned.WEEK
    for number in range(3):
        due = learned.to_look_up(connection, NOW + 1 + number * learned.DAY + learned.WEEK)
        assert due == [f"plex://movie/{one}" for one in range(number + 1)]


def test_what_waits_in_part_costs_nothing_until_it_is_due(connection: sqlite3.Connection) -> None:
    """However many there are."""
    costs: list[int] = []
    for many in (20, 2_000):
        guids = [f"plex://show/{number}" for number in range(many)]
        want(connection, *map(a_series, guids))
        for _ in range(2):
            claims.learn(connection, dict.fromkeys(guids, frozenset({"imdb://tt1"})), NOW)
        counted = Costs.of(connection, _ask)
        costs.append(counted.steps)
        assert tables_walked(connection, counted.said).isdisjoint(GROWING)

    assert costs[0] == costs[1]


def _ask(connection: sqlite3.Connection) -> None:
    """Ask what syncs do."""
    soon = NOW + HOUR
    assert learned.to_look_up(connection, soon) == []
    assert learned.unsure(connection, soon) == frozenset()
    assert learned.next_time(connection, soon) is not None


def test_where_nothing_was_found_it_is_looked_up_after_a_day_and_then_each_week(
    wanted: sqlite3.Connection,
) -> None:
    moment = NOW
    for pause in (learned.DAY, learned.WEEK, learned.WEEK):
        learned.put(wanted, {ALONE: frozenset()}, moment)
        assert learned.to_look_up(wanted, moment + pause - HOUR) == []
        assert learned.open_among(wanted, [a_film(ALONE)], moment + pause - HOUR) == []
        assert learned.to_look_up(wanted, moment + pause) == [ALONE]
        assert learned.open_among(wanted, [a_film(ALONE)], moment + pause) == [ALONE]
        moment += pause

    assert learned.of(wanted, [ALONE]) == {}


def test_what_was_looked_up_while_the_clock_was_ahead_is_looked_up_now(
    wanted: sqlite3.Connection,
) -> None:
    learned.put(wanted, {ALONE: frozenset()}, NOW + 1_000 * learned.WEEK)

    assert learned.to_look_up(wanted, NOW) == [ALONE]
    assert learned.open_among(wanted, [a_film(ALONE)], NOW) == [ALONE]
    assert learned.next_time(wanted, NOW) == NOW
    learned.put(wanted, {ALONE: frozenset()}, NOW)
    assert learned.to_look_up(wanted, NOW + HOUR) == []
    assert learned.next_time(wanted, NOW + HOUR) == NOW + learned.WEEK


def test_a_series_is_matched_among_series(connection: sqlite3.Connection) -> None:
    want(connection, a_series("plex://show/a"))
    items.put(connection, [film(1, "plex://show/a")])

    assert learned.to_look_up(connection, NOW) == ["plex://show/a"]
    assert learned.open_among(connection, [a_series("plex://show/a")], NOW) == ["plex://show/a"]
