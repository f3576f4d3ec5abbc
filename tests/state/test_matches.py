"""Which claims are about which of Plex's items, and which wait for one."""

import sqlite3

from custom_components.plex_label_sync.core.model import Claim, Reading, Title
from custom_components.plex_label_sync.state import claims, items, matches
from tests.core.build import ANN, OWN, RADARR, a_film, a_series, film, series, tagged, wish

HEAT, LOST = a_film("tmdb://949"), a_series("tvdb://73739", name="Lost")


def own(connection: sqlite3.Connection, *titles: Title) -> None:
    """Take in the owner's watchlist."""
    claims.take(connection, OWN, [Reading(OWN, OWN, tuple(map(wish, titles)))])


def radarr(connection: sqlite3.Connection, *tags: Claim) -> None:
    """Take in the tags of an instance."""
    claims.take(connection, RADARR, [Reading(RADARR, RADARR, tags)])


def waiting(connection: sqlite3.Connection) -> list[Claim]:
    """Give the claims that wait."""
    return [claim for piece in matches.waiting(connection) for claim in piece]


def test_what_plex_does_not_have_waits(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(1, "tmdb://949")])
    tag = Claim(a_film("tmdb://7"), tagged("4k"), waits=False)
    own(connection, HEAT, LOST, a_film("plex://movie/a"))
    radarr(connection, tag)

    assert waiting(connection) == [wish(LOST)]


def test_it_tells_which_claims_are_about_which_items(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(key, "tmdb://949", section=str(key)) for key in (9, 2)])
    items.put(connection, [film(3, "tmdb://3")])
    own(connection, HEAT, LOST)

    reasons = {claim: reason for claim, *reason in matches.reasons_by_id(connection)}
    found = [(reasons[claim], key, own) for claim, key, own in matches.with_items(connection)]
    assert sorted(found) == [([OWN, "user", ANN.id], 2, 1), ([OWN, "user", ANN.id], 9, 1)]


def test_it_tells_whether_an_item_has_the_id_that_decides(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(1, "tmdb://949"), film(2, "imdb://tt1")])
    mixed = Claim(a_film("tmdb://949", "imdb://tt1"), tagged("4k"))
    radarr(connection, mixed)

    assert sorted((key, own) for _, key, own in matches.with_items(connection)) == [(1, 1), (2, 0)]


def test_a_claim_waits_though_another_title_has_one_of_its_ids(
    connection: sqlite3.Connection,
) -> None:
    wrong = Claim(a_series("tvdb://100", "tmdb://7"), tagged("4k"))
    old = Claim(a_series("tvdb://300", "imdb://tt3"), tagged("4k"))
    radarr(connection, wrong, old)
    items.put(connection, [series(1, "tvdb://200", "tmdb://7"), series(2, "imdb://tt3")])

    assert waiting(connection) == [wrong]
    items.put(connection, [series(3, "tvdb://100")])
    assert waiting(connection) == []
