"""The blueprint that syncs after Plex's maintenance."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)

from tests.blueprints.conftest import Phone
from tests.blueprints.instances import PHONE, comes, instantiate, notifications, ran
from tests.hearing import labels_on
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import labels, sync, until

MONDAY = "2030-01-07T05:10:00"
pytestmark = pytest.mark.usefixtures("clock")
NAME = "sync_after_maintenance.yaml"
ORCHARD = "The Paper Orchard"


async def test_labels_that_the_maintenance_cost_are_back(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    phone: Phone,
) -> None:
    """And nobody is woken, for all went well."""
    next(one for one in town.world.people if one.username == "ines").private = False
    await sync(hass)
    item = next(one for one in town.world.plex.items() if one.title == ORCHARD)
    town.world.plex.recreate_item(item)
    assert "pulsarr:john" not in labels_on(town, ORCHARD)
    await instantiate(hass, NAME, notify=PHONE)

    await comes(hass, MONDAY)
    await until(lambda: ran(hass))

    assert "pulsarr:john" in labels_on(town, ORCHARD)
    assert phone.told == []


async def test_trouble_is_told(hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone) -> None:
    """Here Ines hides her watchlist."""
    await instantiate(hass, NAME, notify=PHONE)

    await comes(hass, MONDAY)
    await until(lambda: bool(phone.told))

    ((heading, message),) = phone.told
    assert heading == "Plex labels"
    assert message.startswith("Sync after Plex's maintenance: partial. ")
    assert "ines" in message
    assert "ok" not in message


async def test_a_failed_sync_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await instantiate(hass, NAME)
    town.plex.faults.append(Fault("status", "/identity", status=503))

    await comes(hass, MONDAY)
    await until(lambda: bool(notifications(hass)))

    ((_, message),) = notifications(hass)
    told = "Sync after Plex's maintenance: failed. Plex: it reported an error (503)"
    assert message.startswith(told)


async def test_a_sync_that_could_not_be_started_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """As while the integration is not loaded; that is what Home Assistant logs."""
    await instantiate(hass, NAME, server=loaded.entry_id)
    await hass.config_entries.async_unload(loaded.entry_id)

    await comes(hass, MONDAY)
    await until(lambda: bool(notifications(hass)))

    ((_, message),) = notifications(hass)
    assert message == (
        "Sync after Plex's maintenance: failed. It could not be started. See the log for details."
    )
    assert "is not loaded" in caplog.text
    caplog.clear()


@pytest.mark.parametrize("gone", [{"entity_id": ["notify.gone"]}, {"device_id": "gone"}])
async def test_where_the_phone_is_gone_home_assistant_shows_it(
    hass: HomeAssistant, loaded: MockConfigEntry, gone: dict[str, Any]
) -> None:
    """As after it was removed."""
    await instantiate(hass, NAME, notify=gone)

    await comes(hass, MONDAY)
    await until(lambda: bool(notifications(hass)))

    ((_, message),) = notifications(hass)
    assert message.startswith("Sync after Plex's maintenance: partial. ")


@pytest.mark.parametrize("chosen", ["device_id", "area_id", "floor_id", "label_id"])
async def test_the_phone_may_be_chosen_by_where_it_belongs(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone, chosen: str
) -> None:
    """By its device, area or floor, or by a label of its device."""
    floor = fr.async_get(hass).async_create("Upstairs")
    area = ar.async_get(hass).async_create("Bedroom", floor_id=floor.floor_id)
    label = lr.async_get(hass).async_create("Phones")
    devices = dr.async_get(hass)
    device = devices.async_get_or_create(
        config_entry_id=loaded.entry_id, identifiers={("mobile_app", "johns")}
    )
    devices.async_update_device(device.id, area_id=area.id, labels={label.label_id})
    er.async_get(hass).async_update_entity(phone.entity_id, device_id=device.id)
    ids = {
        "device_id": device.id,
        "area_id": area.id,
        "floor_id": floor.floor_id,
        "label_id": label.label_id,
    }
    await instantiate(hass, NAME, notify={chosen: [ids[chosen]]})

    await comes(hass, MONDAY)
    await until(lambda: bool(phone.told))

    assert notifications(hass) == []


async def test_it_syncs_on_its_days_alone(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    await instantiate(hass, NAME, days=["tue"], time="04:00:00")

    await comes(hass, "2030-01-07T04:00:00")
    assert labels(town) == before
    await comes(hass, "2030-01-08T04:00:00")
    await until(lambda: "pulsarr:john" in labels_on(town, ORCHARD))
