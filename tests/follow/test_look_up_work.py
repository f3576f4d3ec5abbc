"""Titles of which plex.tv did not know all ids: it is asked again after a day, then each week."""

from dataclasses import replace
from datetime import timedelta
from sqlite3 import Connection

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.core.work import Work, WorkKind
from custom_components.plex_label_sync.state import work
from tests.database import database_of
from tests.hearing import asked, labels_on, settle
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world_titles import Title
from tests.running import sync, until
from tests.steps import save_options

from .clock import Clock, pass_time

METADATA = "/discover/library/metadata"
HOUR, DAY = 3600.0, 86_400.0
LATE, NEW, OLD = "A Late Arrival", "A New Series", "Old Movies"
WEEK = 7 * DAY


@pytest.fixture
async def wanted(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, clock: Clock
) -> Title:
    """A film that its owner wants, which is in an old library, and of which plex.tv has no ids.

    No full sync comes by itself.
    """
    await save_options(hass, following, schedule={"schedule_time": None})
    world = town.world
    known = world.add_title("movie", LATE, tmdb=900_555)
    old = next(one for one in world.plex.sections.values() if one.title == OLD)
    world.plex.add_item(known, old, guid="com.plexapp.agents.themoviedb://900555?lang=en")
    bare = Title("movie", LATE, known.plex_id)
    world.titles[known.plex_id] = bare
    world.owner.watchlist.append(bare)
    await sync(hass)
    await settle(following, town)
    return known


@pytest.fixture
async def known_in_part(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, clock: Clock
) -> Title:
    """A new series that its owner wants, of which plex.tv does not know TVDB's id yet.

    It is in a library of the legacy TVDB agent, and no full sync comes by itself.
    """
    await save_options(hass, following, schedule={"schedule_time": None})
    world = town.world
    known = world.add_title("show", NEW, imdb="tt9000777", tmdb=900_777, tvdb=980_777)
    old = next(one for one in world.plex.sections.values() if one.title == "Old TV Shows")
    world.plex.add_item(known, old, guid="com.plexapp.agents.thetvdb://980777?lang=en")
    in_part = replace(known, tvdb=None)
    world.titles[known.plex_id] = in_part
    world.owner.watchlist.append(in_part)
    await sync(hass)
    await settle(following, town)
    town.forget()
    return known


async def looks(entry: MockConfigEntry) -> list[Work]:
    """The work that is to look up again."""

    def read(connection: Connection) -> list[Work]:
        return work.all_of(connection, WorkKind.LOOK_UP)

    return await database_of(entry).read(read)


async def test_it_is_work_for_the_next_day(
    hass: HomeAssistant, following: MockConfigEntry, wanted: Title
) -> None:
    (look,) = await looks(following)
    wait = look.not_before - dt_util.utcnow().timestamp()
    assert wait == pytest.approx(DAY, abs=60)


async def test_what_is_found_then_is_labelled(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, clock: Clock, wanted: Title
) -> None:
    """Without a full sync."""
    assert "pulsarr:owner" not in labels_on(town, LATE)
    town.world.titles[wanted.plex_id] = wanted
    await pass_time(clock, town, 23 * HOUR, step=HOUR)
    assert asked(town.plextv.log, METADATA) == 0

    await pass_time(clock, town, 2 * HOUR, step=HOUR)

    await until(lambda: "pulsarr:owner" in labels_on(town, LATE))
    assert await looks(following) == []


async def test_where_it_knows_none_again_it_is_asked_each_week(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, clock: Clock, wanted: Title
) -> None:
    await pass_time(clock, town, 25 * HOUR, step=HOUR)
    await until(lambda: asked(town.plextv.log, METADATA) == 1)
    (look,) = await looks(following)
    assert timedelta(seconds=look.not_before - dt_util.utcnow().timestamp()) > timedelta(days=6)


async def test_where_plextv_fails_it_is_tried_again_after_a_pause(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, clock: Clock, wanted: Title
) -> None:
    """A growing one."""
    town.plextv.faults.append(Fault("status", METADATA, status=503))
    await pass_time(clock, town, 25 * HOUR, step=HOUR)
    await until(lambda: asked(town.plextv.log, METADATA) > 0)
    await pass_time(clock, town, 60, step=5)
    (look,) = await looks(following)
    assert look.attempts >= 2
    town.plextv.faults.clear()
    town.world.titles[wanted.plex_id] = wanted

    await pass_time(clock, town, 600, step=60)

    await until(lambda: "pulsarr:owner" in labels_on(town, LATE))


async def test_what_is_known_in_part_is_labelled_once_plextv_knows_the_rest(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, clock: Clock, known_in_part: Title
) -> None:
    """Without a full sync, with one question a day after the first, and none later."""
    assert "pulsarr:owner" not in labels_on(town, NEW)
    town.world.titles[known_in_part.plex_id] = known_in_part
    await pass_time(clock, town, 23 * HOUR, step=HOUR)
    assert asked(town.plextv.log, METADATA) == 0

    await pass_time(clock, town, 2 * HOUR, step=HOUR)

    await until(lambda: "pulsarr:owner" in labels_on(town, NEW))
    assert asked(town.plextv.log, METADATA) == 1
    assert await looks(following) == []


async def test_while_plextv_knows_no_more_it_is_asked_each_week_and_plex_is_not(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, clock: Clock, known_in_part: Title
) -> None:
    """What it told before is nothing to bring in step."""
    await pass_time(clock, town, 25 * HOUR, step=HOUR)
    await until(lambda: asked(town.plextv.log, METADATA) == 1)
    (look,) = await looks(following)
    assert look.not_before - dt_util.utcnow().timestamp() == pytest.approx(WEEK, abs=2 * HOUR)
    assert asked(town.plex.log, "/library/metadata/") == 0

    town.world.titles[known_in_part.plex_id] = known_in_part
    await pass_time(clock, town, WEEK, step=4 * HOUR)

    await until(lambda: "pulsarr:owner" in labels_on(town, NEW))
    assert asked(town.plextv.log, METADATA) == 2
