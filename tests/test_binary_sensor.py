"""The binary sensor that tells whether a full sync runs."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from tests.lab.town import Town
from tests.running import state_of, sync, until


def test_it_has_its_id_and_name(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Automations and dashboards rely on them."""
    sensor = er.async_get(hass).async_get("binary_sensor.living_room_syncing")

    assert sensor
    assert sensor.unique_id == f"{loaded.entry_id}_syncing"
    assert sensor.translation_key == "syncing"
    assert sensor.original_device_class == "running"
    assert sensor.device_id


async def test_it_is_on_while_a_sync_runs(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    town.plex.read_seconds = 0.02
    assert _shown(hass, loaded) == "off"

    running = loaded.runtime_data.start_sync()
    await until(lambda: town.plex.most_at_once > 0)
    assert _shown(hass, loaded) == "on"

    await running
    assert _shown(hass, loaded) == "off"


async def test_it_is_off_after_a_sync_that_failed(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await town.stop()

    await sync(hass)

    assert _shown(hass, loaded) == "off"


async def test_it_stays_off_in_a_dry_run(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Nothing is synced."""
    town.plex.read_seconds = 0.02
    running = hass.async_create_task(sync(hass, dry_run=True))
    await until(lambda: town.plex.most_at_once > 0)

    assert _shown(hass, loaded) == "off"

    await running


@pytest.mark.parametrize("wait", [0, 0.05])
async def test_it_is_off_after_a_reload_in_the_middle(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, wait: float
) -> None:
    """The sync was cancelled."""
    town.plex.read_seconds = 0.02
    loaded.runtime_data.start_sync()
    await asyncio.sleep(wait)

    await hass.config_entries.async_reload(loaded.entry_id)

    assert _shown(hass, loaded) == "off"


def _shown(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    return state_of(hass, "binary_sensor", f"{entry.entry_id}_syncing").state
