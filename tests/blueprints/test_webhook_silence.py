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


async def test_a_sensor_that_is_not_there_for_all_the_hours_is_silent(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone, clock: FrozenDateTimeFactory
) -> None:
    """As where an instance cannot be set up anymore."""
    await hass.config_entries.async_unload(loaded.entry_id)
    clock.move_to(local("2030-01-08T11:59:00"))
    await instantiate(hass, NAME, sensors=[RADARR], notify=PHONE, message="{{ silent[0] }}")

    await comes(hass, "2030-01-08T12:00:00")

    assert phone.told == [("Plex labels", "Radarr (the sensor is unavailable)")]


async def test_a_sensor_that_was_removed_is_silent(
    hass: HomeAssistant, town: Town, phone: Phone, client: Client, clock: FrozenDateTimeFactory
) -> None:
    """Or that has another entity ID now. The others are looked at as ever."""
    await tell(client, town, 0, "Test")
    await instantiate(hass, NAME, sensors=["sensor.gone", RADARR], notify=PHONE)

    await comes(hass, "2030-01-05T12:00:00")

    ((_, message),) = phone.told
    said = "No webhook has arrived for 72 hours from sensor.gone (the sensor is not there). Press"
    assert message.startswith(said)


async def test_a_sensor_and_hours_may_be_written_as_text(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone, clock: FrozenDateTimeFactory
) -> None:
    await instantiate(hass, NAME, sensors=RADARR, hours="72", notify=PHONE)

    await comes(hass, "2030-01-05T12:00:00")

    ((_, message),) = phone.told
    assert message.startswith("No webhook has arrived for 72 hours from Radarr. ")


async def test_where_the_phone_is_gone_home_assistant_shows_it(
    hass: HomeAssistant, loaded: MockConfigEntry, clock: FrozenDateTimeFactory
) -> None:
    await instantiate(hass, NAME, sensors=[RADARR], notify={"entity_id": "notify.gone"})

    await comes(hass, "2030-01-05T12:00:00")
    await until(lambda: bool(notifications(hass)))


async def test_it_looks_at_its_time(
    hass: HomeAssistant, loaded: MockConfigEntry, clock: FrozenDateTimeFactory
) -> None:
    await instantiate(hass, NAME, sensors=[RADARR], time="09:15:00", hours=1)

    await comes(hass, "2030-01-05T09:14:59")
    assert notifications(hass) == []
    await comes(hass, "2030-01-05T09:15:00")
    await until(lambda: bool(notifications(hass)))
