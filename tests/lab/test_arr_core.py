"""Home Assistant's own Radarr and Sonarr integrations set up against the stand-in."""

from collections.abc import AsyncIterator

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity

from tests.lab.arr import ArrServer
from tests.lab.world import World


@pytest.fixture
async def servers(world: World, socket_enabled: None) -> AsyncIterator[dict[str, ArrServer]]:
    """A Radarr with two films, a Sonarr with one series, below a URL base each."""
    radarr, sonarr = world.arrs
    radarr.add_title(world.add_title("movie", "Untraced"), has_file=False)
    servers = {str(state.kind): ArrServer(state, f"/{state.kind}") for state in (radarr, sonarr)}
    async with servers["radarr"], servers["sonarr"]:
        yield servers


@pytest.fixture
def all_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enable the entities too that users have to enable by hand, such as the counts."""
    monkeypatch.setattr(Entity, "entity_registry_enabled_default", True)


async def set_up(hass: HomeAssistant, server: ArrServer, *, key: str = "") -> MockConfigEntry:
    """Add the integration's entry for this server."""
    data = {
        "url": server.base_url,
        "api_key": key or server.state.api_key,
        "verify_ssl": False,
    }
    entry = MockConfigEntry(
        domain=server.state.kind,
        title=server.state.name,
        data=data,
        version=2 if server.state.kind == "sonarr" else 1,
    )
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    """The state of an entity that is there."""
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


@pytest.mark.usefixtures("all_entities")
async def test_radarr_counts_the_movies(hass: HomeAssistant, servers: dict[str, ArrServer]) -> None:
    """The number of films, without problem, nothing queued."""
    entry = await set_up(hass, servers["radarr"])
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "sensor.radarr_movies") == "2"
    assert state_of(hass, "sensor.radarr_queue") == "0"
    assert state_of(hass, "binary_sensor.radarr_health") == "off"


@pytest.mark.usefixtures("all_entities")
async def test_radarr_shows_the_disk(hass: HomeAssistant, servers: dict[str, ArrServer]) -> None:
    """A terabyte is free."""
    await set_up(hass, servers["radarr"])
    assert float(state_of(hass, "sensor.radarr_disk_space_radarr")) == 1024


@pytest.mark.usefixtures("all_entities")
async def test_sonarr_counts_the_series(hass: HomeAssistant, servers: dict[str, ArrServer]) -> None:
    """The number of series, nothing upcoming, wanted or queued."""
    entry = await set_up(hass, servers["sonarr"])
    assert entry.state is ConfigEntryState.LOADED
    assert state_of(hass, "sensor.sonarr_shows") == "1"
    assert state_of(hass, "sensor.sonarr_queue") == "0"
    assert state_of(hass, "sensor.sonarr_wanted") == "0"
    assert state_of(hass, "sensor.sonarr_upcoming") == "0"


@pytest.mark.parametrize("kind", ["radarr", "sonarr"])
async def test_a_wrong_key_asks_for_a_new_one(
    hass: HomeAssistant, servers: dict[str, ArrServer], kind: str
) -> None:
    """The entry fails and a flow for the key starts."""
    entry = await set_up(hass, servers[kind], key="wrong")
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert [flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()] == [
        "reauth"
    ]
