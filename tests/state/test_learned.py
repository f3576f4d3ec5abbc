"""The other ids of watchlist entries: when they are looked up, and again."""

import sqlite3

import pytest

from custom_components.plex_label_sync.core.model import Reading, Title
from custom_components.plex_label_sync.state import claims, items, learned
from tests.core.build import OWN, a_film, a_series, film, wish

ALONE = "plex://movie/a"
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
    learned.put(wanted, {ALONE: frozenset({"tmdb://949"})}, NOW)

    assert learned.of(wanted, [ALONE, "plex://movie/b"]) == {ALONE: frozenset({"tmdb://949"})}
    assert learned.to_look_up(wanted, NOW + 1_000 * learned.WEEK) == []
    assert not learned.is_open(wanted, a_film(ALONE))


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
