"""The triggers' targets: the devices of Plex servers and of people."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.websocket_api.automation import async_get_triggers_for_target
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr

from custom_components.plex_label_sync.const import DOMAIN
from tests.automating import automate, triggers
from tests.running import sync
from tests.steps import instance

NAMES = ("label_added", "label_removed", "sync_finished", "title_available")
JOHNS = {"The Glass Harbour", "The Paper Orchard", "The Winter Ledger"}


@pytest.mark.parametrize("kind", ["label_added", "sync_finished"])
async def test_the_device_of_a_server_is_a_target(
    hass: HomeAssistant, loaded: MockConfigEntry, bare: MockConfigEntry, kind: str
) -> None:
    """By an area or an entity, too; another server's does not count."""
    device = device_of(hass, loaded, loaded.entry_id)
    area = ar.async_get(hass).async_create("Attic")
    dr.async_get(hass).async_update_device(device, area_id=area.id)
    told = await automate(
        hass,
        triggers=[
            aimed_at(kind, device_id=device),
            aimed_at(kind, area_id=[area.id]),
            aimed_at(kind, entity_id=["event.living_room_activity"]),
        ],
    )

    await sync(hass, config_entry_id=bare.entry_id)
    await hass.async_block_till_done()
    assert told == []

    await sync(hass, config_entry_id=loaded.entry_id)
    await hass.async_block_till_done()
    assert {variables["config_entry_id"] for variables in triggers(told)} == {loaded.entry_id}
    assert {variables["idx"] for variables in triggers(told)} == {"0", "1", "2"}


async def test_the_device_of_a_person_is_a_target(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """It narrows labels down to the person's; a sync is of everybody."""
    john = dr.async_get(hass).async_get_or_create(
        config_entry_id=loaded.entry_id,
        identifiers={(DOMAIN, f"{loaded.entry_id}_person_555000002")},
    )
    told = await automate(
        hass,
        triggers=[
            aimed_at("label_added", device_id=john.id),
            aimed_at("sync_finished", device_id=john.id),
        ],
    )

    await sync(hass)
    await hass.async_block_till_done()

    *labels, last = triggers(told)
    assert {variables["title"] for variables in labels} == JOHNS
    assert last["status"] == "partial"


async def test_the_device_of_an_instance_means_its_server(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    radarr = device_of(hass, loaded, instance(loaded, "Radarr").subentry_id)
    told = await automate(hass, triggers=[aimed_at("sync_finished", device_id=radarr)])

    await sync(hass)
    await hass.async_block_till_done()

    assert len(told) == 1


@pytest.mark.parametrize("target", ["gone", "foreign"])
async def test_a_target_that_is_nothing_of_ours_hears_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, target: str
) -> None:
    """One that is gone, and one of another integration."""
    other = MockConfigEntry(domain="plex")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("plex", "x")}
    )
    device_id = device.id if target == "foreign" else target
    told = await automate(hass, triggers=[aimed_at("sync_finished", device_id=device_id)])

    await sync(hass)
    await hass.async_block_till_done()

    assert told == []


async def test_the_editor_offers_them_for_a_servers_device(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """And none for that of an instance."""
    device = device_of(hass, loaded, loaded.entry_id)
    radarr = device_of(hass, loaded, instance(loaded, "Radarr").subentry_id)

    offered = await async_get_triggers_for_target(hass, {"device_id": [device]}, expand_group=True)
    assert {f"{DOMAIN}.{name}" for name in NAMES} <= offered

    offered = await async_get_triggers_for_target(hass, {"device_id": [radarr]}, expand_group=True)
    assert not [name for name in offered if name.startswith(DOMAIN)]


def aimed_at(kind: str, **target: Any) -> dict[str, Any]:
    """Give a trigger with a target."""
    return {"trigger": f"{DOMAIN}.{kind}", "target": target}


def device_of(hass: HomeAssistant, entry: MockConfigEntry, key: str) -> str:
    """Give the id of a device of ours."""
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, key), entry.entry_id)
    assert device
    return device.id
