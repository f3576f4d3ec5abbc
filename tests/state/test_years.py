"""In which years titles came out: by any id, as Plex and the sources tell."""

from sqlite3 import Connection

import pytest

from custom_components.plex_label_sync.core.model import Item, MediaType, Reading, Title, packed
from custom_components.plex_label_sync.sources.watchlists import OWN
from custom_components.plex_label_sync.state import claims, items, years
from tests.core.build import wish

HEAT = frozenset({"imdb://tt0113277", "tmdb://949"})


def title(
    *guids: str, media_type: MediaType = MediaType.MOVIE, year: int = 0, name: str = "Heat"
) -> Title:
    """Give a title with these ids."""
    return Title(media_type, packed(guids), name, year)


def item(year: int, guid: str = "plex://movie/a") -> Item:
    """Give an item of Plex."""
    return Item(1, "1", MediaType.MOVIE, guid, packed({guid, *HEAT}), "Heat", 0, year)


def test_a_year_is_known_by_each_id(connection: Connection) -> None:
    years.note(connection, [title(*HEAT, year=1995)])

    assert years.of(connection, title("tmdb://949")) == 1995
    assert years.of(connection, title("imdb://tt0113277", "tvdb://1")) == 1995
    assert years.of(connection, title("tvdb://1")) == 0


def test_a_number_is_another_title_in_the_other_media_type(connection: Connection) -> None:
    years.note(connection, [title(*HEAT, year=1995)])
    assert years.of(connection, title("tmdb://949", media_type=MediaType.SHOW)) == 0


def test_the_year_of_a_title_without_ids_is_known_by_its_name(connection: Connection) -> None:
    """As Radarr lists one that TMDB does not know; a title with ids is another one."""
    years.note(connection, [title(year=1995)])

    assert years.of(connection, title()) == 1995
    assert years.of(connection, title(name="Ran")) == 0
    assert years.of(connection, title("tmdb://949")) == 0


def test_no_year_and_no_id_tell_nothing(connection: Connection) -> None:
    years.note(connection, [title(*HEAT, year=1995)])
    years.note(connection, [title(*HEAT), title(year=1999, name="")])

    assert years.of(connection, title("tmdb://949")) == 1995
    assert years.of(connection, title(name="")) == 0


def test_what_was_told_last_counts(connection: Connection) -> None:
    for year in (1994, 1995):
        years.note(connection, [title(*HEAT, year=year)])
    assert years.of(connection, title("tmdb://949")) == 1995


def test_what_a_title_says_itself_comes_first(connection: Connection) -> None:
    years.note(connection, [title(*HEAT, year=1995)])
    assert years.of(connection, title("tmdb://949", year=1996)) == 1996


@pytest.mark.parametrize("guid", ["plex://movie/a", "local://1"])
def test_items_come_with_their_years(connection: Connection, guid: str) -> None:
    items.put(connection, [item(1995, guid)])
    assert items.of(connection, [1])[1].year == 1995


def test_the_year_of_an_item_that_is_otherwise_as_before_is_taken_in(
    connection: Connection,
) -> None:
    """As after an update from a version that knew none; the item does not count as changed."""
    items.put(connection, [item(0)])

    assert items.put(connection, [item(1995)]) == frozenset()

    assert items.of(connection, [1])[1].year == 1995


def test_a_later_item_with_the_key_has_a_year_of_its_own(connection: Connection) -> None:
    items.put(connection, [item(1995)])
    items.put(connection, [item(0)])
    assert items.of(connection, [1])[1].year == 0

    items.put(connection, [item(1995)])
    items.remove(connection, [1])
    items.put(connection, [item(0)])
    assert items.of(connection, [1])[1].year == 0


def test_sources_tell_years(connection: Connection) -> None:
    """Also of claims that stand already."""
    for year in (0, 1995):
        told = wish(title(*HEAT, year=year), source=OWN)
        new = claims.take(connection, OWN, [Reading(OWN, "John's", (told,))])
        assert bool(new) == (year == 0)

    assert years.of(connection, title("tmdb://949")) == 1995
