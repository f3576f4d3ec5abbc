"""Runs: one at a time, with progress, and without harm when they end before their time."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from copy import replace
from sqlite3 import Connection
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, State, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.event import async_track_state_change_event

from custom_components.plex_label_sync.follow.start import path_of
from custom_components.plex_label_sync.sync_state import stored_state
from tests.database import ledger_of, records_in
from tests.hearing import calm, settle
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import labels, ours, state_of, sync, until

COUNTED = ("_wanted", "_available", "_waiting")
"""What ends the ids of entities that show what people want."""


async def test_a_sync_joins_the_one_that_runs(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Both get the same answer, and the servers are asked once."""
    await settle(loaded, town)
    one, other = await asyncio.gather(sync(hass), sync(hass))

    assert one == other
    assert one["added"] == 34
    assert one["requests"] == {"reads": town.plex.reads, "writes": town.plex.writes}


async def test_a_sync_after_another_is_a_new_one(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert (await sync(hass))["added"] == 34
    assert (await sync(hass))["added"] == 0


async def test_what_was_read_first_is_not_shown_last(loaded: MockConfigEntry, town: Town) -> None:
    """A reading may take longer than one that begins later."""
    await settle(loaded, town)
    coordinator, database = loaded.runtime_data.coordinator, loaded.runtime_data.database
    read, turns = database.read, [5, 0]

    async def slow(ask: Callable[[Connection], Any]) -> Any:
        if ask is not stored_state:
            return await read(ask)
        state = replace(coordinator.data, labels=len(turns))
        for _ in range(turns.pop(0)):
            await asyncio.sleep(0)
        return state

    with patch.object(database, "read", slow):
        await asyncio.gather(coordinator.refresh(), coordinator.refresh())

    assert coordinator.data.labels == 1


async def test_dry_runs_at_the_same_time_are_one(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await settle(loaded, town)
    one, other = await asyncio.gather(sync(hass, dry_run=True), sync(hass, dry_run=True))

    assert one == other
    assert [logged.path for logged in town.plex.log].count("/identity") == 1


@pytest.mark.parametrize("dry_run_first", [True, False])
async def test_a_dry_run_and_a_real_one_do_not_disturb_each_other(
    hass: HomeAssistant, loaded: MockConfigEntry, dry_run_first: bool
) -> None:
    """Neither waits for the other."""
    first, second = await asyncio.gather(
        sync(hass, dry_run=dry_run_first), sync(hass, dry_run=not dry_run_first)
    )

    real, trial = (second, first) if dry_run_first else (first, second)
    assert real["added"] == 34
    assert trial["status"] == "partial"
    assert (await sync(hass, dry_run=True))["changes"] == []


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
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
    """Nor does it count as the last sync. What people want is counted besides, now and then."""
    await until(lambda: loaded.runtime_data.coordinator.data.plex)
    await calm(town)

    def shown() -> list[State]:
        return [one for one in hass.states.async_all() if not one.entity_id.endswith(COUNTED)]

    before = shown()

    await sync(hass, dry_run=True)
    await hass.async_block_till_done()

    assert shown() == before


async def test_home_assistants_stop_waits_for_no_sync(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """What is stored holds every label that reached Plex by then."""
    town.plex.write_seconds = 0.1
    running = loaded.runtime_data.worker.full_sync.start()
    await until(lambda: town.plex.writes >= 3)
    before = asyncio.get_running_loop().time()

    await hass.async_stop()

    assert asyncio.get_running_loop().time() - before < 1
    assert running.cancelled()
    written = town.plex.writes
    await asyncio.sleep(0.3)
    assert town.plex.writes <= written + 1, "the one under way"
    recorded = {
        (key, label)
        for key, records in records_in(path_of(hass, loaded.entry_id)).items()
        for label in records
    }
    in_plex = {
        (key, label) for key, carried in labels(town).items() for label in carried & ours(town)
    }
    assert 0 < len(in_plex) < 34
    assert in_plex <= recorded


async def test_a_sync_that_was_cut_off_goes_on_by_itself(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """As if it had never been cut off."""
    town.plex.write_seconds = 0.05
    loaded.runtime_data.worker.full_sync.start()
    await until(lambda: town.plex.writes >= 3)
    town.plex.write_seconds = 0

    await hass.config_entries.async_reload(loaded.entry_id)

    await until(lambda: loaded.runtime_data.coordinator.data.synced)
    assert len(ledger_of(loaded)) == 34
    assert (await sync(hass))["unchanged"] == 34


async def test_unloading_cancels_a_sync(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Who waits for its answer is told so."""
    await settle(loaded, town)
    town.plex.faults.append(Fault("hang", "/identity"))
    waiting = hass.async_create_task(sync(hass))
    await until(lambda: town.plex.most_at_once > 0)

    assert await hass.config_entries.async_unload(loaded.entry_id)

    with pytest.raises(HomeAssistantError) as error:
        await waiting
    assert error.value.translation_key == "sync_cancelled"
    assert str(error.value).startswith("The sync was interrupted")


async def test_unloading_ends_the_wait_for_a_sync_that_was_just_asked_for(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """It is not in the list of work yet."""
    waiting = hass.async_create_task(sync(hass))
    assert await hass.config_entries.async_unload(loaded.entry_id)

    with pytest.raises(HomeAssistantError) as error:
        await asyncio.wait_for(waiting, 5)
    assert error.value.translation_key == "sync_cancelled"


async def test_a_sync_goes_on_when_nobody_waits_for_it_any_more(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Such as a script that was stopped."""
    await settle(loaded, town)
    town.plex.read_seconds = 0.01
    waiting = hass.async_create_task(sync(hass))
    await until(lambda: town.plex.most_at_once > 0)
    waiting.cancel()
    with suppress(asyncio.CancelledError):
        await waiting

    await loaded.runtime_data.worker.full_sync.start()

    begins = [logged for logged in town.plex.log if logged.path == "/identity"]
    assert len(begins) == 1
    assert ours(town)


async def test_the_last_result_survives_a_restart(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Also one that ended a moment ago."""
    await until(lambda: loaded.runtime_data.coordinator.data.plex)
    await sync(hass)
    before = loaded.runtime_data.coordinator.data

    await hass.config_entries.async_reload(loaded.entry_id)

    await until(lambda: loaded.runtime_data.coordinator.data == before)
