"""The triggers: when automations run, and what they know then."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    trigger as trigger_helper,
)
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.const import DOMAIN
from tests.automating import automate_on, titles, triggers
from tests.hearing import calm, coordinator_of, follow, poll_of, tag, title
from tests.lab.fill import big_world, small_world
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import start, sync, until

CAUSEWAY = "The Long Causeway"
HARBOUR = "The Glass Harbour"
LANTERNS = "Salt and Lanterns"
LEDGER = "The Winter Ledger"
MERIDIAN = "Brass Meridian"
ENGINE = "Quiet Engine"
ORCHARD = "The Paper Orchard"
RADIO = "Low Tide Radio"
FERRY = "The Last Ferry but One"
NAMES = ("label_added", "label_removed", "sync_finished", "title_available")
JOHNS = {HARBOUR, ORCHARD, LEDGER}


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """The small world, or a larger one for those who ask for it."""
    return big_world(60, 2, 3, tags=2) if hasattr(request, "param") else small_world()


async def test_an_added_label_is_told_with_all_that_is_known_of_it(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await follow(hass, loaded, town)
    told = await automate_on(hass, "label_added")

    tag(town, 0, ORCHARD, "fresh")
    await coordinator_of(loaded, "Radarr").async_refresh()
    await until(lambda: bool(told))

    item = next(one for one in town.world.plex.items() if one.title == ORCHARD)
    (variables,) = triggers(told)
    assert variables == {
        "id": "0",
        "idx": "0",
        "alias": None,
        "platform": "plex_label_sync.label_added",
        "description": "a label was added to The Paper Orchard",
        "title": ORCHARD,
        "year": title(town, ORCHARD).year,
        "media_type": "movie",
        "rating_key": item.rating_key,
        "labels": ["pulsarr:fresh"],
        "users": [],
        "tags": ["fresh"],
        "sources": ["Radarr"],
        "config_entry_id": loaded.entry_id,
    }


async def test_a_removed_label_is_told_by_its_own_trigger(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await follow(hass, loaded, town)
    told = await automate_on(hass, "label_removed", user="john")

    town.world.people[1].watchlist.remove(title(town, ORCHARD))
    await poll_of(loaded, "watchlist/friend").async_refresh()
    await until(lambda: bool(told))

    (variables,) = triggers(told)
    assert variables["platform"] == "plex_label_sync.label_removed"
    assert variables["description"] == "a label was removed from The Paper Orchard"
    assert (variables["title"], variables["users"]) == (ORCHARD, ["john"])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"user": "john"}, JOHNS),
        ({"user": ["John from upstairs"]}, JOHNS),
        ({"user": " JOHN "}, JOHNS),
        ({"user": "555000002"}, JOHNS),
        ({"user": "nobody"}, set()),
        ({"user": ["nobody", "maria"]}, {HARBOUR, ENGINE, CAUSEWAY, RADIO}),
        ({"user": "maria", "media_type": "movie"}, {HARBOUR, ENGINE}),
        ({"media_type": "show", "user": "owner"}, {RADIO}),
        ({"label": "Pulsarr:Holiday"}, {LANTERNS}),
        ({"label": "pulsarr:holida"}, set()),
        ({"tag": "HOLIDAY"}, {LANTERNS}),
        ({"tag": "classics", "user": "john"}, {HARBOUR, LEDGER}),
        ({"source": "Radarr 4K"}, {HARBOUR, ENGINE}),
    ],
)
async def test_options_narrow_it_down(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    options: dict[str, Any],
    expected: set[str],
) -> None:
    """Each in any case; of several entered in one, any will do."""
    told = await automate_on(hass, "label_added", **options)

    await sync(hass)
    await hass.async_block_till_done()

    assert titles(told) == expected


async def test_the_end_of_a_sync_is_told_with_its_numbers(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    told = await automate_on(hass, "sync_finished")

    answer = await sync(hass)
    await hass.async_block_till_done()

    (variables,) = triggers(told)
    numbers = ("status", "added", "removed", "unchanged", "queued", "failed", "duration")
    assert {key: variables[key] for key in numbers} == {key: answer[key] for key in numbers}
    assert variables["status"] == "partial"
    assert "ines" in variables["error"]
    assert variables["description"] == "a sync ended partial"
    assert variables["config_entry_id"] == loaded.entry_id


async def test_without_trouble_the_error_is_empty(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """So that a message may hold it in any case."""
    next(one for one in town.world.people if one.username == "ines").private = False
    told = await automate_on(hass, "sync_finished")

    await sync(hass)
    await hass.async_block_till_done()

    (variables,) = triggers(told)
    assert (variables["status"], variables["error"]) == ("ok", "")


@pytest.mark.parametrize(
    ("options", "expected"),
    [({}, []), ({"status": ["failed"]}, ["failed"]), ({"status": ["ok", "partial"]}, [])],
)
async def test_a_failed_sync_is_told_to_who_asks_for_it(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    options: dict[str, Any],
    expected: list[str],
) -> None:
    told = await automate_on(hass, "sync_finished", **options)
    town.plex.faults.append(Fault("status", "/identity", status=503))

    await sync(hass)
    await hass.async_block_till_done()

    assert [variables["status"] for variables in triggers(told)] == expected


async def test_a_sync_that_stopped_is_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Also where it is no finished one to the event entity, as after harm."""
    told = await automate_on(hass, "sync_finished")
    town.plex.edits_replace = True

    await sync(hass)
    await hass.async_block_till_done()

    assert [variables["status"] for variables in triggers(told)] == ["stopped"]


async def test_a_small_run_that_follows_is_no_sync(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await follow(hass, loaded, town)
    told = await automate_on(hass, "sync_finished")

    tag(town, 0, ORCHARD, "fresh")
    await coordinator_of(loaded, "Radarr").async_refresh()
    await calm(town)

    assert told == []


@pytest.mark.parametrize("world", ["large"], indirect=True)
@pytest.mark.parametrize(("kind", "count"), [("label_added", 0), ("sync_finished", 1)])
async def test_a_run_of_many_changes_is_told_once(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, kind: str, count: int
) -> None:
    for one in town.arrs[0].state.titles.values():
        one.tags.add(town.arrs[0].state.tag("fresh"))
    told = await automate_on(hass, kind)

    await sync(hass)
    await hass.async_block_till_done()

    assert len(told) == count


async def test_it_goes_on_after_a_reload(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    told = await automate_on(hass, "sync_finished", config_entry_id=loaded.entry_id)

    await hass.config_entries.async_reload(loaded.entry_id)
    await sync(hass)
    await hass.async_block_till_done()

    assert len(told) == 1


async def test_a_server_that_is_set_up_later_counts(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """As it does when Home Assistant starts, and automations are there first."""
    told = await automate_on(hass, "label_added", user="john")

    await start(hass, entry)
    await sync(hass)
    await hass.async_block_till_done()

    assert titles(told) == JOHNS
    await hass.config_entries.async_unload(entry.entry_id)


async def test_servers_are_told_apart(
    hass: HomeAssistant, loaded: MockConfigEntry, bare: MockConfigEntry
) -> None:
    told = await automate_on(hass, "sync_finished", config_entry_id=bare.entry_id)

    await sync(hass, config_entry_id=loaded.entry_id)
    await hass.async_block_till_done()
    assert told == []

    await sync(hass, config_entry_id=bare.entry_id)
    await hass.async_block_till_done()
    assert [variables["config_entry_id"] for variables in triggers(told)] == [bare.entry_id]


async def test_any_server_counts_where_none_is_chosen(
    hass: HomeAssistant, loaded: MockConfigEntry, bare: MockConfigEntry
) -> None:
    told = await automate_on(hass, "sync_finished")

    for entry in (loaded, bare):
        await sync(hass, config_entry_id=entry.entry_id)
    await hass.async_block_till_done()

    assert [variables["config_entry_id"] for variables in triggers(told)] == [
        loaded.entry_id,
        bare.entry_id,
    ]


async def test_an_automation_that_is_turned_off_hears_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    told = await automate_on(hass, "sync_finished")
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.ours"}, blocking=True
    )

    await sync(hass)
    await hass.async_block_till_done()

    assert told == []


@pytest.mark.parametrize(
    ("kind", "options", "said"),
    [
        ("label_added", {"config_entry_id": "elsewhere"}, "No Plex server is set up with the id"),
        ("label_added", {"media_type": "song"}, "media_type"),
        ("label_added", {"person": "john"}, "person"),
        ("sync_finished", {"status": []}, "status"),
        ("sync_finished", {"status": "splendid"}, "status"),
        ("sync_finished", {"user": "john"}, "user"),
        ("title_available", {"label": "pulsarr:john"}, "label"),
        ("label_added", {"user": ""}, "it is empty: leave it out, and any will do"),
        ("label_added", {"tag": ["kids", " "]}, "it is empty: leave it out, and any will do"),
        (
            "title_available",
            {"user": "{{ x }}"},
            "templates are not rendered here: use a condition",
        ),
        ("sync_began", {}, "Invalid trigger 'plex_label_sync.sync_began' specified"),
    ],
)
async def test_what_is_wrong_is_said(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    options: dict[str, Any],
    said: str,
) -> None:
    """And the automation is not set up; Home Assistant shows the same in its editor."""
    trigger = {"trigger": f"{DOMAIN}.{kind}", "options": options}
    config = {"alias": "Ours", "triggers": [trigger], "actions": []}
    assert await async_setup_component(hass, "automation", {"automation": [config]})

    state = hass.states.get("automation.ours")
    assert state
    assert state.state == "unavailable"
    assert said in caplog.text


async def test_an_entry_of_another_integration_is_no_plex_server(
    hass: HomeAssistant, loaded: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    other = MockConfigEntry(domain="plex")
    other.add_to_hass(hass)
    trigger = {"trigger": f"{DOMAIN}.label_added", "options": {"config_entry_id": other.entry_id}}
    config = {"alias": "Ours", "triggers": [trigger], "actions": []}

    assert await async_setup_component(hass, "automation", {"automation": [config]})

    assert f"No Plex server is set up with the id {other.entry_id}" in caplog.text


async def test_home_assistant_lists_them(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """With their fields, from which its editor makes a form."""
    described = await trigger_helper.async_get_all_descriptions(hass)

    ours = {name: about for name, about in described.items() if name.startswith(f"{DOMAIN}.")}
    assert set(ours) == {f"{DOMAIN}.{name}" for name in NAMES}
    assert all(about and about["fields"] and about["target"] for about in ours.values())
