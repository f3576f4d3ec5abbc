"""The logbook tells what runs did in words: title, label, person, reason."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from homeassistant.components.logbook.models import LazyEventPartialState, async_event_to_row
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from custom_components.plex_label_sync.activity import EVENT_ACTIVITY
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.model import Person
from custom_components.plex_label_sync.logbook import async_describe_events
from custom_components.plex_label_sync.state.people import take
from tests.hearing import calm, follow, labels_on, poll_of
from tests.lab.town import Town
from tests.running import state_of, sync, until

SYNC = {"status": "ok", "added": 3, "removed": 1, "queued": 2}
NUMBERS = "Labels added: 3, removed: 1. Waiting titles: 2"
LABEL: dict[str, Any] = {"title": "Heat", "users": [], "tags": [], "sources": []}


async def load_texts(hass: HomeAssistant) -> None:
    """Have Home Assistant read the integration's texts, as when it is set up."""
    for category in ("common", "selector"):
        await async_get_translations(hass, hass.config.language, category, [DOMAIN])


def described(hass: HomeAssistant, event: Event[Any]) -> dict[str, Any]:
    """Give what the logbook shows of an event."""
    describes: dict[Any, Any] = {}
    async_describe_events(hass, lambda domain, kind, how: describes.update({kind: (domain, how)}))
    domain, describe = describes[event.event_type]
    assert domain == DOMAIN
    shown: dict[str, Any] = describe(LazyEventPartialState(async_event_to_row(event), {}))
    return shown


@pytest.mark.parametrize(
    ("kind", "attributes", "words"),
    [
        (
            "label_added",
            {**LABEL, "labels": ["pulsarr:john"], "users": ["john"], "sources": ["Seerr"]},
            "Heat got the label pulsarr:john (for john, from Seerr)",
        ),
        (
            "label_removed",
            {**LABEL, "labels": ["a", "b"], "tags": ["kids"], "sources": ["Radarr"]},
            "Heat lost the labels a and b (tag kids, from Radarr)",
        ),
        (
            "label_removed",
            {**LABEL, "labels": ["pulsarr:removed"]},
            "Heat lost the label pulsarr:removed",
        ),
        (
            "label_added",
            {**LABEL, "year": 1995, "labels": ["kids"], "tags": ["kids"], "sources": ["Radarr"]},
            "Heat (1995) got the label kids (tag kids, from Radarr)",
        ),
        ("queued", {"title": "Heat"}, "Heat is wanted and waits until it is in Plex"),
        (
            "queued",
            {"title": "Heat", "year": 1995},
            "Heat (1995) is wanted and waits until it is in Plex",
        ),
        (
            "queued",
            {"title": "Heat", "users": ["john"], "tags": [], "sources": ["Seerr"]},
            "Heat is wanted and waits until it is in Plex (for john, from Seerr)",
        ),
        (
            "title_available",
            {"title": "Heat", "users": ["john", "maria", "ines"]},
            "Heat is now in Plex, for john, maria and ines",
        ),
        (
            "title_available",
            {"title": "Heat", "year": 1995, "users": ["john"]},
            "Heat (1995) is now in Plex, for john",
        ),
        (
            "sync_finished",
            SYNC,
            f"Sync finished. {NUMBERS}",
        ),
        (
            "sync_finished",
            {**SYNC, "error": "Radarr: it did not answer"},
            f"Sync finished with problems. {NUMBERS} (Radarr: it did not answer)",
        ),
        (
            "sync_failed",
            {**SYNC, "error": "Plex: it did not answer"},
            "Sync failed: Plex: it did not answer",
        ),
        ("sync_failed", SYNC, "Sync failed: see the log for the reason"),
        ("sang", {"title": "Heat"}, "Something else happened"),
        ("label_added", {"title": "Heat"}, "Something else happened"),
        ("label_removed", {**LABEL, "labels": []}, "Something else happened"),
        ("title_available", {"title": "Heat", "users": None}, "Something else happened"),
        (["sang"], {}, "Something else happened"),
    ],
)
async def test_it_is_told_in_words(
    hass: HomeAssistant, kind: Any, attributes: dict[str, Any], words: str
) -> None:
    """What an older or a newer version told of included."""
    await load_texts(hass)
    about = {**attributes, "event_type": kind, "entity_id": "event.attic_activity"}

    shown = described(hass, Event(EVENT_ACTIVITY, about))

    assert (shown["name"], shown["message"]) == ("Plex labels", words)
    assert shown["state"] == kind
    assert "entity_id" not in shown
    assert shown["icon"].startswith("mdi:")


@pytest.mark.parametrize(
    ("language", "name", "words"),
    [
        ("de", "Plex-Labels", "Heat bekam die Labels a und b (für john, aus Seerr)"),
        (
            "fr",
            "Étiquettes Plex",
            "Heat a reçu les étiquettes a et b (pour john, de Seerr)",
        ),
        ("xx", "Plex labels", "Heat got the labels a and b (for john, from Seerr)"),
    ],
)
async def test_it_is_told_in_the_language_of_home_assistant(
    hass: HomeAssistant, language: str, name: str, words: str
) -> None:
    """In English where there are no texts in that language."""
    hass.config.language = language
    await load_texts(hass)
    about = {**LABEL, "labels": ["a", "b"], "users": ["john"], "sources": ["Seerr"]}

    shown = described(hass, Event(EVENT_ACTIVITY, {**about, "event_type": "label_added"}))

    assert (shown["name"], shown["message"]) == (name, words)


@pytest.mark.parametrize(
    ("users", "sources", "words"),
    [
        (["john"], ["watchlist of john"], "for john, from the watchlist"),
        (["john"], ["watchlist of john", "Seerr"], "for john, from Seerr and the watchlist"),
        (
            ["john", "maria"],
            ["watchlist of john", "watchlist of maria"],
            "for john and maria, from their watchlists",
        ),
        (
            ["john", "maria"],
            ["Seerr", "watchlist of maria"],
            "for john and maria, from Seerr and watchlist of maria",
        ),
        ([], ["watchlist of john"], "from watchlist of john"),
    ],
)
async def test_whose_watchlist_it_is_stands_there_only_where_the_rest_does_not_say_it(
    hass: HomeAssistant, users: list[str], sources: list[str], words: str
) -> None:
    await load_texts(hass)
    about = {**LABEL, "labels": ["a"], "users": users, "sources": sources}

    shown = described(hass, Event(EVENT_ACTIVITY, {**about, "event_type": "label_added"}))

    assert shown["message"] == f"Heat got the label a ({words})"


async def test_right_after_the_language_was_changed_it_is_told_in_english(
    hass: HomeAssistant,
) -> None:
    """Home Assistant has the texts in the new one only in a moment."""
    await load_texts(hass)
    hass.config.language = "qq"

    event = Event(EVENT_ACTIVITY, {**LABEL, "labels": ["a"], "event_type": "label_added"})
    assert described(hass, event)["message"] == "Heat got the label a"


async def unwished(hass: HomeAssistant, entry: MockConfigEntry, town: Town) -> Event:
    """Let John take a title off his watchlist; gives what the integration tells of it."""
    await follow(hass, entry, town)
    events: list[Event] = async_capture_events(hass, EVENT_ACTIVITY)
    town.world.people[1].watchlist.remove(town.world.title("The Paper Orchard"))

    await poll_of(entry, "watchlist/friend").async_refresh()
    await until(lambda: bool(events))
    return events[0]


async def test_what_happens_is_told_and_is_the_cause_of_the_entitys_state(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The details of the entity's own line in the logbook lead to the words."""
    event = await unwished(hass, loaded, town)

    state = state_of(hass, "event", f"{loaded.entry_id}_activity")
    shown = described(hass, event)
    assert shown["message"] == (
        "The Paper Orchard (2019) lost the label pulsarr:john"
        " (for John from upstairs, from the watchlist)"
    )
    assert shown["state"] == state.attributes["event_type"]
    assert state.context.id == event.context.id


async def test_what_is_done_to_all_copies_of_a_title_is_told_once(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """In one line, which is the cause of the entity's state for each of the copies."""
    await follow(hass, loaded, town)
    events: list[Event] = async_capture_events(hass, EVENT_ACTIVITY)
    states: list[Event] = async_capture_events(hass, EVENT_STATE_CHANGED)
    wishes, engine = town.world.people[2].watchlist, town.world.title("Quiet Engine")

    wishes.remove(engine)
    await poll_of(loaded, "watchlist/friend").async_refresh()
    await until(lambda: "pulsarr:maria" not in labels_on(town, "Quiet Engine"))
    await calm(town)
    wishes.append(engine)
    await poll_of(loaded, "watchlist/friend").async_refresh()
    await until(lambda: "pulsarr:maria" in labels_on(town, "Quiet Engine"))
    await calm(town)

    assert [event.data["event_type"] for event in events] == ["label_removed", "label_added"]
    activity = state_of(hass, "event", f"{loaded.entry_id}_activity").entity_id
    copies = [one for one in states if one.data["entity_id"] == activity]
    keys = [one.data["new_state"].attributes["rating_key"] for one in copies]
    assert len(set(keys[:2])) == len(set(keys[2:])) == 2
    told = [event.context.id for event in events for _ in range(2)]
    assert [one.context.id for one in copies] == told


async def test_an_event_has_the_names_that_automations_compare(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Usernames; the logbook alone calls people as their devices are called."""
    event = await unwished(hass, loaded, town)

    assert event.data["users"] == ["john"]
    assert event.data["sources"] == ["watchlist of john"]


async def test_somebody_who_left_is_called_as_in_the_event(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """So is everybody while the server is not set up."""
    await sync(hass)
    entity = state_of(hass, "event", f"{loaded.entry_id}_activity").entity_id
    users = ["john", "carla77"]
    about = {"title": "Heat", "users": users, "event_type": "title_available", "entity_id": entity}
    event = Event(EVENT_ACTIVITY, about)

    known = described(hass, event)["message"]
    await hass.config_entries.async_unload(loaded.entry_id)

    assert known == "Heat is now in Plex, for John from upstairs and carla77"
    assert described(hass, event)["message"] == "Heat is now in Plex, for john and carla77"


async def test_a_name_that_several_have_is_told_as_in_the_event(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Nobody is called as somebody else is who has their display name for a username."""
    await sync(hass)
    user = Person("seerr/requests/x/5", "Little One", "Somebody Else")
    runtime = loaded.runtime_data
    await runtime.database.write(lambda connection: take(connection, "requests/x", [user], []))
    await runtime.coordinator.people.refresh()
    entity = state_of(hass, "event", f"{loaded.entry_id}_activity").entity_id
    about = {"title": "Heat", "users": ["Little One"], "event_type": "title_available"}

    shown = described(hass, Event(EVENT_ACTIVITY, {**about, "entity_id": entity}))

    assert runtime.coordinator.people.known.people.keys() >= {user.id}
    assert shown["message"] == "Heat is now in Plex, for Little One"


async def test_every_event_of_a_sync_can_be_told(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The texts are there once the integration is set up."""
    events = async_capture_events(hass, EVENT_ACTIVITY)

    await sync(hass)

    words = [described(hass, event)["message"] for event in events]
    assert len(words) > 10
    assert "Something else happened" not in words
