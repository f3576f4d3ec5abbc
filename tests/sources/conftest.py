"""What the sources' tests share: clients of the town's servers, tried once."""

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from tests.lab.town import Town

ONCE = Patience(tries=1)


@pytest.fixture
def plextv(session: ClientSession, town: Town) -> PlexTv:
    """plex.tv, asked with the owner's token."""
    return PlexTv(session, town.world.owner.token, client_id="test", patience=ONCE)
