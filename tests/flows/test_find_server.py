"""Finding the address at which a server of plex.tv's list answers."""

from collections.abc import AsyncIterator
from pathlib import Path
import socket

import pytest

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.clients.errors import AuthError, CannotConnectError
from custom_components.plex_label_sync.clients.plextv.login import OwnedServer
from custom_components.plex_label_sync.flows.find_server import FoundServer, find_server
from tests.lab.certificate import self_signed
from tests.lab.fill import small_world
from tests.lab.plex import PlexServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.steps import refused_certificate

DEAD = "http://127.0.0.1:1"


@pytest.fixture
async def second(town: Town) -> AsyncIterator[PlexServer]:
    """The same server at another address."""
    server = PlexServer(town.world)
    await server.start()
    yield server
    await server.stop()


async def test_what_is_found_is_what_an_entry_holds(hass: HomeAssistant, town: Town) -> None:
    """Plex's own certificates are good ones, so they are checked."""
    identity, data = await _find(hass, town, town.plex.url)
    assert identity.machine_identifier == town.world.plex.machine_identifier
    assert data == {"url": town.plex.url, "token": town.world.owner.token, "verify_ssl": True}


async def test_the_first_that_answers_is_taken(
    hass: HomeAssistant, town: Town, second: PlexServer
) -> None:
    """Though another one may be quicker."""
    town.plex.read_seconds = 0.1
    _, data = await _find(hass, town, DEAD, town.plex.url, second.url)
    assert data["url"] == town.plex.url


async def test_nobody_waits_for_addresses_that_come_later(
    hass: HomeAssistant, town: Town, second: PlexServer
) -> None:
    """The first one answers, and that is that."""
    second.faults = [Fault("hang")]
    _, data = await _find(hass, town, town.plex.url, second.url)
    assert data["url"] == town.plex.url


async def test_another_server_is_not_this_one(hass: HomeAssistant, town: Town) -> None:
    """At the same address in another house. It never sees the token."""
    world: World = small_world()
    world.plex.machine_identifier = "another"
    other = PlexServer(world)
    await other.start()
    _, data = await _find(hass, town, other.url, town.plex.url)
    assert data["url"] == town.plex.url
    assert [logged.path for logged in other.log] == ["/identity"]
    await other.stop()


async def test_the_token_is_shown_to_nobody_before(
    hass: HomeAssistant, town: Town, second: PlexServer
) -> None:
    """A listener at the address learns nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(5)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        found = hass.async_create_task(_find(hass, town, url, second.url))
        await hass.async_add_executor_job(_read_and_close, listener, heard := bytearray())
        _, data = await found
    assert data["url"] == second.url
    assert b"GET /identity" in heard
    assert b"X-Plex-Token" not in heard


async def test_an_address_whose_certificate_is_not_trusted_is_left_out(
    hass: HomeAssistant, town: Town, tmp_path: Path
) -> None:
    """plex.tv lists https addresses with certificates that are good."""
    own = PlexServer(town.world)
    https = await own.start(ssl_context=self_signed(tmp_path))
    with refused_certificate():
        _, data = await _find(hass, town, https, town.plex.url)
    assert data["url"] == town.plex.url
    await own.stop()


async def test_a_server_that_fails_later_is_tried_at_the_next_address(
    hass: HomeAssistant, town: Town, second: PlexServer
) -> None:
    """It said who it is, and no more."""
    town.plex.faults = [Fault("status", status=503, after=1)]
    _, data = await _find(hass, town, town.plex.url, second.url)
    assert data["url"] == second.url


async def test_a_rejected_token_is_rejected_at_every_address(
    hass: HomeAssistant, town: Town, second: PlexServer
) -> None:
    """No other is tried."""
    town.world.owner.token = "a new one"
    with pytest.raises(AuthError):
        await find_server(hass, _server(town, town.plex.url, second.url), "the old one")
    assert [logged.path for logged in second.log if logged.path != "/identity"] == []


@pytest.mark.parametrize("addresses", [(), (DEAD,), (DEAD, "http://127.0.0.1:2")])
async def test_nobody_answers(hass: HomeAssistant, town: Town, addresses: tuple[str, ...]) -> None:
    """Plex may be off."""
    with pytest.raises(CannotConnectError, match=f"none of its {len(addresses)} addresses"):
        await _find(hass, town, *addresses)


def _server(town: Town, *addresses: str) -> OwnedServer:
    plex = town.world.plex
    return OwnedServer(plex.friendly_name, plex.machine_identifier, addresses)


async def _find(hass: HomeAssistant, town: Town, *addresses: str) -> FoundServer:
    return await find_server(hass, _server(town, *addresses), town.world.owner.token)


def _read_and_close(listener: socket.socket, heard: bytearray) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(5)
        heard += connection.recv(65_536)
