"""Titles by their names: in Plex, in what sources claim and in what waits."""

from sqlite3 import Connection

import pytest

from custom_components.plex_label_sync.core.model import Item, MediaType, Reading, Title, packed
from custom_components.plex_label_sync.core.queue import Waiting
from custom_components.plex_label_sync.state import claims, items, learned, waiting
from custom_components.plex_label_sync.state.title_names import (
    NamedTitle,
    called,
    media_types,
    name_of,
    near,
)
from tests.core.build import OWN, wish

MOVIE, SHOW = MediaType.MOVIE, MediaType.SHOW


def item(key: int, name: str, *guids: str, year: int = 0) -> Item:
    """Give a movie in Plex."""
    return Item(
        key, "1", MOVIE, guids[0] if guids else f"local://{key}", packed(guids), name, 0, year
    )


def title(name: str, *guids: str, media_type: MediaType = MOVIE, year: int = 0) -> Title:
    """Give a title."""
    return Title(media_type, packed(guids), name, year)


def want(connection: Connection, *titles: Title) -> None:
    """Let the owner want titles."""
    told = Reading(OWN, "watchlist of ann", tuple(map(wish, titles)))
    claims.take(connection, OWN, [told])


@pytest.mark.parametrize("name", ["Amélie", "AMELIE", " amélie! "])
def test_a_title_in_plex_is_found_in_any_case_and_without_accents(
    connection: Connection, name: str
) -> None:
    items.put(connection, [item(1, "Amélie", "tmdb://194", year=2001), item(2, "Heat", "tmdb://1")])

    assert called(connection, name) == (NamedTitle(title("Amélie", "tmdb://194", year=2001)),)


def test_so_is_one_that_somebody_wants(connection: Connection) -> None:
    want(connection, title("Heat", "tmdb://949", year=1995))
    assert called(connection, "heat") == (NamedTitle(title("Heat", "tmdb://949", year=1995)),)


def test_so_is_one_that_waits_without_anybody_who_wants_it(connection: Connection) -> None:
    """An instance has imported it."""
    row = Waiting(SHOW, frozenset({"tvdb://1"}), "Lost", frozenset(), imported=True)
    waiting.replace_all(connection, [row], 1.0)

    assert called(connection, "lost") == (NamedTitle(title("Lost", "tvdb://1", media_type=SHOW)),)


def test_copies_and_wishes_of_one_title_are_one(connection: Connection) -> None:
    """By any of its ids, also those that were looked up."""
    plex = "plex://movie/a"
    items.put(
        connection, [item(1, "Heat", "tmdb://949"), item(2, "Heat", "tmdb://949", "tvdb://5")]
    )
    learned.put(connection, {plex: frozenset({"tmdb://949"})}, 1.0)
    want(connection, title("Heat", plex), title("Heat", "tvdb://5", "imdb://tt1"))

    (found,) = called(connection, "Heat")

    assert found.title.guids == {plex, "tmdb://949", "tvdb://5", "imdb://tt1"}


def test_titles_of_one_name_are_told_apart(connection: Connection) -> None:
    items.put(connection, [item(1, "Heat", "tmdb://1", year=1986)])
    want(connection, title("Heat", "tmdb://2"), title("Heat", "tmdb://1", media_type=SHOW))

    found = [(one.title.media_type, one.title.year) for one in called(connection, "Heat")]

    assert sorted(found) == [(MOVIE, 0), (MOVIE, 1986), (SHOW, 0)]


def test_an_item_without_ids_is_found_by_its_rating_key(connection: Connection) -> None:
    items.put(connection, [item(7, "Summer at the Lake", year=1987)])
    assert called(connection, "summer at the lake") == (
        NamedTitle(title("Summer at the Lake", year=1987), key=7),
    )


def test_what_is_called_otherwise_is_not_found(connection: Connection) -> None:
    items.put(connection, [item(1, "Heat", "tmdb://1")])
    want(connection, title("", "tmdb://2"))

    assert called(connection, "Heat 2") == ()
    assert called(connection, "") == ()


def test_the_media_types_of_an_id_are_known(connection: Connection) -> None:
    items.put(connection, [item(1, "Heat", "tmdb://1", "imdb://tt1")])
    want(connection, title("Lost", "tmdb://1", media_type=SHOW))

    assert media_types(connection, ["imdb://tt1"]) == {MOVIE}
    assert media_types(connection, ["tmdb://1"]) == {MOVIE, SHOW}
    assert media_types(connection, ["tmdb://2"]) == frozenset()


def test_what_plex_calls_a_title_comes_first(connection: Connection) -> None:
    items.put(connection, [item(1, "Heat", "tmdb://1")])
    want(connection, title("Fuego contra fuego", "tmdb://1"), title("Lost", "tmdb://2"))

    assert name_of(connection, title("", "tmdb://1")) == "Heat"
    assert name_of(connection, title("", "tmdb://2")) == "Lost"
    assert name_of(connection, title("", "tmdb://3")) == ""


def test_titles_of_near_names_are_found_wherever_they_are_known(connection: Connection) -> None:
    items.put(connection, [item(1, "Heat", "tmdb://1"), item(2, "Home", "tmdb://2")])
    want(connection, title("The Heat", "tmdb://3"))
    row = Waiting(SHOW, frozenset({"tvdb://4"}), "Heat Wave", frozenset(), imported=True)
    waiting.replace_all(connection, [row], 1.0)

    assert [one.title.name for one in near(connection, "heat", 5)] == [
        "Heat",
        "The Heat",
        "Heat Wave",
    ]


@pytest.mark.parametrize("name", ["", "!", "h" * 60_000])
def test_nothing_is_near_to_what_is_no_name(connection: Connection, name: str) -> None:
    items.put(connection, [item(1, "Heat", "tmdb://1")])
    assert near(connection, name, 5) == ()
