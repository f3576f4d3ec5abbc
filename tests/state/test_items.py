"""The items that Plex showed last."""

from copy import replace
import sqlite3

from hypothesis import given, settings, strategies as st

from custom_components.plex_label_sync.core.model import Item
from custom_components.plex_label_sync.state import items
from custom_components.plex_label_sync.state.schema import migrate
from tests.core.build import a_film, a_series, film, series
from tests.core.strategies import ALL_ITEMS

HEAT = film(1, "tmdb://949", "imdb://tt0113277")
HEAT_4K = film(2, "tmdb://949", section="2")
LOST = series(3, "tvdb://73739")


def put(connection: sqlite3.Connection, *those: Item) -> frozenset[int]:
    """Keep items."""
    return items.put(connection, those)


def test_an_item_is_kept_as_it_is(connection: sqlite3.Connection) -> None:
    put(connection, HEAT, LOST)

    assert items.of(connection, [1, 2, 3]) == {1: HEAT, 3: LOST}


def test_it_tells_which_are_new_or_changed(connection: sqlite3.Connection) -> None:
    assert put(connection, HEAT, LOST) == {1, 3}
    assert put(connection, HEAT, LOST) == frozenset()
    assert put(connection, replace(HEAT, title="Heat (1995)"), LOST, HEAT_4K) == {1, 2}


def test_an_item_is_found_by_any_of_its_ids(connection: sqlite3.Connection) -> None:
    """The same id is another title in the other type."""
    put(connection, HEAT, HEAT_4K, LOST)

    assert items.matching(connection, [a_film("tmdb://949", "tmdb://1")]) == {1, 2}
    assert items.matching(connection, [a_film("imdb://tt0113277")]) == {1}
    assert items.matching(connection, [a_series("tmdb://949")]) == frozenset()
    assert items.matching(connection, [a_film(), a_series("tvdb://73739")]) == {3}


def test_it_is_not_found_by_ids_that_it_had(connection: sqlite3.Connection) -> None:
    """As after a wrong match was mended in Plex."""
    put(connection, HEAT)
    put(connection, film(1, "tmdb://1"))

    assert items.matching(connection, [a_film("tmdb://949")]) == frozenset()
    assert items.matching(connection, [a_film("tmdb://1")]) == {1}


def test_what_is_removed_is_gone_with_its_ids(connection: sqlite3.Connection) -> None:
    put(connection, HEAT, HEAT_4K)

    items.remove(connection, [1, 7])

    assert items.of(connection, [1, 2]) == {2: HEAT_4K}
    assert items.matching(connection, [a_film("tmdb://949", "imdb://tt0113277")]) == {2}


def test_copies_share_an_id_or_are_linked_by_others(connection: sqlite3.Connection) -> None:
    chain = [film(1, "tmdb://1"), film(2, "tmdb://1", "imdb://tt2"), film(3, "imdb://tt2")]
    put(connection, *chain, film(4, "tmdb://4"), series(5, "tmdb://1"))

    assert items.copies(connection, [1]).keys() == {1, 2, 3}
    assert items.copies(connection, [4, 99]).keys() == {4}
    assert items.copies(connection, []) == {}


def test_items_are_counted_by_section(connection: sqlite3.Connection) -> None:
    put(connection, HEAT, HEAT_4K, film(4), LOST)

    assert items.count(connection) == 4
    assert items.has_any(connection)
    assert items.sections(connection) == {"1": 2, "2": 1, "3": 1}
    assert items.keys_of_section(connection, "1") == {1, 4}


def test_any_number_of_items_can_be_asked_for(connection: sqlite3.Connection) -> None:
    """More than SQLite takes values in one query."""
    put(connection, *(film(key, f"tmdb://{key}") for key in range(1, 2_001)))

    assert len(items.of(connection, range(40_000))) == 2_000
    titles = [a_film(*(f"tmdb://{key}" for key in range(40_000)))]
    assert len(items.matching(connection, titles)) == 2_000
    items.remove(connection, range(40_000))
    assert items.count(connection) == 0
    assert not items.has_any(connection)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(ALL_ITEMS)), max_size=8))
def test_whatever_comes_and_goes_ids_lead_to_the_items_that_are_there(
    changes: list[tuple[bool, Item]],
) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    migrate(connection)
    there: dict[int, Item] = {}
    for comes, item in changes:
        if comes:
            items.put(connection, [item])
            there[item.rating_key] = item
        else:
            items.remove(connection, [item.rating_key])
            there.pop(item.rating_key, None)

    assert items.of(connection, [item.rating_key for _, item in changes]) == there
    rows = set(connection.execute("SELECT guid, media_type, rating_key FROM item_guids"))
    assert rows == {
        (guid, item.media_type.value, key) for key, item in there.items() for guid in item.guids
    }
    connection.close()
