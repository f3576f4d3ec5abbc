"""The Radarr of the demo that nobody has added yet: its user does, by hand."""

from itertools import islice

from tests.lab.arr import ArrServer
from tests.lab.world import World
from tests.lab.world_arr import ArrState

_MOVIES = 12
_TAG = "movie-night"


def spare_radarr(world: World) -> ArrServer:
    """Make a Radarr with some movies of the world, which carry a tag that no other one has.

    It is no part of the world: what titles should carry there does not come from it.
    """
    state = ArrState("radarr", "Radarr by hand", "0123456789abcdef0123456789abcdef")
    movies = (title for title in world.titles.values() if title.media_type == "movie")
    for movie in islice(movies, _MOVIES):
        state.add_title(movie, _TAG)
    return ArrServer(state)
