"""Which labels a world should come to, by whom this is judged."""

import pytest

from tests.expected import wanted_labels
from tests.lab.world import World
from tests.lab.world_plex import PlexItem


@pytest.fixture
def world() -> World:
    """A film and a series in Plex, and a Seerr."""
    world = World()
    film = world.add_title("movie", "Salt Road", imdb="tt1", tmdb=11)
    show = world.add_title("show", "Brass Meridian", tvdb=12)
    world.plex.add_item(film, world.plex.add_section("Movies", "movie"))
    world.plex.add_item(show, world.plex.add_section("TV Shows", "show"))
    world.add_seerr()
    return world


def labels(world: World, item: PlexItem) -> set[str]:
    """The labels that an item should get."""
    return set(wanted_labels(world)[item.rating_key])


@pytest.mark.parametrize(
    ("status", "counts"), [(1, True), (2, True), (3, False), (4, False), (5, True)]
)
def test_a_request_counts_unless_it_was_declined_or_failed(
    world: World, status: int, counts: bool
) -> None:
    film, show = world.plex.items()
    seerr = world.seerrs[0]
    seerr.add_request(world.titles[film.guid[-24:]], seerr.users[1], status=status)
    assert labels(world, film) == ({"pulsarr:owner"} if counts else set())
    assert labels(world, show) == set()


def test_a_request_without_media_counts_for_nobody(world: World) -> None:
    film, _ = world.plex.items()
    seerr = world.seerrs[0]
    seerr.add_request(world.titles[film.guid[-24:]], seerr.users[1], media_status=None)
    assert labels(world, film) == set()


def test_who_has_no_account_is_called_as_in_seerr(world: World) -> None:
    _, show = world.plex.items()
    seerr = world.seerrs[0]
    seerr.add_request(world.titles[show.guid[-24:]], seerr.add_user("Grandpa"))
    assert labels(world, show) == {"pulsarr:grandpa"}
