"""The blueprint that warns when no webhook came for a while."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.blueprints.conftest import Phone
from tests.blueprints.instances import PHONE, comes, instantiate, local, notifications
from tests.hearing import Client, tell
from tests.lab.town import Town
from tests.running import until

NAME = "webhook_silence.yaml"
RADARR, UHD = "sensor.radarr_last_webhook", "sensor.radarr_4k_last_webhook"


@pytest.mark.parametrize(
    ("time", "silent"), [("2030-01-06T12:00:00", False), ("2030-01-08T12:00:00", True)]
)
async def test_instances_are_silent_when_their_hours_are_over(
    hass: HomeAssistant,
    town: Town,
    phone: Phone,
    client: Client,
    clock: FrozenDateTimeFactory,
    *,
    time: str,
    silent: bool,
) -> None:
    await tell(client, town, 0, "Test")
    await tell(client, town, 1, "Test")
    clock.move_to(local(time) - timedelta(minutes=1))
    await instantiate(hass, NAME, sensors=[RADARR, UHD], hours=48, notify=PHONE)

    await comes(hass, time)

    said = "No webhook has arrived for 48 hours from Radarr, Radarr 4K. Press Test in its"
    assert [title for title, message in phone.told if message.startswith(said)] == [
        "Plex labels"
    ] * silent
    assert len(phone.told) == silent


async def test_an_instance_whose_webhooks_come_is_not_named(
    hass: HomeAssistant, town: Town, client: Client, clock: FrozenDateTimeFactory
) -> None:
    """One that has never sent any is."""
    await instantiate(hass, NAME, sensors=[RADARR, UHD], message="Silent: {{ silent }}")
    await tell(client, town, 0, "Test")

    await comes(hass, "2030-01-05T12:00:00")
    await until(lambda: bool(notifications(hass)))

    assert notifications(hass) == [("Plex labels", "Silent: ['Radarr 4K']")]


async def test_a_sensor_that_is_not_there_at_the_moment_says_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone, clock: FrozenDateTimeFactory
) -> None:
    """As while the integration is reloaded."""
    await instantiate(hass, NAME, sensors=[RADARR], notify=PHONE)
    await hass.config_entries.async_unload(loaded.entry_id)

    await comes(hass, "2030-01-08T12:00:00")

    assert phone.told == []


async def test_it_looks_at_its_time(
    hass: HomeAssistant, loaded: MockConfigEntry, clock: FrozenDateTimeFactory
) -> None:
    await instantiate(hass, NAME, sensors=[RADARR], time="09:15:00", hours=1)

    await comes(hass, "2030-01-05T09:14:59")
    assert notifications(hass) == []
    await comes(hass, "2030-01-05T09:15:00")
    await until(lambda: bool(notifications(hass)))
