"""Which claims are about which of Plex's items, and which wait for one."""

import sqlite3

from custom_components.plex_label_sync.core.model import Claim, Reading, Title
from custom_components.plex_label_sync.state import claims, items, matches
from tests.core.build import ANN, OWN, RADARR, a_film, a_series, film, tagged, wish

HEAT, LOST = a_film("tmdb://949"), a_series("tvdb://73739", name="Lost")


def own(connection: sqlite3.Connection, *titles: Title) -> None:
    """Take in the owner's watchlist."""
    claims.take(connection, OWN, [Reading(OWN, OWN, tuple(map(wish, titles)))])


def test_what_plex_does_not_have_waits(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(1, "tmdb://949")])
    tag = Claim(a_film("tmdb://7"), tagged("4k"), waits=False)
    own(connection, HEAT, LOST, a_film("plex://movie/a"))
    claims.take(connection, RADARR, [Reading(RADARR, RADARR, (tag,))])

    assert [claim for piece in matches.waiting(connection) for claim in piece] == [wish(LOST)]


def test_it_tells_which_claims_are_about_which_items(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(key, "tmdb://949", section=str(key)) for key in (9, 2)])
    items.put(connection, [film(3, "tmdb://3")])
    own(connection, HEAT, LOST)

    reasons = {claim: reason for claim, *reason in matches.reasons_by_id(connection)}
    found = [(reasons[claim], key) for claim, key in matches.with_items(connection)]
    assert sorted(found) == [([OWN, "user", ANN.id], 2), ([OWN, "user", ANN.id], 9)]
