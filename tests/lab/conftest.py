"""What the tests of the stand-in servers share: a small world that has one of each kind."""

from collections.abc import AsyncIterator

from aiohttp import ClientSession
import pytest

from tests.clients.bare import BareServer
from tests.lab.bare_client import BareClient
from tests.lab.plex import PlexServer
from tests.lab.plextv import PlexTvServer
from tests.lab.plextv_addresses import plexapi_urls
from tests.lab.seerr import SeerrServer
from tests.lab.world import World
from tests.lab.world_seerr import SeerrState


@pytest.fixture
def world() -> World:
    """Two libraries of the new agents, one of an old agent, four people, two instances.

    "Heat" is there three times: twice among the movies (one is an edition), once in the old
    library. "Dune" is wanted and in no library.
    """
    world = World()
    heat = world.add_title("movie", "Heat", year=1995, imdb="tt0113277", tmdb=949, tvdb=1133)
    matrix = world.add_title("movie", "The Matrix", year=1999, imdb="tt0133093", tmdb=603)
    dune = world.add_title("movie", "Dune", year=2021, imdb="tt1160419", tmdb=438631)
    lost = world.add_title("show", "Lost", year=2004, imdb="tt0411008", tmdb=4607, tvdb=73739)

    movies = world.plex.add_section("Movies", "movie")
    shows = world.plex.add_section("TV Shows", "show")
    old = world.plex.add_section("Old Movies", "movie", legacy=True)
    world.plex.add_item(heat, movies, labels=("favourite",))
    world.plex.add_item(heat, movies, edition="Director's Cut")
    world.plex.add_item(matrix, movies)
    world.plex.add_item(lost, shows, labels=("favourite",))
    world.plex.add_item(heat, old, guid="com.plexapp.agents.imdb://tt0113277?lang=en")

    anna = world.add_person("anna")
    ben = world.add_person("ben", title="Ben B.")
    ben.private = True
    child = world.add_person("child", friend=False)
    child.home = child.restricted = True
    world.owner.watchlist = [heat, lost]
    anna.watchlist = [heat, dune]
    ben.watchlist = [matrix]

    world.add_arr("radarr").add_title(heat, "kids")
    world.add_arr("sonarr").add_title(lost, "family")
    return world


@pytest.fixture
async def plex_server(socket_enabled: None, world: World) -> AsyncIterator[PlexServer]:
    """The world's Plex server, started."""
    async with PlexServer(world) as server:
        yield server


@pytest.fixture
async def tv(
    socket_enabled: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[PlexTvServer]:
    """The stand-in for plex.tv, started; plexapi is led there."""
    async with PlexTvServer(world) as server:
        for owner, name, value in plexapi_urls(server.url):
            monkeypatch.setattr(owner, name, value)
        yield server


@pytest.fixture
async def client(plex_server: PlexServer) -> AsyncIterator[BareClient]:
    """A bare client of the Plex server, with the owner's token."""
    async with ClientSession() as session:
        yield BareClient(session, plex_server.url, plex_server.world.owner.token)


@pytest.fixture
async def hook(socket_enabled: None) -> AsyncIterator[BareServer]:
    """Who the webhooks are for, listening."""
    async with BareServer() as server:
        yield server


@pytest.fixture
def seerr_state(world: World) -> SeerrState:
    """A Seerr with a film, the same film in 4K, and a series without a tvdb id."""
    state = world.add_seerr("Wishes")
    anna = state.add_user("anna", world.people[1])
    guest = state.add_user("guest")
    heat = world.title("Heat")
    series = world.add_title("show", "Low Tide Radio", tmdb=901)
    state.add_request(heat, anna)
    state.add_request(heat, anna, is_4k=True, status=1, media_status=2)
    state.add_request(series, guest, status=5, media_status=5)
    return state


@pytest.fixture
async def seerr(seerr_state: SeerrState, socket_enabled: None) -> AsyncIterator[SeerrServer]:
    """Seerr, listening."""
    async with SeerrServer(seerr_state) as server:
        yield server
