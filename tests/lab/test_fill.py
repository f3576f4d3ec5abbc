"""The worlds that tests, benchmarks and the demo run in."""

from collections import Counter
from itertools import chain
import time

import pytest

from tests.lab.fill import big_world, small_world
from tests.lab.world import World
from tests.lab.world_plex import PlexItem
from tests.lab.world_titles import Title


@pytest.fixture(scope="module")
def big() -> World:
    """The world of the benchmark."""
    return big_world(
        10_000, 2_000, 20, wanted=5_000, wanted_titles=4_000, tags=40, tagged_titles=3_000
    )


@pytest.fixture
def small() -> World:
    """The world of the awkward cases."""
    return small_world()


def items_of(world: World, name: str) -> list[PlexItem]:
    """The Plex items of a title."""
    return [item for item in world.plex.items() if item.title == name]


def wishes(world: World) -> list[Title]:
    """Every wish of everybody."""
    return list(chain.from_iterable(person.watchlist for person in world.people))


def test_a_film_is_there_as_edition_and_in_4k(small: World) -> None:
    """Three items of one guid."""
    items = items_of(small, "The Glass Harbour")
    assert [(item.section, item.edition) for item in items] == [
        ("1", None),
        ("1", "Director's Cut"),
        ("2", None),
    ]
    assert len({item.guid for item in items}) == 1


def test_old_agents_have_guids_of_their_own(small: World) -> None:
    """Without plex:// and without other ids."""
    items = items_of(small, "The Winter Ledger") + items_of(small, "The Long Causeway")
    assert [(item.guid, item.guids) for item in items] == [
        ("com.plexapp.agents.imdb://tt9000006?lang=en", ()),
        ("com.plexapp.agents.thetvdb://980003?lang=en", ()),
    ]


def test_a_film_and_a_show_share_a_tmdb_number(small: World) -> None:
    """Only the media type tells them apart."""
    shared = [title.media_type for title in small.titles.values() if title.tmdb == 920_777]
    assert shared == ["movie", "show"]


def test_two_films_have_ids_that_mean_nothing(small: World) -> None:
    """The same ones."""
    guids = [items_of(small, name)[0].guids for name in ("A Sky of Copper", "Unlisted Reel")]
    assert guids == [("imdb://tt0000000", "tmdb://0")] * 2


def test_some_items_carry_labels_made_by_hand(small: World) -> None:
    """One of them under our own prefix."""
    labels = {label for item in small.plex.items() for label in item.labels}
    assert labels == {"HDR", "Family night", "Kids", "Pulsarr:grandma"}


def test_people_want_the_same_film(small: World) -> None:
    """The owner among them."""
    wishers = [
        person.username
        for person in small.people
        if "The Glass Harbour" in [title.name for title in person.watchlist]
    ]
    assert wishers == ["owner", "john", "maria"]


def test_one_friend_is_private(small: World) -> None:
    """And wants something."""
    (private,) = [person for person in small.people if person.private]
    assert private.friend
    assert private.watchlist


def test_some_wanted_titles_are_not_in_plex(small: World) -> None:
    """A film and a series."""
    waiting = {title for title in wishes(small) if not items_of(small, title.name)}
    assert sorted(title.media_type for title in waiting) == ["movie", "show"]


def test_there_are_two_radarrs_and_a_sonarr(small: World) -> None:
    """With tags, one of them in both Radarrs and one without titles."""
    tags = {arr.name: list(arr.tags.values()) for arr in small.arrs}
    assert tags == {
        "Radarr": ["classics", "3-john", "holiday", "unused"],
        "Radarr 4K": ["uhd", "classics"],
        "Sonarr": ["slow", "kids"],
    }


def test_there_is_a_music_library(small: World) -> None:
    """Nobody should label it."""
    types = [section.media_type for section in small.plex.sections.values()]
    assert Counter(types) == {"movie": 3, "show": 2, "artist": 1}


def test_a_big_world_has_the_size_asked_for(big: World) -> None:
    """Items and people."""
    sizes = [len(section.items) for section in big.plex.sections.values()]
    assert sizes == [10_000, 2_000]
    assert len(big.people) == 20


def test_a_big_world_has_the_wishes_asked_for(big: World) -> None:
    """In all, on so many titles, by everybody."""
    assert len(wishes(big)) == 5_000
    assert len(set(wishes(big))) == 4_000
    assert all(person.watchlist for person in big.people)


def test_nobody_wants_a_title_twice(big: World) -> None:
    """A watchlist holds a title once."""
    assert all(len(person.watchlist) == len(set(person.watchlist)) for person in big.people)


def test_all_wishes_of_a_big_world_are_in_plex(big: World) -> None:
    """By guid."""
    guids = {item.guid for item in big.plex.items()}
    assert all(title.guid in guids for title in wishes(big))


def test_a_big_world_has_the_tags_asked_for(big: World) -> None:
    """Half in Radarr and half in Sonarr, each in use."""
    assert [len(arr.tags) for arr in big.arrs] == [20, 20]
    tagged = [sum(bool(entry.tags) for entry in arr.titles.values()) for arr in big.arrs]
    assert tagged == [1_500, 1_500]
    for arr in big.arrs:
        used = set(chain.from_iterable(entry.tags for entry in arr.titles.values()))
        assert used == set(arr.tags)


def test_radarr_and_sonarr_hold_all_of_a_big_world(big: World) -> None:
    """Tagged or not."""
    assert [len(arr.titles) for arr in big.arrs] == [10_000, 2_000]


def test_a_few_per_cent_of_a_big_world_carry_foreign_labels(big: World) -> None:
    """Put there by hand."""
    labelled = sum(bool(item.labels) for item in big.plex.items())
    assert 240 < labelled < 480


def test_titles_of_a_big_world_differ(big: World) -> None:
    """By name or year, within a library; names repeat only as remakes do."""
    films = {(title.name, title.year) for title in big.titles.values() if title.tvdb is None}
    assert len(films) == 10_000
    assert len({name for name, _ in films}) > 5_000


def test_the_titles_of_a_big_world_are_dealt_out_to_its_libraries() -> None:
    """Films among libraries of films, series among those of series."""
    plex = big_world(100, 30, 5, movie_libraries=3, show_libraries=2).plex
    sections = [(one.title, one.media_type, len(one.items)) for one in plex.sections.values()]
    assert sections == [
        ("Movies", "movie", 34),
        ("Movies 2", "movie", 33),
        ("Movies 3", "movie", 33),
        ("TV Shows", "show", 15),
        ("TV Shows 2", "show", 15),
    ]


def test_the_same_seed_fills_the_same_world() -> None:
    """Titles, wishes and labels."""
    one, other = big_world(200, 50, 5), big_world(200, 50, 5)
    assert one.titles == other.titles
    assert one.people == other.people
    assert one.plex.items() == other.plex.items()
    assert [arr.titles for arr in one.arrs] == [arr.titles for arr in other.arrs]


def test_another_seed_fills_another_world() -> None:
    """With other titles."""
    assert big_world(200, 50, 5).titles != big_world(200, 50, 5, seed=2).titles


@pytest.mark.parametrize("wanted", [99, 501])
def test_impossible_numbers_of_wishes_are_refused(wanted: int) -> None:
    """A hundred titles take a hundred wishes at least and five hundred of five people at most."""
    with pytest.raises(ValueError, match="Sample larger than population"):
        big_world(200, 0, 5, wanted=wanted, wanted_titles=100)


def test_twelve_thousand_items_are_filled_in_two_seconds() -> None:
    """A benchmark should not wait for its world."""
    started = time.perf_counter()
    big_world(10_000, 2_000, 20)
    assert time.perf_counter() - started < 2
