"""Runs: one at a time, with progress, and without harm when they end before their time."""

import asyncio
from contextlib import suppress
import json

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event

from tests.hearing import calm
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import labels, ours, state_of, stored, sync, until


async def test_a_sync_joins_the_one_that_runs(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Both get the same answer, and the servers are asked once."""
    one, other = await asyncio.gather(sync(hass), sync(hass))

    assert one == other
    assert one["added"] == 34
    assert one["requests"] == {"reads": town.plex.reads, "writes": town.plex.writes}


async def test_a_sync_after_another_is_a_new_one(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert (await sync(hass))["added"] == 34
    assert (await sync(hass))["added"] == 0


@pytest.mark.parametrize("dry_run_first", [True, False])
async def test_a_dry_run_and_a_real_one_take_turns(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, dry_run_first: bool
) -> None:
    """What the one reads the other does not change."""
    first, second = await asyncio.gather(
        sync(hass, dry_run=dry_run_first), sync(hass, dry_run=not dry_run_first)
    )

    begins = [logged for logged in town.plex.log if logged.path == "/identity"]
    before = [logged for logged in town.plex.log if logged.ended <= begins[1].started]
    assert len(begins) == 2
    assert len(before) == sum(first["requests"].values())
    assert len(town.plex.log) == len(before) + sum(second["requests"].values())
    real = second if dry_run_first else first
    assert real["added"] == 34


async def test_progress_goes_from_nothing_to_all_and_then_ends(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    sensor = state_of(hass, "sensor", f"{loaded.entry_id}_sync_progress")
    seen: list[str] = []

    @callback
    def see(event: Event[EventStateChangedData]) -> None:
        assert event.data["new_state"]
        seen.append(event.data["new_state"].state)

    async_track_state_change_event(hass, sensor.entity_id, see)
    await sync(hass)
    await hass.async_block_till_done()

    *shown, end = seen
    percents = [float(state) for state in shown]
    assert end == "unknown"
    assert percents[0] == 0
    assert percents[-1] == 100
    assert len(percents) > 5
    assert percents == sorted(percents)


async def test_a_dry_run_shows_no_progress(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Nor does it count as the last sync."""
    await until(lambda: loaded.runtime_data.data.plex)
    await calm(town)
    before = hass.states.async_all()

    await sync(hass, dry_run=True)
    await hass.async_block_till_done()

    assert hass.states.async_all() == before


async def test_home_assistants_stop_waits_for_no_sync(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The ledger on disk holds every label that reached Plex by then."""
    town.plex.write_seconds = 0.1
    running = loaded.runtime_data.start_sync()
    await until(lambda: town.plex.writes >= 3)
    before = asyncio.get_running_loop().time()

    await hass.async_stop()

    assert asyncio.get_running_loop().time() - before < 1
    assert running.cancelled()
    written = town.plex.writes
    await asyncio.sleep(0.3)
    assert town.plex.writes <= written + 1, "the one under way"
    recorded = {
        (entry["rating_key"], label["label"].casefold())
        for entry in json.loads(stored(hass, loaded)["ledger"])["data"]
        for label in entry["labels"]
    }
    in_plex = {
        (key, label) for key, carried in labels(town).items() for label in carried & ours(town)
    }
    assert 0 < len(in_plex) < 34
    assert in_plex <= recorded


async def test_a_sync_that_was_cut_off_is_finished_by_the_next_one(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """As if it had never been cut off."""
    town.plex.write_seconds = 0.05
    loaded.runtime_data.start_sync()
    await until(lambda: town.plex.writes >= 3)

    await hass.config_entries.async_reload(loaded.entry_id)
    town.plex.write_seconds = 0
    await sync(hass)

    assert len(loaded.runtime_data.store.ledger) == 34
    assert (await sync(hass))["unchanged"] == 34


async def test_unloading_cancels_a_sync(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Who waits for its answer is told so."""
    town.plex.faults.append(Fault("hang", "/identity"))
    waiting = hass.async_create_task(sync(hass))
    await until(lambda: town.plex.most_at_once > 0)

    assert await hass.config_entries.async_unload(loaded.entry_id)

    with pytest.raises(HomeAssistantError) as error:
        await waiting
    assert error.value.translation_key == "sync_cancelled"
    assert str(error.value).startswith("The sync was cancelled")


async def test_a_sync_goes_on_when_nobody_waits_for_it_any_more(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Such as a script that was stopped."""
    town.plex.read_seconds = 0.01
    waiting = hass.async_create_task(sync(hass))
    await until(lambda: town.plex.most_at_once > 0)
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting

    await loaded.runtime_data.start_sync()

    begins = [logged for logged in town.plex.log if logged.path == "/identity"]
    assert len(begins) == 1
    assert ours(town)


async def test_the_last_result_survives_a_restart(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Also one that ended a moment ago."""
    await until(lambda: loaded.runtime_data.data.plex)
    await sync(hass)
    before = loaded.runtime_data.data

    await hass.config_entries.async_reload(loaded.entry_id)

    await until(lambda: loaded.runtime_data.data == before)
