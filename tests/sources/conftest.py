"""What the sources' tests share: clients of the town's servers, tried once."""

from collections.abc import AsyncIterator

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.arr import Arr, ArrKind
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plextv import PlexTv
from tests.lab.town import Town

ONCE = Patience(tries=1)


@pytest.fixture
async def session(socket_enabled: None) -> AsyncIterator[ClientSession]:
    """Any HTTP session."""
    async with ClientSession() as session:
        yield session


@pytest.fixture
def plextv(session: ClientSession, town: Town) -> PlexTv:
    """plex.tv, asked with the owner's token."""
    return PlexTv(session, town.world.owner.token, client_id="test", patience=ONCE)


@pytest.fixture
def arrs(session: ClientSession, town: Town) -> list[Arr]:
    """The town's two Radarrs and its Sonarr."""
    return [
        Arr(
            session,
            ArrKind(server.state.kind),
            server.base_url,
            server.state.api_key,
            patience=ONCE,
        )
        for server in town.arrs
    ]
