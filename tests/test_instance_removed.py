"""An instance that is removed while its config entry is set up."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.town import Town
from tests.registering import keeping
from tests.running import end, until
from tests.steps import instance

PLATFORMS = [Platform.BINARY_SENSOR, Platform.SENSOR, Platform.SWITCH]
GONE = "Radarr 4K"


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_it_leaves_no_entity_no_device_no_webhook_and_no_error(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    home: str,
    town: Town,
    *,
    caplog: pytest.LogCaptureFixture,
    platform: Platform,
) -> None:
    """Whichever platform is being set up: just before it comes to the instances' entities."""
    entry = keeping(entry, home)
    entry.add_to_hass(hass)
    gone = instance(entry, GONE).subentry_id
    removed: list[str] = []

    @callback
    def remove(event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        if not removed and event.data["entity_id"].startswith(f"{platform}."):
            removed.append(gone)
            hass.config_entries.async_remove_subentry(entry, gone)

    hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, remove)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    await until(lambda: entry.state is ConfigEntryState.LOADED)

    assert removed
    assert gone not in entry.runtime_data.instances
    assert [one for one in caplog.records if one.levelname in {"ERROR", "CRITICAL"}] == []
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    assert not any(gone in (one.unique_id, one.config_subentry_id) for one in entities)
    assert not any(one.unique_id.startswith(gone) for one in entities)
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert not any((DOMAIN, gone) in one.identifiers for one in devices)
    assert not any(gone in one.issue_id for one in ir.async_get(hass).issues.values())
    arrs = {one.state.name: one.state for one in town.arrs}
    others = [state for name, state in arrs.items() if name != GONE]
    await until(lambda: all(state.connections for state in others))
    assert not arrs[GONE].connections
    await end(hass, entry)
