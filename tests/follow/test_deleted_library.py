"""A library that was deleted in Plex, in a house without a schedule: seen, told once, and left."""

import logging
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.plex.client import PlexServer
from custom_components.plex_label_sync.core.work import Work, WorkKind
from tests.database import queue_of, work_of
from tests.fixing import issues_of
from tests.hearing import asked, calm, poll_of, settle
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import labels, state_of
from tests.steps import save_options

from .clock import Clock, pass_time

DELETED = "4"
"""The library of TV shows, of which two are chosen."""

REQUESTS = 4
"""The most that Plex is asked for it until that is settled, by whoever looks meanwhile."""


@pytest.fixture
async def chosen(
    hass: HomeAssistant, clock: Clock, following: MockConfigEntry, town: Town
) -> MockConfigEntry:
    """A config entry with some libraries chosen."""
    await save_options(hass, following, scope={"libraries": ["1", DELETED]})
    await settle(following, town)
    await clock.until(lambda: not work_of(following, WorkKind.FULL_SYNC))
    await calm(town)
    town.forget()
    return following


async def delete(town: Town, *, told: bool) -> None:
    """Delete the library; Plex may tell of each item, or just come back without it."""
    section = town.world.plex.sections.pop(DELETED)
    if not told:
        await town.plex.listeners.hang_up()
        return
    for item in section.items.values():
        await town.plex.announce_deleted(item)


@pytest.fixture(params=[True, False], ids=["with its items", "silently"])
async def deleted(
    request: pytest.FixtureRequest, chosen: MockConfigEntry, town: Town
) -> MockConfigEntry:
    """That config entry; the library has just been deleted."""
    await delete(town, told=request.param)
    return chosen


async def test_it_is_told_and_not_asked_for_anymore(
    hass: HomeAssistant,
    clock: Clock,
    deleted: MockConfigEntry,
    town: Town,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """By the repair issue and the result of one full sync, which nobody has to ask for."""
    await clock.until(lambda: bool(issues_of(hass, "library_gone")))
    result = state_of(hass, "sensor", f"{deleted.entry_id}_last_sync_result")
    assert "library 4: it is no longer in Plex" in result.attributes["reason"]
    assert 0 < asked(town.plex.log, f"/library/sections/{DELETED}/all") <= REQUESTS
    await clock.until(lambda: not work_of(deleted, WorkKind.FULL_SYNC))
    town.forget()

    await pass_time(clock, town, 3600, 30)
    assert asked(town.plex.log, f"/library/sections/{DELETED}/") == 0
    assert work_of(deleted, WorkKind.LIBRARY) == work_of(deleted, WorkKind.FULL_SYNC) == []
    told = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert sum(f"library {DELETED}" in one for one in told) == 1


async def test_where_all_libraries_count_nothing_is_to_be_told(
    hass: HomeAssistant, clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    """What it had and somebody wants waits from now on."""
    had = {item.title for item in town.world.plex.sections[DELETED].items.values()}
    assert had.isdisjoint(queue_of(following))
    await delete(town, told=False)

    await clock.until(lambda: asked(town.plex.log, f"/library/sections/{DELETED}/all") > 0)
    await pass_time(clock, town, 60, 10)
    town.forget()
    await pass_time(clock, town, 3600, 30)

    assert not issues_of(hass, "library_gone")
    assert work_of(following, WorkKind.LIBRARY) == work_of(following, WorkKind.FULL_SYNC) == []
    assert asked(town.plex.log, f"/library/sections/{DELETED}/") == 0
    assert not had.isdisjoint(queue_of(following))


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", f"/library/sections/{DELETED}/all", status=404),
        Fault("status", f"/library/sections/{DELETED}/all", status=500),
    ],
)
async def test_one_that_plex_still_names_is_tried_again(
    clock: Clock, following: MockConfigEntry, town: Town, fault: Fault
) -> None:
    """Whatever it answers: it may be back. Pauses grow."""
    town.plex.faults.append(fault)
    following.runtime_data.worker.seek()
    await clock.until(lambda: [one.attempts for one in _libraries(following)] == [5], step=1)
    assert not work_of(following, WorkKind.FULL_SYNC)
    town.plex.faults.remove(fault)

    await clock.go_on(601, step=20)
    await clock.until(lambda: _libraries(following) == [])


async def test_while_plex_names_none_at_all_nothing_counts_as_deleted(
    clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    """It may be starting."""
    before = queue_of(following)
    sections = dict(town.world.plex.sections)
    town.world.plex.sections.clear()
    following.runtime_data.worker.seek()
    await clock.until(lambda: [one.attempts for one in _libraries(following)] == [3] * 5, step=1)

    assert not work_of(following, WorkKind.FULL_SYNC)
    assert queue_of(following) == before
    town.world.plex.sections |= sections
    await clock.go_on(601, step=20)
    await clock.until(lambda: _libraries(following) == [])


async def test_while_plex_cannot_name_them_only_that_one_waits(
    clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    """Labels of other titles come as usual."""
    town.plex.faults.append(Fault("status", f"/library/sections/{DELETED}/all", status=404))
    following.runtime_data.worker.seek()
    await clock.until(lambda: bool(_libraries(following)))
    town.world.owner.watchlist.append(town.world.title("Quiet Engine"))

    with patch.object(PlexServer, "sections", side_effect=BadAnswerError("it answered 500")):
        await clock.until(lambda: [one.attempts for one in _libraries(following)] == [2])
        await poll_of(following, "watchlist/own").async_refresh()
        await clock.until(lambda: "pulsarr:owner" in labels(town)[_key(town, "Quiet Engine")])

    assert not work_of(following, WorkKind.FULL_SYNC)


def _key(town: Town, name: str) -> int:
    return next(item.rating_key for item in town.world.plex.items() if item.title == name)


def _libraries(entry: MockConfigEntry) -> list[Work]:
    return work_of(entry, WorkKind.LIBRARY)
