"""Who had what Plex lost: noted with the loss, and forgotten by the run that saw to it."""

import sqlite3

import pytest

from custom_components.plex_label_sync.core.model import Claim, Reading
from custom_components.plex_label_sync.core.queue import marks_of
from custom_components.plex_label_sync.state import claims, items, lost
from tests.core.build import ANN, BOB, OWN, RADARR, SEERR, a_film, film, tagged, wish

HEAT, RAN = a_film("tmdb://949", "imdb://tt1"), a_film("tmdb://11645", name="Ran")


@pytest.fixture(autouse=True)
def _wanted(connection: sqlite3.Connection) -> None:
    """Ann wants one film, Bob the other one, and that is tagged, too."""
    for source, claim in (
        (OWN, wish(HEAT, ANN)),
        (SEERR, wish(RAN, BOB, SEERR)),
        (RADARR, Claim(RAN, tagged("kids"))),
    ):
        claims.take(connection, source, [Reading(source, source, (claim,))])
    items.put(connection, [film(1, "tmdb://949", "imdb://tt1"), film(2, "tmdb://11645")])


def test_whoever_wants_what_is_removed_had_it(connection: sqlite3.Connection) -> None:
    """By any of its ids, and no tag is anybody."""
    items.remove(connection, [1, 2])

    assert lost.people(connection, marks_of(a_film("imdb://tt1"))) == {ANN.id}
    assert lost.people(connection, marks_of(RAN)) == {BOB.id}


def test_what_is_another_title_now_is_lost_as_well(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(1, "tmdb://1"), film(2, "tmdb://11645", "imdb://tt2")])

    assert lost.people(connection, marks_of(HEAT)) == {ANN.id}
    assert lost.people(connection, marks_of(RAN)) == frozenset()


def test_who_wants_it_later_did_not_have_it(connection: sqlite3.Connection) -> None:
    items.remove(connection, [1])
    claims.take(connection, SEERR, [Reading(SEERR, "Seerr", (wish(HEAT, BOB, SEERR),))])

    assert lost.people(connection, marks_of(HEAT)) == {ANN.id}


def test_nothing_is_noted_where_nobody_wants_it(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(3, "tmdb://603")])
    assert lost.last(connection) == 0

    items.remove(connection, [3])

    assert lost.last(connection) == 0


def test_it_is_forgotten_by_title(connection: sqlite3.Connection) -> None:
    items.remove(connection, [1, 2])

    lost.forget(connection, lost.last(connection), marks_of(HEAT))

    assert lost.people(connection, marks_of(HEAT)) == frozenset()
    assert lost.people(connection, marks_of(RAN)) == {BOB.id}


def test_what_is_lost_later_stays_noted(connection: sqlite3.Connection) -> None:
    """The run that forgets did not see it."""
    items.remove(connection, [1])
    seen = lost.last(connection)
    items.remove(connection, [2])

    lost.forget(connection, seen)
    lost.forget(connection, seen, marks_of(RAN))

    assert lost.people(connection, marks_of(HEAT)) == frozenset()
    assert lost.people(connection, marks_of(RAN)) == {BOB.id}
