"""The logbook tells what runs did in words: title, label, person, reason."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from homeassistant.components.logbook.models import LazyEventPartialState, async_event_to_row
from homeassistant.core import Event, HomeAssistant

from custom_components.plex_label_sync.activity import EVENT_ACTIVITY
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.logbook import async_describe_events
from tests.hearing import follow, poll_of
from tests.lab.town import Town
from tests.running import state_of, sync, until

SYNC = {"status": "ok", "added": 3, "removed": 1, "queued": 2}
FINISHED = "Sync finished: 3 labels added, 1 removed, 2 titles waiting"
LABEL: dict[str, Any] = {"title": "Heat", "users": [], "tags": [], "sources": []}


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
        ("queued", {"title": "Heat"}, "Heat is wanted and waits until Plex has it"),
        (
            "queued",
            {"title": "Heat", "users": ["john"], "tags": [], "sources": ["Seerr"]},
            "Heat is wanted and waits until Plex has it (for john, from Seerr)",
        ),
        (
            "title_available",
            {"title": "Heat", "users": ["john", "maria", "ines"]},
            "Heat is in Plex now, for john, maria and ines",
        ),
        (
            "sync_finished",
            SYNC,
            FINISHED,
        ),
        (
            "sync_finished",
            {**SYNC, "error": "Radarr: it did not answer"},
            f"{FINISHED} (Radarr: it did not answer)",
        ),
        (
            "sync_failed",
            {**SYNC, "error": "Plex: it did not answer"},
            "Sync failed: Plex: it did not answer",
        ),
        ("sang", {"title": "Heat"}, "Something happened"),
    ],
)
def test_it_is_told_in_words(
    hass: HomeAssistant, kind: str, attributes: dict[str, Any], words: str
) -> None:
    """What an older or a newer version told of included."""
    about = {**attributes, "event_type": kind, "entity_id": "event.attic_activity"}

    shown = described(hass, Event(EVENT_ACTIVITY, about))

    assert (shown["name"], shown["message"]) == ("Plex labels", words)
    assert shown["state"] == kind
    assert "entity_id" not in shown
    assert shown["icon"].startswith("mdi:")


async def test_what_happens_is_told_and_is_the_cause_of_the_entitys_state(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The details of the entity's own line in the logbook lead to the words."""
    await follow(hass, loaded, town)
    events = async_capture_events(hass, EVENT_ACTIVITY)
    town.world.people[1].watchlist.remove(town.world.title("The Paper Orchard"))

    await poll_of(loaded, "watchlist/friend").async_refresh()
    await until(lambda: bool(events))

    state = state_of(hass, "event", f"{loaded.entry_id}_activity")
    shown = described(hass, events[0])
    assert shown["message"].startswith(
        "The Paper Orchard lost the label pulsarr:john (for john, from "
    )
    assert shown["state"] == state.attributes["event_type"]
    assert state.context.id == events[0].context.id


async def test_every_event_of_a_sync_can_be_told(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    events = async_capture_events(hass, EVENT_ACTIVITY)

    await sync(hass)

    words = [described(hass, event)["message"] for event in events]
    assert len(words) > 10
    assert "Something happened" not in words
