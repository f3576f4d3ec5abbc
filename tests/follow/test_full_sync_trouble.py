"""Full syncs that fail, or that may not run: they stay work, and who asks is told."""

import asyncio
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.core.work import FIRST_PAUSE, WorkKind
from custom_components.plex_label_sync.sources.tags import TagReader
from custom_components.plex_label_sync.state import settings
from custom_components.plex_label_sync.state.database import Database, NotSavedError
from custom_components.plex_label_sync.sync.engine import Engine
from tests.database import work_of
from tests.hearing import (
    calm,
    labels_on,
    tag,
    title,
)
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import labels, sync, until

from .clock import Clock

ORCHARD, LANTERNS, ENGINE = "The Paper Orchard", "Salt and Lanterns", "Quiet Engine"
LISTING = "X-Plex-Container-Start"


@pytest.mark.parametrize("is_asked_for", [False, True])
async def test_it_is_tried_again_when_plex_failed(
    hass: HomeAssistant,
    clock: Clock,
    following: MockConfigEntry,
    town: Town,
    *,
    is_asked_for: bool,
) -> None:
    """After a pause, though whoever asked was told."""
    down = Fault("drop")
    town.plex.faults.append(down)
    tag(town, 0, ORCHARD, "fresh")
    if is_asked_for:
        assert (await sync(hass))["status"] == "failed"
    else:
        following.runtime_data.worker.notes.note(WorkKind.FULL_SYNC, "")
    await until(lambda: [one.attempts for one in work_of(following, WorkKind.FULL_SYNC)] == [1])
    assert following.runtime_data.coordinator.data.last_result == "failed"
    town.plex.faults.remove(down)

    await clock.go_on(6)

    await clock.until(lambda: following.runtime_data.coordinator.data.last_result == "partial")
    await clock.until(lambda: work_of(following, WorkKind.FULL_SYNC) == [])


async def test_who_asks_does_not_wait_for_the_pause_of_one_that_failed(
    hass: HomeAssistant, clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    """The clock stands still, so that no pause ends."""
    down = Fault("drop")
    town.plex.faults.append(down)
    for _ in range(5):
        assert (await sync(hass))["status"] == "failed"
    town.plex.faults.remove(down)

    assert (await sync(hass))["status"] == "partial"
    await until(lambda: work_of(following, WorkKind.FULL_SYNC) == [])


async def test_who_asks_while_one_ends_in_failure_does_not_wait_either(
    hass: HomeAssistant, clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    """What it came to is told before it is put back: whoever hears of it may ask at once."""
    teller, asking = following.runtime_data.worker.teller, list[asyncio.Task[Any]]()
    tell = teller.tell

    async def ask_then(*args: Any, **options: Any) -> None:
        if not asking:
            town.plex.faults.clear()
            asking.append(hass.async_create_task(sync(hass)))
            await asyncio.sleep(0)
        await tell(*args, **options)

    town.plex.faults.append(Fault("drop"))
    with patch.object(teller, "tell", ask_then):
        assert (await sync(hass))["status"] == "failed"
        async with asyncio.timeout(FIRST_PAUSE - 2):
            assert (await asking[0])["status"] == "partial"


async def test_while_labels_were_lost_it_waits_for_the_user_s_word(
    clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    """It is not lost, and runs as soon as the user says so."""
    runtime = following.runtime_data
    await runtime.database.write(lambda one: settings.put(one, settings.HARM, "tags got lost"))
    await runtime.coordinator.refresh()
    tag(town, 0, ORCHARD, "fresh")
    runtime.worker.notes.note(WorkKind.FULL_SYNC, "")
    await clock.go_on(60)
    assert work_of(following, WorkKind.FULL_SYNC)
    assert "pulsarr:fresh" not in labels_on(town, ORCHARD)

    await runtime.worker.confirm_harm()

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    await until(lambda: work_of(following, WorkKind.FULL_SYNC) == [])


async def test_switched_off_only_a_sync_that_is_asked_for_runs(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    await following.runtime_data.worker.set_enabled(False)
    await calm(town)
    town.forget()
    tag(town, 0, ORCHARD, "fresh")

    following.runtime_data.worker.notes.note(WorkKind.FULL_SYNC, "")
    await until(lambda: work_of(following, WorkKind.FULL_SYNC) != [])
    await calm(town)
    assert not town.plex.log

    await sync(hass)
    assert "pulsarr:fresh" in labels_on(town, ORCHARD)


async def test_a_fault_of_ours_is_a_failed_sync(
    hass: HomeAssistant, following: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    for dry_run in (False, True):
        with patch.object(Engine, "full", side_effect=RuntimeError("a fault of ours")):
            answer = await sync(hass, dry_run=dry_run)
        assert answer["status"] == "failed"
        assert "see the log" in str(answer["sources"])
    assert caplog.text.count("Unexpected error in a sync: RuntimeError") == 2
    assert (await sync(hass))["status"] == "partial"


@pytest.mark.parametrize("dry_run", [False, True])
async def test_a_disk_that_takes_nothing_is_a_failed_sync(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, dry_run: bool
) -> None:
    """Labels stay as they are, and the next sync works."""
    before = labels(town)
    town.world.owner.watchlist.append(title(town, ENGINE))
    full = NotSavedError("no space left on device")

    with patch.object(Database, "write", side_effect=full):
        answer = await sync(hass, dry_run=dry_run)

    assert answer["status"] == "failed"
    assert answer["sources"]["storage"] == "no space left on device"
    assert labels(town) == before
    assert (await sync(hass))["added"] == 2


async def test_a_fault_of_ours_in_one_source_stops_no_other(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """It is unknown, and read once."""
    town.world.owner.watchlist.append(title(town, ENGINE))
    with patch.object(TagReader, "read", side_effect=KeyError("john")) as read:
        answer = await sync(hass)

    assert answer["status"] == "partial"
    assert answer["sources"]["Radarr"] == "unexpected error, see the log"
    assert "pulsarr:owner" in labels_on(town, ENGINE)
    assert read.call_count == len(town.arrs)
