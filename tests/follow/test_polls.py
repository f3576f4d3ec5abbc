"""Sources: asked in their time, heard at once, and in trouble logged once."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.sources.tags import TagReader
from tests.hearing import (
    asked,
    calm,
    coordinator_of,
    film,
    follow,
    labels_on,
    tag,
    title,
    with_seerr,
)
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import labels, sync, until
from tests.steps import instance, save_options

from .clock import Clock, pass_time

ORCHARD, HARBOUR, ENGINE = "The Paper Orchard", "The Glass Harbour", "Quiet Engine"
MINUTE = timedelta(minutes=1)
TAGS, REQUESTS, WATCHLIST = "/api/v3/tag/detail", "/api/v1/request", "/discover"


@pytest.fixture
def world(world: World) -> World:
    """The small world, with a Seerr."""
    world.add_seerr().add_user("sam")
    return world


async def test_instances_are_asked_each_minute(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Watchlists are not, and Plex has nothing to do with it."""
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await follow(hass, loaded, town)

    for times in range(1, 4):
        await _after(hass, town, MINUTE)
        assert [asked(arr.log, TAGS) for arr in town.arrs] == [times] * 3
        assert asked(town.seerrs[0].log, REQUESTS) == times

    assert not town.plextv.log
    assert not town.plex.log
    assert asked(town.arrs[0].log, "/api/v3/movie") == 0


@pytest.mark.parametrize("minutes", [15, 3])
async def test_watchlists_are_asked_as_often_as_the_user_wants(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, minutes: int
) -> None:
    """Every quarter of an hour, unless they say otherwise."""
    if minutes != 15:
        await save_options(hass, loaded, sources={"poll_minutes": minutes})
    await follow(hass, loaded, town)

    await _after(hass, town, MINUTE * (minutes - 1))
    assert not town.plextv.log

    await _after(hass, town, MINUTE * minutes)
    assert asked(town.plextv.log, WATCHLIST) == 1
    assert asked(town.plextv.log, "/community") > 0


def _own(town: Town) -> None:
    town.world.owner.watchlist.append(title(town, ENGINE))


def _friends(town: Town) -> None:
    town.world.people[1].watchlist.append(title(town, ENGINE))


def _tagged(town: Town) -> None:
    tag(town, 1, ENGINE, "fresh")


def _requested(town: Town) -> None:
    state = town.seerrs[0].state
    state.add_request(title(town, ENGINE), state.users[2])


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (_own, "pulsarr:owner"),
        (_friends, "pulsarr:john"),
        (_tagged, "pulsarr:fresh"),
        (_requested, "pulsarr:sam"),
    ],
)
async def test_what_is_new_at_a_source_is_labelled_by_itself(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    change: Callable[[Town], None],
    label: str,
) -> None:
    """And nothing but that title is read from Plex, or written."""
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await follow(hass, loaded, town)
    before = labels(town)

    change(town)
    await _after(hass, town, MINUTE * 15)

    await until(lambda: label in labels_on(town, ENGINE))
    await calm(town)
    for item in town.world.plex.items():
        new = {label} if item.title == ENGINE else set()
        assert labels(town)[item.rating_key] == before[item.rating_key] | new
    assert town.plex.reads <= 4
    assert town.plex.writes <= 2


async def test_what_a_source_takes_back_is_taken_off(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Where nobody else wants it."""
    await follow(hass, loaded, town)
    state = town.arrs[1].state
    assert {"pulsarr:uhd", "pulsarr:classics"} <= labels_on(town, HARBOUR)

    film(town, 1, HARBOUR).tags.clear()
    await _after(hass, town, MINUTE)

    await until(lambda: "pulsarr:uhd" not in labels_on(town, HARBOUR))
    assert "pulsarr:classics" in labels_on(town, HARBOUR), "the other Radarr's tag"
    assert state.tags


async def test_a_full_sync_asks_the_sources_now(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """It does not rely on what they said before."""
    await follow(hass, loaded, town)
    tag(town, 0, ORCHARD, "fresh")

    await sync(hass)

    assert "pulsarr:fresh" in labels_on(town, ORCHARD)
    assert asked(town.arrs[0].log, TAGS) == 1


@pytest.mark.parametrize("kind", ["status", "garbage", "drop"])
async def test_a_source_in_trouble_changes_no_label(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, kind: str
) -> None:
    """What it said last stands; the others go on."""
    await follow(hass, loaded, town)
    before = labels(town)
    film(town, 0, HARBOUR).tags.clear()
    town.arrs[0].faults = [Fault("status"), Fault("garbage"), Fault("drop")]
    town.arrs[0].faults = [one for one in town.arrs[0].faults if one.kind == kind]

    await _after(hass, town, MINUTE)
    assert labels(town) == before
    tag(town, 1, ENGINE, "fresh")
    await _after(hass, town, MINUTE)

    await until(lambda: "pulsarr:fresh" in labels_on(town, ENGINE))
    assert labels_on(town, HARBOUR) == before[town.world.plex.items()[0].rating_key]


async def test_the_trouble_of_a_source_is_logged_once(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """And its end, so that who reads the log knows."""
    await follow(hass, loaded, town)
    caplog.clear()
    town.arrs[0].faults.append(Fault("status", status=503))
    for minutes in (1, 1, 2):
        await _after(hass, town, MINUTE * minutes)

    errors = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert len(errors) == 1
    assert errors[0].startswith("Error fetching plex_label_sync Radarr data: ")
    town.arrs[0].faults.clear()
    await _after(hass, town, MINUTE * 4)
    assert "Fetching plex_label_sync Radarr data recovered" in caplog.text


async def test_a_source_that_asks_for_a_pause_gets_it(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, clock: Clock
) -> None:
    """An hour, though it would be asked each quarter of one."""
    busy = Fault("status", WATCHLIST, status=429, headers={"Retry-After": "3600"})
    town.plextv.faults.append(busy)
    await pass_time(clock, town, 16 * 60, step=60)
    assert asked(town.plextv.log, WATCHLIST) == 1

    await pass_time(clock, town, 55 * 60, step=60)
    assert asked(town.plextv.log, WATCHLIST) == 1
    await pass_time(clock, town, 10 * 60, step=60)

    assert asked(town.plextv.log, WATCHLIST) == 2


async def test_a_rejected_key_raises_an_issue_until_it_is_taken(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await follow(hass, loaded, town)
    registry = ir.async_get(hass)
    issue = f"instance_auth_{instance(loaded, 'Radarr').subentry_id}_{loaded.entry_id}"
    town.arrs[0].faults.append(Fault("status", status=401))

    await _after(hass, town, MINUTE)
    assert registry.async_get_issue(DOMAIN, issue)
    town.arrs[0].faults = [Fault("status", status=503)]
    await _after(hass, town, MINUTE)
    assert registry.async_get_issue(DOMAIN, issue), "another trouble tells nothing about the key"
    town.arrs[0].faults.clear()
    await _after(hass, town, MINUTE * 2)

    assert not registry.async_get_issue(DOMAIN, issue)


async def test_an_answer_of_before_never_stands_in_for_one_of_now(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """A source that a fault of ours keeps from being read counts as one that does not answer."""
    await follow(hass, loaded, town)
    before = labels(town)

    with patch.object(TagReader, "read", side_effect=RuntimeError("a fault of ours")):
        answer = await sync(hass)

    assert answer["status"] == "partial"
    assert labels(town) == before
    assert not coordinator_of(loaded, "Radarr").last_update_success


async def _after(hass: HomeAssistant, town: Town, time: timedelta) -> None:
    """Let time pass for whatever waits that long at most, and then things settle."""
    async_fire_time_changed(hass, dt_util.utcnow() + time + timedelta(seconds=1))
    await calm(town)
