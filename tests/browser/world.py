"""The world that the pages show: a house with a few friends, whose server has 160 titles."""

from tests.lab.fill import big_world
from tests.lab.world import World

FRIENDS = {"anna": "Anna K", "ben_w": "Ben", "carla77": "Carla", "emil": "Emil the Great"}
"""Display names by username."""

RESTRICTED = "carla77"
"""Whom the owner lets see only some films."""

NOT_IN_PLEX = ("The Last Ferry but One", "Eleven Chimneys", "Salt Road")


def film_world() -> World:
    """Films and series, friends with wishes, a Radarr and a Sonarr with tags; always the same.

    Three films are wished for that Plex does not have yet. A Seerr, in which nobody asks for
    anything, is there to be added.
    """
    world = big_world(
        120, 40, 1 + len(FRIENDS), wanted=75, wanted_titles=60, tags=12, tagged_titles=40
    )
    for person, (username, title) in zip(world.people[1:], FRIENDS.items(), strict=True):
        person.username, person.title = username, title
    for number, name in enumerate(NOT_IN_PLEX):
        film = world.add_title("movie", name, year=2026, imdb=f"tt{7_000_000 + number}")
        world.people[number].watchlist.append(film)
    world.add_seerr()
    world.person(RESTRICTED).filters |= {
        "filterMovies": f"label=Pulsarr%3A{RESTRICTED}",
        "filterTelevision": "label!=Kids",
    }
    return world


def label_of(name: str) -> str:
    """The label of a person who is called so, folded."""
    return f"pulsarr:{name}".casefold()
