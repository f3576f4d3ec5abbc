"""Whose titles are to be counted anew: whoever is counted when noted has what all have who are."""

from collections.abc import Callable
import sqlite3

from hypothesis import HealthCheck, given, settings, strategies as st
import pytest

from custom_components.plex_label_sync.core.model import Claim, Reading
from custom_components.plex_label_sync.state import claims, uncounted
from custom_components.plex_label_sync.state.wanted import TitleCounts, counts
from tests.core.build import ANN, BOB, OWN, RADARR, a_film, tagged
from tests.costs import Costs

from .changing import CHANGES, GUIDS, hide, holds_after_each, learn, show, want

PEOPLE = {ANN.id: ANN.id, BOB.id: BOB.id}


def counted_along(connection: sqlite3.Connection) -> Callable[[sqlite3.Connection], bool]:
    """Count everybody now, and then only who is noted; gives whether that is what all have."""
    uncounted.take(connection)
    kept = counts(connection, PEOPLE)

    def is_right(connection: sqlite3.Connection) -> bool:
        noted = {key: key for key in uncounted.take(connection) & PEOPLE.keys()}
        kept.update(counts(connection, noted))
        return kept == counts(connection, PEOPLE)

    return is_right


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CHANGES, max_size=10))
def test_whatever_changes_whoever_has_other_counts_is_noted(
    connection: sqlite3.Connection, changes: list[Callable[[sqlite3.Connection], None]]
) -> None:
    assert holds_after_each(connection, changes, counted_along(connection))


def test_nobody_is_noted_where_nothing_changed(connection: sqlite3.Connection) -> None:
    want(connection, OWN, GUIDS)
    show(connection, 1, GUIDS)
    assert uncounted.take(connection) == {ANN.id}

    want(connection, OWN, GUIDS)
    show(connection, 1, GUIDS)

    assert uncounted.take(connection) == frozenset()


def test_only_who_wants_a_title_is_noted_for_it(connection: sqlite3.Connection) -> None:
    want(connection, OWN, GUIDS[:1], person=ANN)
    want(connection, "watchlist/friend/bob", GUIDS[1:], person=BOB)
    uncounted.take(connection)

    show(connection, 1, GUIDS[1:])

    assert uncounted.take(connection) == {BOB.id}


def test_ids_that_are_looked_up_lead_to_an_item(connection: sqlite3.Connection) -> None:
    want(connection, OWN, GUIDS[:1])
    show(connection, 1, ["tmdb://2"])
    uncounted.take(connection)

    learn(connection, GUIDS[0], frozenset({"tmdb://2"}))

    assert uncounted.take(connection) == {ANN.id}
    assert counts(connection, PEOPLE)[ANN.id] == TitleCounts(1, 1)


def test_titles_that_a_look_up_tells_apart_again_are_two(connection: sqlite3.Connection) -> None:
    want(connection, OWN, GUIDS)
    for guid in GUIDS:
        learn(connection, guid, frozenset({"tmdb://2"}))
    assert counts(connection, PEOPLE)[ANN.id] == TitleCounts(1, 0)
    uncounted.take(connection)

    learn(connection, GUIDS[0], frozenset({"tmdb://3"}))

    assert uncounted.take(connection) == {ANN.id}
    assert counts(connection, PEOPLE)[ANN.id] == TitleCounts(2, 0)


def test_a_copy_may_show_that_an_item_is_another_title(connection: sqlite3.Connection) -> None:
    """Nobody wants it by an id of its own; it is a copy of a copy of what they want."""
    want(connection, OWN, ["imdb://tt1"], more="tmdb://1")
    show(connection, 1, ["imdb://tt1", "tvdb://7"])
    show(connection, 2, ["tvdb://7", "imdb://tt3"])
    uncounted.take(connection)
    assert counts(connection, PEOPLE)[ANN.id] == TitleCounts(1, 1)

    show(connection, 3, ["imdb://tt3", "tmdb://2"])

    assert uncounted.take(connection) == {ANN.id}
    assert counts(connection, PEOPLE)[ANN.id] == TitleCounts(1, 0)

    hide(connection, 3)

    assert uncounted.take(connection) == {ANN.id}
    assert counts(connection, PEOPLE)[ANN.id] == TitleCounts(1, 1)


def test_a_tag_is_nobodys_wish(connection: sqlite3.Connection) -> None:
    claim = Claim(a_film("tmdb://949"), tagged(ANN.id))
    claims.take(connection, RADARR, [Reading(RADARR, RADARR, (claim,))])

    assert uncounted.take(connection) == frozenset()


@pytest.mark.parametrize("is_looked_up", [False, True])
def test_to_count_for_somebody_costs_the_same_among_any_wishes(
    connection: sqlite3.Connection, *, is_looked_up: bool
) -> None:
    want(connection, OWN, GUIDS)
    if is_looked_up:
        learn(connection, GUIDS[0], frozenset({"tmdb://2"}))
    costs: list[int] = []
    for many in (20, 2_000):
        guids = [f"plex://movie/{number}" for number in range(many)]
        want(connection, "watchlist/friend/bob", guids, person=BOB)
        for key, guid in enumerate(guids, start=1):
            show(connection, key, [guid])
        assert counts(connection, {ANN.id: ANN.id}) == {ANN.id: TitleCounts(2, 0)}
        costs.append(Costs.of(connection, lambda asked: counts(asked, {ANN.id: ANN.id})).steps)

    assert costs[0] == costs[1]
