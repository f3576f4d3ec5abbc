"""Which ids are those of one title."""

import sqlite3

from custom_components.plex_label_sync.core.model import Claim, Guids, Reading, Title
from custom_components.plex_label_sync.state import claims, items, learned
from custom_components.plex_label_sync.state.same_title import with_all_ids
from tests.core.build import OWN, RADARR, a_film, a_series, film, series, tagged, wish

NOW = 1_795_900_000.0


def own(connection: sqlite3.Connection, *titles: Title) -> None:
    """Take in the owner's watchlist."""
    claims.take(connection, OWN, [Reading(OWN, OWN, tuple(map(wish, titles)))])


def sonarr(connection: sqlite3.Connection, *titles: Title) -> None:
    """Take in the tagged titles of an instance."""
    tags = tuple(Claim(title, tagged("4k")) for title in titles)
    claims.take(connection, RADARR, [Reading(RADARR, RADARR, tags)])


def ids(connection: sqlite3.Connection, guid: str) -> Guids:
    """Give all ids of the TV show with this one."""
    return with_all_ids(connection, a_series(guid)).guids


def test_what_plex_has_of_any_copy_belongs_to_it(connection: sqlite3.Connection) -> None:
    items.put(
        connection, [series(1, "tvdb://1", "imdb://tt1"), series(2, "imdb://tt1", "tmdb://1")]
    )

    assert ids(connection, "tmdb://1") == {"tvdb://1", "imdb://tt1", "tmdb://1"}


def test_what_sources_say_belongs_to_it(connection: sqlite3.Connection) -> None:
    """Also of a title that is not in Plex."""
    sonarr(connection, a_series("tvdb://1", "tmdb://1"))

    assert ids(connection, "tmdb://1") == {"tvdb://1", "tmdb://1"}


def test_what_was_looked_up_belongs_to_it(connection: sqlite3.Connection) -> None:
    own(connection, a_series("plex://show/a"))
    learned.put(connection, {"plex://show/a": frozenset({"tvdb://1"})}, NOW)

    assert ids(connection, "plex://show/a") == {"plex://show/a", "tvdb://1"}


def test_another_media_type_is_another_title(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(1, "tmdb://1", "imdb://tt1")])
    own(connection, a_film("tmdb://1", "imdb://tt2"))

    assert ids(connection, "tmdb://1") == {"tmdb://1"}


def test_a_wrong_id_of_a_source_leads_to_no_other_title(connection: sqlite3.Connection) -> None:
    """Sonarr has the TMDB number of another show, whichever of the two Plex has."""
    sonarr(connection, a_series("tvdb://100", "tmdb://7"))
    items.put(connection, [series(2, "tvdb://200", "tmdb://7")])

    assert "tvdb://200" not in ids(connection, "tvdb://100")
    assert ids(connection, "tvdb://200") == {"tvdb://200", "tmdb://7"}
    assert ids(connection, "tmdb://7") == {"tvdb://200", "tmdb://7"}

    items.put(connection, [series(1, "tvdb://100", "tmdb://5")])
    assert ids(connection, "tvdb://100") == {"tvdb://100", "tmdb://5"}
