"""The blueprint that tells a person that what they asked for is there."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.blueprints.conftest import Phone
from tests.blueprints.instances import PHONE, instantiate, notifications
from tests.hearing import Client, film, labels_on, scan, tell, title
from tests.lab.town import Town
from tests.running import sync, until

CHIMNEYS = "Eleven Chimneys"
NAME = "title_is_there.yaml"


async def imported(town: Town, sonarr: Client) -> None:
    """Have Sonarr import the series that John wants, and Plex scan it."""
    series = film(town, 2, CHIMNEYS)
    series.has_file = True
    await tell(sonarr, town, 2, "Download", series)
    await town.plex.announce_episode(scan(town, title(town, CHIMNEYS), "TV Shows"))


@pytest.mark.parametrize("user", ["john", "John from upstairs"])
async def test_an_import_is_told_to_who_asked_for_it(
    hass: HomeAssistant, town: Town, phone: Phone, following: Client, user: str
) -> None:
    """Sonarr's webhook tells of the import, and Plex that it has scanned it."""
    await instantiate(hass, NAME, user=user, notify=PHONE)

    await imported(town, following)
    await until(lambda: bool(phone.told))
    await hass.async_block_till_done()

    assert phone.told == [("Plex", "Eleven Chimneys is in Plex now.")]
    assert "pulsarr:john" in labels_on(town, CHIMNEYS)


async def test_nobody_else_is_told(
    hass: HomeAssistant, town: Town, phone: Phone, following: Client
) -> None:
    await instantiate(hass, NAME, user="maria", notify=PHONE)

    await imported(town, following)
    await until(lambda: "pulsarr:john" in labels_on(town, CHIMNEYS))
    await hass.async_block_till_done()

    assert phone.told == []


async def test_the_words_can_be_changed(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone
) -> None:
    message = "Da ist er: {{ trigger.title }} ({{ trigger.labels | join(', ') }})"
    await instantiate(hass, NAME, user="john", notify=PHONE, message=message)

    await sync(hass)
    await hass.async_block_till_done()

    assert ("Plex", "Da ist er: The Paper Orchard (pulsarr:john)") in phone.told


async def test_without_a_phone_home_assistant_shows_it(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await instantiate(hass, NAME, user="john")

    await sync(hass)
    await hass.async_block_till_done()

    assert ("Plex", "The Paper Orchard is in Plex now.") in notifications(hass)
