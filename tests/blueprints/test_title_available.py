"""The blueprint that tells the household that what they waited for is there."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.plex_label_sync.activity import tell_arrivals
from tests.blueprints.conftest import Phone
from tests.blueprints.instances import PHONE, instantiate, notifications
from tests.hearing import Client, calm, film, labels_on, scan, tell, title
from tests.lab.town import Town
from tests.running import sync, until

CHIMNEYS = "Eleven Chimneys"
NAME = "title_available.yaml"
BY_PHONE = {"notify": [PHONE["entity_id"]]}


async def imported(town: Town, sonarr: Client, name: str = CHIMNEYS) -> None:
    """Have Sonarr import the series that John wants, and Plex scan it, which calls it so."""
    series = film(town, 2, CHIMNEYS)
    series.has_file = True
    await tell(sonarr, town, 2, "Download", series)
    item = scan(town, title(town, CHIMNEYS), "TV Shows")
    item.title = name
    await town.plex.announce_episode(item)


def arrival(name: str) -> dict[str, Any]:
    """Give what automations hear of a title that John and Maria waited for."""
    return {"title": name, "media_type": "movie", "rating_key": 1, "users": ["john", "maria"]}


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


@pytest.mark.parametrize(
    "failure", [HomeAssistantError("The push service refused"), TimeoutError()]
)
async def test_a_phone_that_fails_keeps_nobody_else_from_being_told(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    phone: Phone,
    other_phone: Phone,
    caplog: pytest.LogCaptureFixture,
    *,
    failure: Exception,
) -> None:
    """The failure is logged."""
    phone.failure = failure
    others = {"notify": [other_phone.entity_id]}
    people = [{"user": "john", **BY_PHONE}, {"user": "maria", **others}]
    await instantiate(hass, NAME, people=people)

    tell_arrivals(hass, loaded.entry_id, [arrival(CHIMNEYS)])
    await hass.async_block_till_done()

    assert other_phone.told == [("Plex", "Eleven Chimneys is now in Plex.")]
    assert "Error executing script" in caplog.text
    caplog.clear()


async def test_a_phone_that_is_gone_keeps_nobody_else_from_being_told(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone
) -> None:
    """Home Assistant shows it instead of the phone."""
    people = [{"user": "maria", "notify": ["notify.gone"]}, {"user": "john", **BY_PHONE}]
    await instantiate(hass, NAME, people=people)

    tell_arrivals(hass, loaded.entry_id, [arrival(CHIMNEYS)])
    await hass.async_block_till_done()

    assert phone.told == [("Plex", "Eleven Chimneys is now in Plex.")]
    assert notifications(hass) == [("Plex", "Eleven Chimneys is now in Plex.")]


async def test_a_notify_entity_may_be_written_without_a_list(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone
) -> None:
    await instantiate(hass, NAME, people=[{"user": "john", "notify": phone.entity_id}])

    tell_arrivals(hass, loaded.entry_id, [arrival(CHIMNEYS)])
    await hass.async_block_till_done()

    assert phone.told == [("Plex", "Eleven Chimneys is now in Plex.")]
    assert notifications(hass) == []


async def test_a_slow_phone_misses_nothing_of_a_large_import(
    hass: HomeAssistant, loaded: MockConfigEntry, phone: Phone
) -> None:
    names = [f"Film {n:03}" for n in range(300)]
    phone.works.clear()
    await instantiate(hass, NAME, people=[{"user": "john", **BY_PHONE}])

    for name in names:
        tell_arrivals(hass, loaded.entry_id, [arrival(name)])
    phone.works.set()
    await hass.async_block_till_done()

    assert [message for _, message in phone.told] == [f"{name} is now in Plex." for name in names]


@pytest.mark.parametrize(
    "name", ["M*A*S*H", "_Heat_", "![x](http://plex.example/x.png)", "<b>\\Heat`</b> & co."]
)
async def test_signs_in_a_title_are_shown_as_they_are(
    hass: HomeAssistant, town: Town, phone: Phone, following: Client, name: str
) -> None:
    """On the phone of one of the two, and under Notifications for the other."""
    people = [{"user": "john"}, {"user": "JOHN", **BY_PHONE}]
    await instantiate(hass, NAME, people=people)

    await imported(town, following, name)
    await until(lambda: bool(phone.told))

    assert phone.told == [("Plex", f"{name} is now in Plex.")]
    assert notifications(hass) == [("Plex", f"{name} is now in Plex.")]


@pytest.mark.parametrize(
    "more",
    [{}, {"person": "", "notify": []}, {"person": "person.gone"}, {"notify": ["notify.gone"]}],
)
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
