"""The reminder of the first sync: a repair issue, while none has gone through."""

import asyncio
from datetime import timedelta
from unittest.mock import patch

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers.issue_registry import IssueSeverity
from homeassistant.util import dt as dt_util

from tests.fixing import issues_of
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import act, end, labels, start, sync, until
from tests.steps import instance, save_page

A_MINUTE = timedelta(minutes=1, seconds=1)
TEN_MINUTES = timedelta(minutes=10, seconds=1)


async def test_it_says_how_many_labels_would_come(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """After a minute in which nobody has synced; it changes nothing."""
    before = labels(town)
    assert not issues_of(hass, "first_sync")

    await _wait(hass)

    (issue,) = issues_of(hass, "first_sync")
    assert issue.translation_placeholders == {"labels": "34", "titles": "11"}
    assert (issue.is_fixable, issue.severity) == (True, IssueSeverity.WARNING)
    assert labels(town) == before


async def test_a_sync_takes_it_back(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await _wait(hass)

    await sync(hass)

    assert not issues_of(hass, "first_sync")


async def test_nobody_who_has_synced_is_reminded(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Nor after a restart."""
    await sync(hass)
    await _wait(hass)
    await hass.config_entries.async_reload(loaded.entry_id)

    await _wait(hass)

    assert not issues_of(hass, "first_sync")


async def test_a_plex_that_is_down_is_asked_again(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Each ten minutes: what the sync would do is not known before."""
    town.plex.faults = [Fault("drop")]
    await _wait(hass)
    await _wait(hass, TEN_MINUTES)
    assert not issues_of(hass, "first_sync")

    town.plex.faults = []
    await _wait(hass, TEN_MINUTES)

    assert issues_of(hass, "first_sync")


async def test_an_entry_that_is_unloaded_meanwhile_reminds_of_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    _pass(hass)

    await end(hass, loaded)

    assert not issues_of(hass, "first_sync")


async def test_a_start_of_home_assistant_is_left_alone(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town
) -> None:
    """The minute begins when it runs."""
    hass.set_state(CoreState.starting)
    await start(hass, entry)
    await _wait(hass)
    assert not issues_of(hass, "first_sync")

    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await hass.async_block_till_done()
    await _wait(hass)

    assert issues_of(hass, "first_sync")
    await end(hass, entry)


async def test_a_changed_option_changes_what_is_said_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await _wait(hass)

    await save_page(hass, loaded, "filters", exclude_tags=["*"])

    await _says_anew(hass)


async def test_so_does_another_instance(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    await _wait(hass)

    hass.config_entries.async_remove_subentry(loaded, instance(loaded, "Sonarr").subentry_id)

    await _says_anew(hass)


async def test_a_sync_does_not_wait_for_the_look(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """It breaks the look off, so that Plex is not read for both."""
    syncs = loaded.runtime_data.worker.full_sync
    town.plex.faults = [Fault("hang", "/library")]
    _pass(hass)
    await until(lambda: bool(syncs._dry_run))
    town.plex.faults = []

    await sync(hass)

    assert syncs._dry_run.cancelled()
    assert not issues_of(hass, "first_sync")


async def test_a_preview_that_joined_the_look_is_not_broken_off(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Somebody waits for it."""
    syncs = loaded.runtime_data.worker.full_sync
    _pass(hass)
    await until(lambda: syncs._gives_way)
    look = syncs._dry_run
    preview = hass.async_create_task(act(hass, "sync", dry_run=True))
    await until(lambda: not syncs._gives_way)

    await sync(hass)

    await preview
    assert syncs._dry_run is look
    assert not look.cancelled()


async def test_while_a_sync_runs_nobody_looks(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Which may fail: then it is looked later."""
    syncs = loaded.runtime_data.worker.full_sync
    with patch.object(type(syncs), "is_awaited", True):
        await _wait(hass)
    assert not issues_of(hass, "first_sync")

    await _wait(hass, TEN_MINUTES)

    assert issues_of(hass, "first_sync")


async def _says_anew(hass: HomeAssistant) -> None:
    """Wait until the issue has another number of labels; it must be right."""

    def said() -> str:
        (issue,) = issues_of(hass, "first_sync")
        return (issue.translation_placeholders or {})["labels"]

    await until(lambda: said() != "34")
    assert said() == str((await sync(hass, dry_run=True))["added"])


def _pass(hass: HomeAssistant, time: timedelta = A_MINUTE) -> None:
    async_fire_time_changed(hass, dt_util.utcnow() + time)


async def _wait(hass: HomeAssistant, time: timedelta = A_MINUTE) -> None:
    """Let time pass, and what begins then end."""
    _pass(hass, time)
    await hass.async_block_till_done()
    await asyncio.gather(*(one for one in hass._background_tasks if "first sync" in repr(one)))
