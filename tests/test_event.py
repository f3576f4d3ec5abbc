"""The event entity: what runs did, one by one, or as a whole when it is much."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.event import async_track_state_change_event

from tests.hearing import poll_of
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.lab.world_titles import Title
from tests.running import state_of, sync, until

ENTITY = "event.living_room_activity"
KINDS = [
    "label_added",
    "label_removed",
    "queued",
    "title_available",
    "sync_finished",
    "sync_failed",
]
type Told = list[dict[str, Any]]


@pytest.fixture
def told(hass: HomeAssistant, loaded: MockConfigEntry) -> Told:
    """Collects the attributes of all that is told."""
    told: Told = []

    @callback
    def hear(event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        assert state
        told.append(dict(state.attributes))

    async_track_state_change_event(hass, ENTITY, hear)
    return told


def test_it_has_its_id_and_name(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """Automations and dashboards rely on them."""
    entity = er.async_get(hass).async_get(ENTITY)

    assert entity
    assert entity.unique_id == f"{loaded.entry_id}_activity"
    assert entity.translation_key == "activity"
    assert entity.device_id
    state = _state(hass, loaded)
    assert state.state == "unknown"
    assert state.attributes["event_types"] == KINDS


async def test_a_full_sync_tells_every_label_and_then_that_it_ended(
    hass: HomeAssistant, told: Told
) -> None:
    answer = await sync(hass)

    *before, last = _kinds(told)
    assert last == "sync_finished"
    assert set(before) == {"label_added", "queued"}
    added = [one for one in told if one["event_type"] == "label_added"]
    assert sum(len(one["labels"]) for one in added) == answer["added"]
    numbers = ("status", "added", "removed", "unchanged", "queued", "failed", "duration")
    assert {key: told[-1][key] for key in numbers} == {key: answer[key] for key in numbers}


async def test_an_added_label_is_told_with_all_its_reasons(
    hass: HomeAssistant, told: Told, town: Town
) -> None:
    await sync(hass)

    found = [
        one
        for one in told
        if one["event_type"] == "label_added" and one.get("title") == "Salt and Lanterns"
    ]
    (item,) = (item for item in town.world.plex.items() if item.title == "Salt and Lanterns")
    assert {one["media_type"] for one in found} == {"movie"}
    assert {one["rating_key"] for one in found} == {item.rating_key}
    assert {label for one in found for label in one["labels"]} == {
        "pulsarr:holiday",
        "pulsarr:classics",
    }
    assert {tag for one in found for tag in one["tags"]} == {"holiday", "classics"}
    assert {user for one in found for user in one["users"]} == set()
    assert {source for one in found for source in one["sources"]} == {"Radarr"}


async def test_a_new_wish_is_told_without_a_full_sync(
    hass: HomeAssistant, loaded: MockConfigEntry, told: Told, town: Town
) -> None:
    await sync(hass)
    told.clear()
    town.world.people[2].watchlist.append(town.world.title("The Paper Orchard"))

    await _look_at_watchlists(loaded)

    await until(lambda: bool(told))
    (one,) = told
    assert one["event_type"] == "label_added"
    assert one["title"] == "The Paper Orchard"
    assert one["labels"] == ["pulsarr:maria"]
    assert one["users"] == ["maria"]
    assert one["tags"] == []


async def test_a_wish_that_was_taken_back_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, told: Told, town: Town
) -> None:
    await sync(hass)
    told.clear()
    town.world.people[2].watchlist.remove(town.world.title("Quiet Engine"))

    await _look_at_watchlists(loaded)

    await until(lambda: len(told) == 2)
    assert _kinds(told) == ["label_removed"] * 2
    assert {one["title"] for one in told} == {"Quiet Engine"}
    assert [[label.casefold() for label in one["labels"]] for one in told] == [
        ["pulsarr:maria"]
    ] * 2


async def test_a_wish_that_is_not_in_plex_is_told_as_queued(
    hass: HomeAssistant, loaded: MockConfigEntry, told: Told, town: Town
) -> None:
    await sync(hass)
    told.clear()
    new = town.world.add_title("movie", "Paper Moons", tmdb=955_001)
    town.world.people[2].watchlist.append(new)

    await _look_at_watchlists(loaded)

    await until(lambda: bool(told))
    (one,) = told
    assert (one["event_type"], one["title"], one["media_type"]) == (
        "queued",
        "Paper Moons",
        "movie",
    )
    assert new.guid in one["guids"]


async def test_what_waits_already_is_not_told_again(hass: HomeAssistant, told: Told) -> None:
    await sync(hass)
    told.clear()

    await sync(hass)

    assert _kinds(told) == ["sync_finished"]


async def test_a_run_of_many_changes_is_told_as_a_whole(
    hass: HomeAssistant, loaded: MockConfigEntry, told: Told, town: Town
) -> None:
    _wish_for_films(town.world, 60)

    await sync(hass)

    assert "label_added" not in _kinds(told)
    assert told[-1]["event_type"] == "sync_finished"
    assert told[-1]["added"] == 34 + 60


async def test_many_new_wishes_are_told_as_a_whole(
    hass: HomeAssistant, loaded: MockConfigEntry, told: Told, town: Town
) -> None:
    films = _films(town.world, 60)
    await sync(hass)
    told.clear()
    town.world.owner.watchlist.extend(films)

    await _look_at_watchlists(loaded)

    await until(lambda: bool(told))
    assert _kinds(told) == ["sync_finished"]
    assert told[0]["added"] == 60


async def test_a_failed_sync_is_told_with_its_error(
    hass: HomeAssistant, told: Told, town: Town
) -> None:
    town.plex.faults.append(Fault("status"))

    await sync(hass)

    assert "sync_finished" not in _kinds(told)
    assert told[-1]["event_type"] == "sync_failed"
    assert told[-1]["status"] == "failed"
    assert "Plex" in told[-1]["error"]


async def test_a_stopped_sync_is_told_as_failed(
    hass: HomeAssistant, told: Told, town: Town
) -> None:
    town.plex.edits_replace = True

    await sync(hass)

    assert told[-1]["event_type"] == "sync_failed"
    assert told[-1]["status"] == "stopped"


async def test_a_dry_run_is_not_told(hass: HomeAssistant, told: Told) -> None:
    await sync(hass, dry_run=True)

    assert not {"label_added", "sync_finished"} & set(_kinds(told))


async def test_the_last_event_survives_a_reload(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)
    before = _state(hass, loaded)

    await hass.config_entries.async_reload(loaded.entry_id)

    after = _state(hass, loaded)
    assert before.state == after.state
    assert before.attributes == after.attributes


async def test_servers_do_not_mix(hass: HomeAssistant, told: Told, bare: MockConfigEntry) -> None:
    await sync(hass, config_entry_id=bare.entry_id)

    assert "sync_finished" not in _kinds(told)
    assert _state(hass, bare).attributes["event_type"] == "sync_finished"


def _state(hass: HomeAssistant, entry: MockConfigEntry) -> State:
    return state_of(hass, "event", f"{entry.entry_id}_activity")


def _kinds(told: Told) -> list[str]:
    return [one["event_type"] for one in told]


def _wish_for_films(world: World, count: int) -> None:
    """Let the owner wish for new films that are in Plex."""
    world.owner.watchlist.extend(_films(world, count))


def _films(world: World, count: int) -> list[Title]:
    """Put new films into Plex, which nobody wishes for yet."""
    section = next(iter(world.plex.sections.values()))
    films = [
        world.add_title("movie", f"Film {number}", tmdb=950_000 + number) for number in range(count)
    ]
    for film in films:
        world.plex.add_item(film, section)
    return films


async def _look_at_watchlists(entry: MockConfigEntry) -> None:
    """Ask for all watchlists, as is done every quarter of an hour."""
    for source in ("watchlist/own", "watchlist/friend"):
        await poll_of(entry, source).async_refresh()
