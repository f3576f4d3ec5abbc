"""How many titles people want, and how many of these Plex has."""

import sqlite3

from custom_components.plex_label_sync.core.model import (
    Claim,
    MediaType,
    Reading,
    Reason,
    ReasonKind,
    Title,
)
from custom_components.plex_label_sync.state import claims, items
from custom_components.plex_label_sync.state.wanted import TitleCounts, counts
from tests.core.build import (
    ANN,
    BOB,
    FRIEND,
    OWN,
    RADARR,
    SEERR,
    a_film,
    a_series,
    by,
    film,
    series,
    tagged,
    wish,
)

ANN_IN_SEERR = "seerr/s/9"
PEOPLE = {ANN.id: ANN.id, BOB.id: BOB.id, ANN_IN_SEERR: ANN.id}
HEAT, LOST = a_film("tmdb://949"), a_series("tvdb://73739")


def own(connection: sqlite3.Connection, *titles: Title) -> None:
    """Take in Ann's watchlist."""
    claims.take(connection, OWN, [Reading(OWN, OWN, tuple(map(wish, titles)))])


def of_ann(connection: sqlite3.Connection) -> TitleCounts:
    """Give what Ann wants."""
    return counts(connection, PEOPLE)[ANN.id]


def test_who_wants_nothing_wants_no_titles(connection: sqlite3.Connection) -> None:
    own(connection, HEAT)

    assert counts(connection, PEOPLE) == {ANN.id: TitleCounts(1, 0), BOB.id: TitleCounts()}


def test_what_plex_has_is_available_and_the_rest_waits(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(1, "tmdb://949")])
    own(connection, HEAT, LOST)

    assert of_ann(connection) == TitleCounts(2, 1)
    assert of_ann(connection).waiting == 1


def test_the_copies_of_a_title_are_one(connection: sqlite3.Connection) -> None:
    items.put(connection, [film(key, "tmdb://949", section=str(key)) for key in (1, 2)])
    own(connection, HEAT)

    assert of_ann(connection) == TitleCounts(1, 1)


def test_the_same_number_in_the_other_type_is_another_title(
    connection: sqlite3.Connection,
) -> None:
    items.put(connection, [series(1, "tmdb://949")])
    own(connection, HEAT, a_series("tmdb://949"))

    assert of_ann(connection) == TitleCounts(2, 1)


def test_wishes_that_share_an_id_are_of_one_title(connection: sqlite3.Connection) -> None:
    """Whichever source they come from, and under whatever id it knows the person."""
    items.put(connection, [film(1, "plex://movie/a", "tmdb://949", "imdb://tt1")])
    own(connection, a_film("plex://movie/a", "imdb://tt1", "tmdb://949"))
    requests = [
        Claim(a_film("tmdb://949"), by(ANN, SEERR)),
        Claim(a_film("imdb://tt1"), Reason(ReasonKind.USER, ANN_IN_SEERR, SEERR)),
    ]
    claims.take(connection, SEERR, [Reading(SEERR, SEERR, tuple(requests))])

    assert of_ann(connection) == TitleCounts(1, 1)


def test_wishes_of_which_plex_has_one_item_are_of_one_title(
    connection: sqlite3.Connection,
) -> None:
    """A watchlist names Plex's own id alone, and Seerr TMDB's; the item has both."""
    items.put(connection, [film(1, "plex://movie/a", "tmdb://949")])
    own(connection, a_film("plex://movie/a"))
    requests = (Claim(HEAT, by(ANN, SEERR)),)
    claims.take(connection, SEERR, [Reading(SEERR, SEERR, requests)])

    assert of_ann(connection) == TitleCounts(1, 1)


def test_everybody_who_wants_a_title_is_counted(connection: sqlite3.Connection) -> None:
    own(connection, HEAT)
    theirs = (Claim(HEAT, by(BOB, FRIEND)), Claim(LOST, by(BOB, FRIEND)))
    claims.take(connection, FRIEND, [Reading(FRIEND, FRIEND, theirs)])

    assert counts(connection, PEOPLE) == {ANN.id: TitleCounts(1), BOB.id: TitleCounts(2)}


def test_tags_are_nobodys_wish(connection: sqlite3.Connection) -> None:
    claims.take(connection, RADARR, [Reading(RADARR, RADARR, (Claim(HEAT, tagged(ANN.id)),))])

    assert of_ann(connection) == TitleCounts()


def test_titles_without_ids_are_told_apart_by_name(connection: sqlite3.Connection) -> None:
    same = Title(MediaType.MOVIE, "", "Heat")
    own(connection, same, Title(MediaType.MOVIE, "", "Cold"))
    claims.take(connection, SEERR, [Reading(SEERR, SEERR, (Claim(same, by(ANN, SEERR)),))])

    assert of_ann(connection) == TitleCounts(2, 0)


def test_a_title_is_not_available_where_another_one_has_one_of_its_ids(
    connection: sqlite3.Connection,
) -> None:
    """Nor does that one count; where an item has no id that says otherwise, it does."""
    wrong = Claim(a_film("tmdb://100", "imdb://tt1"), by(ANN, SEERR))
    old = Claim(a_film("tmdb://300", "imdb://tt3"), by(ANN, SEERR))
    claims.take(connection, SEERR, [Reading(SEERR, SEERR, (wrong, old))])
    items.put(connection, [film(1, "tmdb://200", "imdb://tt1"), film(2, "imdb://tt3")])

    assert of_ann(connection) == TitleCounts(2, 1)


def test_wishes_of_whom_nobody_knows_are_not_counted(connection: sqlite3.Connection) -> None:
    own(connection, HEAT)

    assert counts(connection, {BOB.id: BOB.id}) == {BOB.id: TitleCounts()}
