"""Full syncs: they hold up nobody, go on after a reload, and leave what failed as work."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.sync.problem import ProblemKind
from tests.database import work_of
from tests.expected import expected_labels, labels_of
from tests.hearing import Client, asked, calm, coordinator_of, follow, labels_on, tag, tell
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import act, labels, ours, start, sync, until
from tests.steps import entered_for, instance

ORCHARD, LANTERNS, ENGINE = "The Paper Orchard", "Salt and Lanterns", "Quiet Engine"
LISTING = "X-Plex-Container-Start"

type Change = Callable[[HomeAssistant, MockConfigEntry, Town], Awaitable[object]]


@pytest.mark.parametrize("dry_run", [False, True])
async def test_it_holds_up_no_webhook_while_plextv_is_slow(
    hass: HomeAssistant, following: MockConfigEntry, client: Client, town: Town, dry_run: bool
) -> None:
    """Of which each answer takes more than a second here, and there are many friends."""
    town.plextv.read_seconds = 1.5
    running = hass.async_create_task(sync(hass, dry_run=dry_run))
    await until(lambda: town.plextv.most_at_once > 0)

    await tell(client, town, 0, "Download", tag(town, 0, ORCHARD, "fresh"))

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    assert not running.done()
    town.plextv.read_seconds = 0
    assert (await running)["status"] == "partial"


@pytest.mark.parametrize("action", ["cleanup", "remove_all"])
async def test_neither_does_an_action_hold_up_a_webhook_while_it_reads(
    hass: HomeAssistant, following: MockConfigEntry, client: Client, town: Town, action: str
) -> None:
    """Of Plex each list takes a second here; what removes all is a dry run."""
    slow = Fault("slow", LISTING, seconds=1)
    town.plex.faults.append(slow)
    running = hass.async_create_task(act(hass, action, dry_run=action == "remove_all"))
    await until(lambda: slow._seen > 0)

    await tell(client, town, 0, "Download", tag(town, 0, ORCHARD, "fresh"))

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    assert not running.done()
    await running


async def test_one_that_does_what_a_preview_showed_goes_on_after_a_reload(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """It is what sets most houses up; nobody else begins a first sync."""
    await calm(town)
    wanted = expected_labels(town.world, labels_of(town.world))
    tried = await loaded.runtime_data.worker.sync(dry_run=True)
    assert tried.preview
    town.plex.faults.append(Fault("hang", method="PUT", after=1))
    running = hass.async_create_task(loaded.runtime_data.worker.apply(tried.preview.mark))
    await until(lambda: town.plex.faults[0]._seen > 1)

    await hass.config_entries.async_reload(loaded.entry_id)
    with pytest.raises(HomeAssistantError):
        await running
    town.plex.faults.clear()

    await until(lambda: loaded.runtime_data.coordinator.data.synced)
    assert labels(town) == wanted
    await until(lambda: work_of(loaded, WorkKind.FULL_SYNC) == [])


async def test_who_asks_meanwhile_gets_the_answer_of_the_one_that_runs(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    town.plex.read_seconds = 0.02

    first, second = await asyncio.gather(sync(hass), sync(hass))

    assert first == second
    town.plex.read_seconds = 0
    await calm(town)
    assert asked(town.plex.log, "/identity") == 1


async def test_dry_runs_are_one_as_well(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    first, second = await asyncio.gather(sync(hass, dry_run=True), sync(hass, dry_run=True))

    assert first == second
    assert asked(town.plex.log, "/identity") == 1


async def test_a_dry_run_tells_of_a_database_that_cannot_be_read(
    following: MockConfigEntry,
) -> None:
    """Requests made in Home Assistant are a source that is kept there."""
    await following.runtime_data.database.close()

    outcome = await following.runtime_data.worker.full_sync.dry_run()

    assert [problem.kind for problem in outcome.problems] == [ProblemKind.STORAGE]


async def test_what_its_sources_tell_is_seen_to_once(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """By the sync itself, and by no run beside it or after it."""
    tag(town, 0, ORCHARD, "fresh")

    assert (await sync(hass))["added"] == 1

    await calm(town)
    assert work_of(following, WorkKind.TITLE) == []
    assert asked(town.plex.log, "/identity") == 1
    assert town.plex.writes == 1


async def test_what_its_sources_told_is_not_lost_when_it_fails(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    """The titles alone are brought in step as soon as they can be."""
    tag(town, 0, ORCHARD, "fresh")
    town.plex.faults.append(Fault("status", LISTING))

    assert (await sync(hass))["status"] == "failed"

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))


async def _nothing(hass: HomeAssistant, entry: MockConfigEntry, _: Town) -> None:
    await hass.config_entries.async_reload(entry.entry_id)


async def _an_option(hass: HomeAssistant, entry: MockConfigEntry, _: Town) -> None:
    hass.config_entries.async_update_entry(entry, options={"removal": {"removal_limit": 50}})


async def _a_switch(hass: HomeAssistant, entry: MockConfigEntry, _: Town) -> None:
    key = instance(entry, "Radarr 4K").subentry_id
    switch = er.async_get(hass).async_get_entity_id("switch", DOMAIN, f"{key}_sync_tags")
    await hass.services.async_call("switch", "turn_off", {"entity_id": switch}, blocking=True)


async def _an_instance(hass: HomeAssistant, entry: MockConfigEntry, town: Town) -> None:
    data: dict[str, Any] = {**entered_for(town.arrs[0]), "webhook_id": "another"}
    hass.config_entries.async_add_subentry(
        entry,
        ConfigSubentry(
            subentry_type="radarr",
            title="Another",
            unique_id="radarr_another",
            data=MappingProxyType(data),
        ),
    )


@pytest.mark.parametrize("change", [_nothing, _an_option, _a_switch, _an_instance])
async def test_one_that_a_reload_breaks_off_goes_on_by_itself(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, change: Change
) -> None:
    """The first one of all, too."""
    await calm(town)
    wanted = expected_labels(town.world, labels_of(town.world))
    town.plex.read_seconds = 0.1
    town.forget()
    running = hass.async_create_task(sync(hass))
    await until(lambda: town.plex.reads > 1)

    await change(hass, loaded, town)
    with pytest.raises(HomeAssistantError, match="interrupted"):
        await running
    town.plex.read_seconds = 0

    await hass.async_block_till_done()
    await until(lambda: loaded.runtime_data.coordinator.data.synced)
    left_out = {"pulsarr:uhd"} if change is _a_switch else set()
    assert labels(town) == {key: set(carried) - left_out for key, carried in wanted.items()}
    await until(lambda: work_of(loaded, WorkKind.FULL_SYNC) == [])


async def test_one_that_is_killed_goes_on_after_the_restart(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """All that is left are the files of that moment."""
    await calm(town)
    town.plex.faults.append(Fault("hang", LISTING))
    running = hass.async_create_task(sync(hass))
    await until(lambda: town.plex.faults[0]._seen > 0)
    files = _files(hass)

    await hass.config_entries.async_unload(loaded.entry_id)
    with pytest.raises(HomeAssistantError):
        await running
    for path in _files(hass):
        path.unlink()
    for path, content in files.items():
        path.write_bytes(content)
    town.plex.faults.clear()
    assert not ours(town)
    await start(hass, loaded)

    await until(lambda: loaded.runtime_data.coordinator.data.synced)
    assert ours(town)


@pytest.mark.parametrize(
    ("options", "follows"),
    [
        ({"scope": {"exclude_tags": ["uhd"]}}, True),
        ({"sources": {"poll_minutes": 30}}, False),
        ({"schedule": {"schedule_time": "03:00:00"}}, False),
    ],
)
async def test_labels_follow_options_that_change_them(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, options: Any, follows: bool
) -> None:
    """By a full sync that begins by itself; other options begin none."""
    assert "pulsarr:uhd" in ours(town)

    hass.config_entries.async_update_entry(following, options=options)
    await hass.async_block_till_done()

    if follows:
        await until(lambda: "pulsarr:uhd" not in ours(town))
    await calm(town)
    assert ("pulsarr:uhd" in ours(town)) is not follows
    assert bool(asked(town.plex.log, "/library/all")) is follows


async def test_before_the_first_sync_options_begin_none(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    hass.config_entries.async_update_entry(loaded, options={"scope": {"exclude_tags": ["uhd"]}})
    await hass.async_block_till_done()
    await calm(town)

    assert not ours(town)
    assert not loaded.runtime_data.coordinator.data.synced


async def test_a_poll_that_comes_with_it_is_left_to_it(
    hass: HomeAssistant, following: MockConfigEntry, town: Town
) -> None:
    town.plextv.read_seconds = 0.3
    running = hass.async_create_task(sync(hass))
    await until(lambda: town.plextv.most_at_once > 0)
    tag(town, 0, LANTERNS, "fresh")

    await coordinator_of(following, "Radarr").async_refresh()
    town.plextv.read_seconds = 0

    assert (await running)["added"] == 1
    assert "pulsarr:fresh" in labels_on(town, LANTERNS)


async def test_unloaded_while_it_runs_it_is_an_error_for_who_waits(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await follow(hass, loaded, town)
    town.plex.faults.append(Fault("hang", LISTING))
    running = hass.async_create_task(sync(hass))
    await until(lambda: town.plex.faults[0]._seen > 0)

    await hass.config_entries.async_unload(loaded.entry_id)

    with pytest.raises(HomeAssistantError, match="interrupted"):
        await running
    assert loaded.state is ConfigEntryState.NOT_LOADED


def _files(hass: HomeAssistant) -> dict[Path, bytes]:
    folder = Path(hass.config.path(".storage"))
    return {path: path.read_bytes() for path in folder.glob(f"{DOMAIN}.*")}
