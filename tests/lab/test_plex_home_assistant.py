"""Home Assistant's own Plex integration judges the stand-in Plex server."""

import asyncio
from collections.abc import Iterator
from unittest.mock import patch

from plexapi.exceptions import Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from yarl import URL

from homeassistant.components.plex.const import DOMAIN
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.entity import Entity

from tests.lab.plex import PlexServer


@pytest.fixture(autouse=True)
def alone() -> Iterator[None]:
    """No plex.tv account behind the token, and nobody who answers in the local network."""
    with (
        patch("plexapi.myplex.MyPlexAccount", side_effect=Unauthorized("no such account")),
        patch("homeassistant.components.plex.GDM") as gdm,
    ):
        gdm.return_value.entries = []
        yield


@pytest.fixture
def expected_lingering_timers() -> bool:
    """The integration leaves its debouncers' timers behind when it is unloaded."""
    return True


def entry_for(server: PlexServer, token: str) -> MockConfigEntry:
    """An entry as the integration's config flow makes it."""
    plex = server.world.plex
    return MockConfigEntry(
        domain=DOMAIN,
        unique_id=plex.machine_identifier,
        data={
            "server": plex.friendly_name,
            "server_id": plex.machine_identifier,
            "server_config": {"url": server.url, "token": token},
        },
    )


async def set_up(hass: HomeAssistant, server: PlexServer) -> MockConfigEntry:
    """Set the integration up with the owner's token."""
    entry = entry_for(server, server.world.owner.token)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    return entry


async def test_its_config_flow_finds_the_server(
    hass: HomeAssistant, plex_server: PlexServer
) -> None:
    """The entry has the shape that the other tests use."""
    url = URL(plex_server.url)
    flow = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"next_step_id": "manual_setup"}
    )
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {
            "host": url.host,
            "port": url.port,
            "ssl": False,
            "verify_ssl": False,
            "token": plex_server.world.owner.token,
        },
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    expected = entry_for(plex_server, plex_server.world.owner.token)
    assert result["result"].data == expected.data
    assert result["result"].unique_id == expected.unique_id
    assert await hass.config_entries.async_unload(result["result"].entry_id)


async def test_it_sets_up_and_unloads(hass: HomeAssistant, plex_server: PlexServer) -> None:
    """With its sensors and the update entity."""
    entry = await set_up(hass, plex_server)
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.get("sensor.living_room")
    update = hass.states.get("update.living_room_update")
    assert update
    assert update.attributes["installed_version"] == plex_server.world.plex.version
    assert await hass.config_entries.async_unload(entry.entry_id)


async def test_it_listens_to_notifications(hass: HomeAssistant, plex_server: PlexServer) -> None:
    """And leaves when it is unloaded."""
    entry = await set_up(hass, plex_server)
    async with asyncio.timeout(5):
        await plex_server.listeners.wait_for(1)
    await plex_server.announce(plex_server.world.plex.items()[0])
    assert await hass.config_entries.async_unload(entry.entry_id)
    async with asyncio.timeout(5):
        await plex_server.listeners.wait_for(0)


async def test_its_library_sensors_count_items(
    hass: HomeAssistant, plex_server: PlexServer
) -> None:
    """They count and search through python-plexapi."""
    with patch.object(Entity, "entity_registry_enabled_default", new=True):
        entry = await set_up(hass, plex_server)
    movies = hass.states.get("sensor.living_room_library_movies")
    assert movies
    assert movies.state == "3"
    assert movies.attributes["last_added_item"] == "Heat (1995)"
    shows = hass.states.get("sensor.living_room_library_tv_shows")
    assert shows
    assert shows.attributes["shows"] == 1
    assert await hass.config_entries.async_unload(entry.entry_id)


async def test_it_asks_to_sign_in_again_when_the_token_is_refused(
    hass: HomeAssistant, plex_server: PlexServer
) -> None:
    """A 401 is understood as one."""
    entry = entry_for(plex_server, "wrong")
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert hass.config_entries.flow.async_progress_by_handler(DOMAIN)
