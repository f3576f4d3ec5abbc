"""The world that the demo shows: of any size, or a mid-size one with some of everything."""

from itertools import cycle, islice
from random import Random

from tests.lab.fill import big_world
from tests.lab.world import World
from tests.lab.world_titles import Title

MOVIES, SHOWS, USERS = 400, 80, 6
MOST = {"movies": 50_000, "shows": 50_000, "users": 500}
"""The largest world that makes sense to ask for: names do not run out, and memory does not."""


def sized_world(movies: int, shows: int, users: int) -> World:
    """Exactly so many films, series and people, the owner among them; some ask in Seerr."""
    items = movies + shows
    wanted_titles = items // 3
    world = big_world(
        movies,
        shows,
        users,
        wanted=wanted_titles if users == 1 else wanted_titles * 5 // 4,
        wanted_titles=wanted_titles,
        tagged_titles=min(items // 4, 2 * movies),
    )
    _add_requests(world, 1 + items // 20)
    return world


def rich_world() -> World:
    """A mid-size world; some films are there in 4K or as an edition too, some are not in Plex."""
    world = sized_world(MOVIES, SHOWS, USERS)
    wished = [title for title in world.owner.watchlist if title.media_type == "movie"]
    _add_copies(world, wished)
    for number, name in enumerate(("The Last Ferry but One", "Eleven Chimneys", "Salt Road")):
        title = world.add_title("movie", name, year=2025, imdb=f"tt{7_000_000 + number}")
        world.people[number].watchlist.append(title)
    return world


def _add_requests(world: World, count: int) -> None:
    """Have everybody ask for something, one without an account too; the owner declines the last."""
    seerr = world.add_seerr()
    for person in world.people[1:]:
        seerr.add_user(person.username, person)
    seerr.add_user("grandpa")
    titles = Random(1).sample(list(world.titles.values()), count)
    for title, user in zip(titles, cycle(seerr.users.values()), strict=False):
        request = seerr.add_request(title, user)
    seerr.set_status(request, 3)


def _add_copies(world: World, films: list[Title]) -> None:
    """Scan films into a 4K library with a Radarr of its own, and some as another edition."""
    movies = next(iter(world.plex.sections.values()))
    uhd = world.plex.add_section("4K Movies", "movie")
    radarr = world.add_arr("radarr", "Radarr 4K")
    for film in islice(films, 12):
        world.plex.add_item(film, uhd, labels=("HDR",))
        radarr.add_title(film, "uhd")
    for film in islice(films, 3):
        world.plex.add_item(film, movies, edition="Director's Cut")
