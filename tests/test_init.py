"""Set-up, unloading, reloading and removal of a config entry."""

import asyncio
from contextlib import closing
from copy import replace
from datetime import timedelta
from inspect import CORO_CREATED, getcoroutinestate
import sqlite3
import threading
from types import MappingProxyType
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID, EVENT_HOMEASSISTANT_STARTED, EVENT_STATE_CHANGED
from homeassistant.core import CoreState, Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.follow.start import path_of
from custom_components.plex_label_sync.state import work
from tests.hearing import calm
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import end, labels, sync, until
from tests.steps import save_options


async def test_set_up_waits_for_no_other_server(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town
) -> None:
    """So that none can hold up Home Assistant's start."""
    for server in (town.plex, *town.arrs):
        server.faults.append(Fault("hang"))
    town.plextv.read_seconds = 3
    entry.add_to_hass(hass)
    began = hass.loop.time()

    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    assert entry.state is ConfigEntryState.LOADED
    assert hass.loop.time() - began < 2.9
    await end(hass, entry)


async def test_nobody_is_asked_before_home_assistant_runs(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town
) -> None:
    """Then every source is, and Plex is listened to; nobody else who waited waits for that."""
    hass.set_state(CoreState.starting)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert [server.most_at_once for server in town.servers] == [0] * len(town.servers)
    before = asyncio.all_tasks()

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    begun = {
        task.get_name()
        for task in asyncio.all_tasks() - before
        if (work := task.get_coro()) and getcoroutinestate(work) != CORO_CREATED
    }
    assert begun == set()

    await until(lambda: all(server.most_at_once for server in town.servers))
    await until(lambda: entry.runtime_data.coordinator.data.plex)
    await end(hass, entry)


async def test_set_up_works_while_all_servers_are_down(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town
) -> None:
    await town.stop()
    entry.add_to_hass(hass)

    assert await hass.config_entries.async_setup(entry.entry_id)

    assert entry.state is ConfigEntryState.LOADED


async def test_the_action_is_there_before_any_entry(hass: HomeAssistant) -> None:
    """An automation that uses it can then be checked, and says what is missing."""
    assert await async_setup_component(hass, DOMAIN, {})

    assert hass.services.has_service(DOMAIN, "sync")


async def test_a_plex_server_is_a_service_device(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, loaded.entry_id), loaded.entry_id
    )

    assert device
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert device.name == town.world.plex.friendly_name
    assert device.configuration_url == town.plex.url


async def test_an_unloaded_entry_does_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Nor does what was under way go on."""
    assert await hass.config_entries.async_unload(loaded.entry_id)

    assert loaded.state is ConfigEntryState.NOT_LOADED
    assert {state.state for state in hass.states.async_all()} == {"unavailable"}
    await calm(town)
    town.forget()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(days=1))
    await calm(town)
    assert [server.log for server in town.servers] == [[] for _ in town.servers]


@pytest.mark.parametrize("stop", [False, True], ids=["unloaded", "stopped"])
async def test_what_is_noted_right_before_the_end_is_done_the_next_time(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, *, stop: bool
) -> None:
    """Whether the entry ends in the same moment or Home Assistant does."""
    await calm(town)
    loaded.runtime_data.worker.notes.note(WorkKind.ITEM, "1", wait=60)

    if stop:
        await hass.async_stop()
    else:
        await hass.config_entries.async_unload(loaded.entry_id)

    with closing(sqlite3.connect(path_of(hass, loaded.entry_id))) as connection:
        assert [one.key for one in work.all_of(connection, WorkKind.ITEM)] == ["1"]


@pytest.mark.parametrize("turns", range(3))
@pytest.mark.parametrize("end_it", ["async_unload", "async_reload", "async_remove"])
async def test_an_entry_may_end_in_the_moment_in_which_home_assistant_runs(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    town: Town,
    caplog: pytest.LogCaptureFixture,
    *,
    end_it: str,
    turns: int,
) -> None:
    """Before anything has begun that waited for that, and a moment later."""
    hass.set_state(CoreState.starting)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    caplog.clear()

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    for _ in range(turns):
        await asyncio.sleep(0)
    await getattr(hass.config_entries, end_it)(entry.entry_id)

    if end_it == "async_reload":
        await until(lambda: entry.runtime_data.coordinator.data.plex)
        await end(hass, entry)
    assert entry._tasks | entry._background_tasks == set()
    assert not {"WARNING", "ERROR"} & {record.levelname for record in caplog.records}


@pytest.mark.parametrize("how", ["fails", "is cancelled"])
async def test_a_set_up_that_does_not_end_leaves_nothing_behind(
    hass: HomeAssistant, entry: MockConfigEntry, *, how: str
) -> None:
    """No thread of a database either, as the test kit sees to; it can be tried again."""
    entry.add_to_hass(hass)
    begun, before = asyncio.Event(), asyncio.all_tasks()

    async def set_up(*_: object) -> None:
        begun.set()
        if how == "fails":
            raise ImportError
        await asyncio.Event().wait()

    with patch.object(hass.config_entries, "async_forward_entry_setups", set_up):
        setting_up = hass.async_create_task(hass.config_entries.async_setup(entry.entry_id))
        await begun.wait()
        if how == "is cancelled":
            setting_up.cancel()
        await asyncio.wait([setting_up])

    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert asyncio.all_tasks() == before
    database = path_of(hass, entry.entry_id).name
    assert not [one for one in threading.enumerate() if database in one.name]
    assert await hass.config_entries.async_reload(entry.entry_id)
    await end(hass, entry)


async def test_changed_options_reload_the_entry(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    before = loaded.runtime_data

    await save_options(hass, loaded, performance={"concurrency": 1})

    assert loaded.state is ConfigEntryState.LOADED
    assert loaded.runtime_data is not before


async def test_an_instance_that_is_added_during_set_up_is_taken_in(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """As by who adds one instance right after another, each of which reloads the entry."""
    entry.add_to_hass(hass)
    there = next(iter(entry.subentries.values()))
    data = MappingProxyType({**there.data, CONF_WEBHOOK_ID: "webhook-of-4K"})
    added = replace(there, subentry_id="4K", unique_id="4K", data=data)

    @callback
    def add(_event: Event[EventStateChangedData]) -> None:
        assert entry.state is ConfigEntryState.SETUP_IN_PROGRESS
        hass.config_entries.async_add_subentry(entry, added)

    hass.bus.async_listen_once(EVENT_STATE_CHANGED, add)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    assert entry.state is ConfigEntryState.LOADED
    assert added.subentry_id in entry.runtime_data.instances
    await end(hass, entry)


async def test_a_removed_entry_leaves_its_labels_in_plex(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    before = labels(town)

    await hass.config_entries.async_remove(loaded.entry_id)

    assert labels(town) == before


async def test_a_removed_entry_takes_its_issues_along(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """And no others."""
    registry = ir.async_get(hass)
    for domain, issue_id in (
        (DOMAIN, f"database_damaged_{loaded.entry_id}"),
        (DOMAIN, f"library_gone_{loaded.entry_id}"),
        (DOMAIN, "library_gone_of_another"),
        ("other", f"issue_{loaded.entry_id}"),
    ):
        ir.async_create_issue(
            hass,
            domain,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key="library_gone",
        )

    await hass.config_entries.async_remove(loaded.entry_id)

    assert set(registry.issues) == {
        (DOMAIN, "library_gone_of_another"),
        ("other", f"issue_{loaded.entry_id}"),
    }
