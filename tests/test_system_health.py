"""What the page on system health shows of the integration."""

import asyncio
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_system_health_info,
)

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync import system_health
from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.town import Town
from tests.running import sync, until
from tests.texts import MANIFEST, TEXTS


async def test_before_the_first_sync(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await until(lambda: loaded.runtime_data.coordinator.data.plex)

    assert await _health(hass, town.plextv.url) == {
        "version": MANIFEST["version"],
        "can_reach_plex_tv": "ok",
        "servers": 1,
        "servers_connected": 1,
        "labelled_items": 0,
        "queue_size": 0,
    }


async def test_after_a_sync(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> None:
    await sync(hass)

    health = await _health(hass, town.plextv.url)

    shown = loaded.runtime_data.coordinator.data
    assert health["labelled_items"] == shown.labelled_items > 0
    assert health["queue_size"] == shown.queue_size > 0
    assert health["last_sync_result"] == "partial"
    assert health["last_sync"] == shown.last_sync < dt_util.utcnow()


async def test_every_line_has_its_text(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)

    assert set(await _health(hass, town.plextv.url)) == set(TEXTS["system_health"]["info"])


async def test_of_several_servers_the_last_sync_counts(
    hass: HomeAssistant, loaded: MockConfigEntry, bare: MockConfigEntry, town: Town
) -> None:
    """Numbers are those of all together."""
    await sync(hass, config_entry_id=loaded.entry_id)
    town.world.people[3].private = False
    await sync(hass, config_entry_id=bare.entry_id)

    health = await _health(hass, town.plextv.url)

    one, other = loaded.runtime_data.coordinator.data, bare.runtime_data.coordinator.data
    assert health["servers"] == 2
    assert health["labelled_items"] == one.labelled_items + other.labelled_items
    assert (health["last_sync"], health["last_sync_result"]) == (other.last_sync, "ok")


@pytest.mark.parametrize("unloaded", [False, True])
async def test_without_a_server(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, unloaded: bool
) -> None:
    """Removed, or not set up."""
    if unloaded:
        await hass.config_entries.async_unload(loaded.entry_id)
    else:
        await hass.config_entries.async_remove(loaded.entry_id)

    assert (await _health(hass, town.plextv.url))["servers"] == 0


async def test_a_plextv_that_cannot_be_reached(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    health = await _health(hass, "http://127.0.0.1:9")

    assert health["can_reach_plex_tv"] == {"type": "failed", "error": "unreachable"}


async def _health(hass: HomeAssistant, plextv: str) -> dict[str, Any]:
    """Give what is shown, once all of it is known."""
    with patch.object(system_health, "PLEX_TV", plextv):
        assert await async_setup_component(hass, "system_health", {})
        info = await get_system_health_info(hass, DOMAIN)
        return {
            key: await value if asyncio.iscoroutine(value) else value for key, value in info.items()
        }
