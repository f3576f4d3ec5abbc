"""The blueprint that tells the household that what they waited for is there."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from tests.blueprints.conftest import Phone
from tests.blueprints.instances import PHONE, instantiate, notifications
from tests.hearing import Client, calm, film, labels_on, scan, tell, title
from tests.lab.town import Town
from tests.running import sync, until

CHIMNEYS = "Eleven Chimneys"
NAME = "title_available.yaml"
BY_PHONE = {"notify": [PHONE["entity_id"]]}


async def imported(town: Town, sonarr: Client) -> None:
    """Have Sonarr import the series that John wants, and Plex scan it."""
    series = film(town, 2, CHIMNEYS)
    series.has_file = True
    await tell(sonarr, town, 2, "Download", series)
    await town.plex.announce_episode(scan(town, title(town, CHIMNEYS), "TV Shows"))


@pytest.mark.parametrize("user", ["john", " John "])
async def test_an_import_is_told_to_who_waited_for_it(
    hass: HomeAssistant, town: Town, phone: Phone, following: Client, user: str
) -> None:
    """Sonarr's webhook tells of the import, and Plex that it has scanned it."""
    people = [{"user": "maria"}, {"user": user, **BY_PHONE}]
    await instantiate(hass, NAME, people=people)

    await imported(town, following)
    await until(lambda: bool(phone.told))
    await hass.async_block_till_done()

    assert phone.told == [("Plex", "Eleven Chimneys is now in Plex.")]
    assert notifications(hass) == []
    assert "pulsarr:john" in labels_on(town, CHIMNEYS)


async def test_the_phones_of_a_person_are_told(
    hass: HomeAssistant,
    town: Town,
    phone: Phone,
    following: Client,
    loaded: MockConfigEntry,
) -> None:
    """They are the devices that track the person; a device without a phone's app is none."""
    other = MockConfigEntry(domain="mobile_app")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("mobile_app", "johns")}
    )
    registry = er.async_get(hass)
    registry.async_get_or_create(
        "device_tracker",
        "mobile_app",
        "johns",
        suggested_object_id="johns_phone_app",
        config_entry=other,
        device_id=device.id,
    )
    phone_entity = er.async_get(hass).async_get("notify.phone_of_john")
    assert phone_entity
    registry.async_update_entity(phone_entity.entity_id, device_id=device.id)
    trackers = ["device_tracker.johns_phone_app", "device_tracker.router"]
    hass.states.async_set("person.john", "home", {"device_trackers": trackers})
    await instantiate(hass, NAME, people=[{"user": "john", "person": "person.john"}])

    await imported(town, following)
    await until(lambda: bool(phone.told))

    assert phone.told == [("Plex", "Eleven Chimneys is now in Plex.")]


async def test_nobody_else_is_told(
    hass: HomeAssistant, town: Town, phone: Phone, following: Client
) -> None:
    await instantiate(hass, NAME, people=[{"user": "maria", **BY_PHONE}])

    await imported(town, following)
    await until(lambda: "pulsarr:john" in labels_on(town, CHIMNEYS))
    await calm(town)
    await hass.async_block_till_done()

    assert phone.told == []
    assert notifications(hass) == []


async def test_the_words_can_be_changed(
    hass: HomeAssistant, town: Town, phone: Phone, following: Client
) -> None:
    message = "Da ist es: {{ trigger.title }} ({{ trigger.labels | join(', ') }})"
    await instantiate(hass, NAME, people=[{"user": "john", **BY_PHONE}], message=message)

    await imported(town, following)
    await until(lambda: bool(phone.told))

    assert phone.told == [("Plex", "Da ist es: Eleven Chimneys (pulsarr:john)")]


@pytest.mark.parametrize("more", [{}, {"person": "", "notify": []}, {"person": "person.gone"}])
async def test_without_a_phone_home_assistant_shows_it(
    hass: HomeAssistant, town: Town, following: Client, more: dict[str, Any]
) -> None:
    await instantiate(hass, NAME, people=[{"user": "john", **more}])

    await imported(town, following)
    await until(lambda: bool(notifications(hass)))

    assert notifications(hass) == [("Plex", "Eleven Chimneys is now in Plex.")]


async def test_the_first_sync_tells_nobody(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone
) -> None:
    """What it labels was there before."""
    await instantiate(hass, NAME, people=[{"user": "john", **BY_PHONE}])

    await sync(hass)
    await hass.async_block_till_done()

    assert phone.told == []
