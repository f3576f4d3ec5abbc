"""What the sources' tests share: clients of the town's servers, tried once."""

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from tests.lab.seerr import SeerrServer
from tests.lab.town import Town
from tests.lab.world import World
from tests.lab.world_seerr import SeerrState

ONCE = Patience(tries=1)


@pytest.fixture
def plextv(session: ClientSession, town: Town) -> PlexTv:
    """plex.tv, asked with the owner's token."""
    return PlexTv(session, town.world.owner.token, client_id="test", patience=ONCE)


@pytest.fixture
def state(world: World) -> SeerrState:
    """The Seerr's state."""
    return world.seerrs[0]


@pytest.fixture
def server(town: Town) -> SeerrServer:
    """The Seerr's server."""
    return town.seerrs[0]
