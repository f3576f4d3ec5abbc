"""What the tests of Seerr's client share: a town with a Seerr, and clients of it."""

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.seerr.client import Seerr
from tests.clients.bare import BareServer
from tests.lab.fill import add_requests
from tests.lab.seerr import SeerrServer
from tests.lab.town import Town
from tests.lab.world import World
from tests.lab.world_seerr import SeerrState

ONCE = Patience(tries=1)


@pytest.fixture
def world(world: World) -> World:
    """The small world with a Seerr: John asked for two films, a guest for a series."""
    add_requests(world)
    return world


@pytest.fixture
def state(world: World) -> SeerrState:
    """The Seerr's state."""
    return world.seerrs[0]


@pytest.fixture
def server(town: Town) -> SeerrServer:
    """The Seerr's server."""
    return town.seerrs[0]


@pytest.fixture
def seerr(session: ClientSession, server: SeerrServer) -> Seerr:
    """The town's Seerr."""
    return Seerr(session, server.url, server.state.api_key, patience=ONCE)


@pytest.fixture
def at_bare(session: ClientSession, bare: BareServer) -> Seerr:
    """The bare server, taken for a Seerr."""
    return Seerr(session, bare.url, "key", patience=ONCE)
