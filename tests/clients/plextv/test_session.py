"""Redirects of plex.tv: the token stays with the host that it is for."""

from collections.abc import AsyncIterator

import pytest

from custom_components.plex_label_sync.clients.errors import CannotConnectError, ServiceError
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.clients.plextv.login import PinLogin, owned_servers
from tests.clients.bare import BareServer
from tests.lab.server import Fault
from tests.lab.town import Town


@pytest.fixture
async def elsewhere(town: Town) -> AsyncIterator[BareServer]:
    """Another host, to which plex.tv sends whoever asks anything."""
    async with BareServer() as other:
        headers = {"Location": f"{other.url}/any"}
        town.plextv.faults = [Fault("status", status=302, headers=headers)]
        yield other


async def test_the_account_is_not_asked_of_another_host(
    plextv: PlexTv, elsewhere: BareServer
) -> None:
    with pytest.raises(CannotConnectError):
        await plextv.account()
    assert elsewhere.log == []


async def test_servers_are_not_asked_of_another_host(town: Town, elsewhere: BareServer) -> None:
    with pytest.raises(CannotConnectError):
        await owned_servers(town.world.owner.token)
    assert elsewhere.log == []


async def test_a_pin_is_not_asked_of_another_host(elsewhere: BareServer) -> None:
    login = PinLogin("our-id")
    with pytest.raises(ServiceError):
        await login.begin(None)
    assert elsewhere.log == []
    login.close()


async def test_a_redirect_on_the_same_host_is_followed(town: Town) -> None:
    """The token goes along."""
    location = f"{town.plextv.url}/api/v2/user"
    town.plextv.faults = [Fault("status", status=302, headers={"Location": location}, times=1)]
    (server,) = await owned_servers(town.world.owner.token)
    assert server.machine_identifier == town.world.plex.machine_identifier
