"""What the tests of this room share: a Home Assistant with an address that has repairs."""

from collections.abc import AsyncIterator

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.arr import ArrServer
from tests.lab.proxy import Proxy
from tests.lab.town import Town
from tests.lab.world_titles import Title


@pytest.fixture
async def home(hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator) -> str:
    """Home Assistant's address; repairs must be there before its web server."""
    assert await async_setup_component(hass, "repairs", {})
    for component in ("webhook", DOMAIN):
        assert await async_setup_component(hass, component, {})
    client = await hass_client_no_auth()
    return str(client.make_url("")).rstrip("/")


@pytest.fixture
def server(town: Town) -> ArrServer:
    """The instance's server."""
    return town.arrs[0]


@pytest.fixture
def wishes(town: Town) -> list[list[Title]]:
    """What the two friends wished at first."""
    return [list(friend.watchlist) for friend in town.world.people[1:3]]


@pytest.fixture
async def elsewhere() -> AsyncIterator[Proxy]:
    """Something that answers 200 and is not Home Assistant."""
    async with Proxy("", "") as proxy:
        yield proxy
