"""The blueprint that syncs after Plex's maintenance."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

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


async def test_it_syncs_on_its_days_alone(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    await instantiate(hass, NAME, days=["tue"], time="04:00:00")

    await comes(hass, "2030-01-07T04:00:00")
    assert labels(town) == before
    await comes(hass, "2030-01-08T04:00:00")
    await until(lambda: "pulsarr:john" in labels_on(town, ORCHARD))
