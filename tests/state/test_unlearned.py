"""What is still to be looked up is kept by triggers: it is what all claims would tell."""

from collections.abc import Callable
from contextlib import closing
from itertools import takewhile
import sqlite3

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.plex_label_sync.core.cause import Cause
from custom_components.plex_label_sync.core.model import MediaType, Reading
from custom_components.plex_label_sync.state import claims, items, learned, schema, work
from tests.core.build import FRIEND, OWN, a_film, film, wish
from tests.costs import GROWING, Costs, tables_walked

from .changing import CHANGES, GUIDS, NOW, holds_after_each, learn, show, want

_OPEN = (
    "SELECT DISTINCT media_type, guids FROM claims WHERE guids GLOB 'plex://*'"
    " AND instr(guids, ' ') = 0 AND guids NOT IN (SELECT guid FROM learned)"
    " AND (guids, media_type) NOT IN (SELECT guid, media_type FROM item_guids)"
)


def are_right(connection: sqlite3.Connection) -> bool:
    """Whether those are kept that all claims tell."""
    kept = set(connection.execute("SELECT media_type, guid FROM unlearned"))
    return kept == set(connection.execute(_OPEN))


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, max_size=10))
def test_whatever_changes_they_are_kept(
    connection: sqlite3.Connection, changes: list[Callable[[sqlite3.Connection], None]]
) -> None:
    assert holds_after_each(connection, changes, are_right)


def test_those_of_an_older_database_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    older = takewhile(lambda script: "TABLE unlearned" not in script, schema._MIGRATIONS)
    with closing(sqlite3.connect(":memory:")) as connection:
        with monkeypatch.context() as before:
            before.setattr(schema, "_MIGRATIONS", tuple(older))
            schema.migrate(connection)
            want(connection, OWN, (*GUIDS, "plex://movie/c"), "")
            show(connection, 1, GUIDS[:1])
            learn(connection, "plex://movie/c", frozenset())
        schema.migrate(connection)

        assert learned.to_look_up(connection, NOW + 1) == [GUIDS[1]]
        assert claims.has_other_ids(connection, MediaType.MOVIE, frozenset({"imdb"}), None) is False
        assert are_right(connection)


@pytest.mark.parametrize("full_sync", [False, True])
def test_what_a_condition_asks_costs_the_same_among_any_wishes(
    connection: sqlite3.Connection, *, full_sync: bool
) -> None:
    """Of a person, and of anybody; also while a full sync is to come."""
    if full_sync:
        work.add_full_sync(connection, Cause.OPTIONS, NOW)
    costs: list[int] = []
    for many in (20, 2_000):
        guids = [f"plex://movie/{number}" for number in range(many)]
        want(connection, OWN, guids, "")
        items.put(connection, [film(key, guid) for key, guid in enumerate(guids, start=1)])
        wishes = tuple(wish(a_film(f"tmdb://{key}"), source=FRIEND) for key in range(many))
        claims.take(connection, FRIEND, [Reading(FRIEND, FRIEND, wishes)])
        counted = Costs.of(connection, _ask)
        costs.append(counted.steps)
        assert tables_walked(connection, counted.said).isdisjoint(GROWING)

    assert costs[0] == costs[1]


def _ask(connection: sqlite3.Connection) -> None:
    """Ask what a condition does."""
    for people in (None, frozenset({"1", "2"})):
        known, other = frozenset({"tmdb"}), frozenset({"imdb", "tvdb"})
        assert not claims.has_other_ids(connection, MediaType.MOVIE, known, people)
        assert claims.has_other_ids(connection, MediaType.MOVIE, other, people)
    assert not learned.is_any_open(connection, MediaType.MOVIE)


def test_a_wish_that_is_left_to_a_full_sync_is_open_until_it_is_looked_up(
    connection: sqlite3.Connection,
) -> None:
    want(connection, OWN, GUIDS[:1], "")
    assert not learned.is_any_open(connection, MediaType.MOVIE)

    work.add_full_sync(connection, Cause.SOURCES, NOW)
    assert learned.is_any_open(connection, MediaType.MOVIE)
    assert not learned.is_any_open(connection, MediaType.SHOW)

    learn(connection, GUIDS[0], frozenset())
    assert not learned.is_any_open(connection, MediaType.MOVIE)
