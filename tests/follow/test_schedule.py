"""The scheduled full sync: when it becomes work, in the user's own time."""

from contextlib import closing
from datetime import datetime, timedelta
import sqlite3
from typing import Any
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.core.work import WorkKind
from custom_components.plex_label_sync.follow.lane import Lane
from custom_components.plex_label_sync.follow.start import path_of
from custom_components.plex_label_sync.state import settings, work
from tests.database import database_of, work_of
from tests.steps import save_options

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = {"mon": 5, "tue": 6, "wed": 7, "thu": 8, "fri": 9, "sat": 10, "sun": 11}
"""A week of January 2026, by the day of the month."""

EARLY = {"schedule_time": "04:30:00"}


@pytest.fixture(autouse=True)
async def _in_berlin(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There it is an hour later than in UTC. Work stays undone: what it does is shown elsewhere."""

    async def leave(_: Lane) -> None:
        """Do nothing of what is due."""

    monkeypatch.setattr(Lane, "run", leave)
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(datetime(2026, 1, 1, tzinfo=BERLIN))


class Clock:
    """Moves the time on and tells whether a full sync became work."""

    def __init__(
        self, hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
    ) -> None:
        self._hass = hass
        self._entry = entry
        self._freezer = freezer

    async def syncs_at(self, day: str, time: str) -> bool:
        """Whether a sync begins at this second of the week, and not before it."""
        at = datetime.fromisoformat(f"2026-01-{WEEK[day]:02}T{time}").replace(tzinfo=BERLIN)
        await self.move_to(at - timedelta(seconds=1))
        await self.is_due()
        await self.move_to(at)
        return await self.is_due()

    async def move_to(self, at: datetime) -> None:
        """Let it be that time."""
        self._freezer.move_to(at)
        async_fire_time_changed(self._hass, at)
        await self._hass.async_block_till_done()

    async def is_due(self) -> bool:
        """Whether a full sync is in the work list; it is taken out."""
        due = bool(work_of(self._entry, WorkKind.FULL_SYNC))
        await database_of(self._entry).write(
            lambda connection: work.drop(connection, WorkKind.FULL_SYNC, [""])
        )
        return due


@pytest.fixture
def clock(hass: HomeAssistant, bare: MockConfigEntry, freezer: FrozenDateTimeFactory) -> Clock:
    """The time in Berlin."""
    return Clock(hass, bare, freezer)


async def test_it_runs_every_day_unless_days_are_chosen(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    await save_options(hass, bare, schedule=EARLY)

    assert [day for day in WEEK if await clock.syncs_at(day, "04:30:00")] == list(WEEK)


async def test_the_work_says_that_the_schedule_asks_for_it(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    await save_options(hass, bare, schedule=EARLY)

    await clock.move_to(datetime(2026, 1, WEEK["mon"], 4, 30, tzinfo=BERLIN))

    (due,) = work_of(bare, WorkKind.FULL_SYNC)
    assert due.about == {"by": "schedule"}


async def test_it_runs_on_the_chosen_days(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    await save_options(hass, bare, schedule={**EARLY, "schedule_days": ["tue", "sun"]})

    assert [day for day in WEEK if await clock.syncs_at(day, "04:30:00")] == ["tue", "sun"]


async def test_the_day_is_the_users_own(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    """Half past midnight on Tuesday in Berlin is Monday in London."""
    chosen = {"schedule_time": "00:30:00", "schedule_days": ["tue"]}
    await save_options(hass, bare, schedule=chosen)

    assert [day for day in WEEK if await clock.syncs_at(day, "00:30:00")] == ["tue"]


@pytest.mark.parametrize("time", ["03:30:00", "04:29:59", "04:31:00", "05:30:00", "16:30:00"])
async def test_it_does_not_run_at_other_times(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock, time: str
) -> None:
    await save_options(hass, bare, schedule=EARLY)

    assert not await clock.syncs_at("mon", time)


async def test_it_runs_once_at_its_time(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    """Not in each second of the minute."""
    await save_options(hass, bare, schedule=EARLY)

    times = ("04:30:00", "04:30:01", "04:30:30", "04:30:59")
    assert [await clock.syncs_at("mon", time) for time in times] == [True, False, False, False]


@pytest.mark.parametrize(
    ("first", "due"),
    [
        (datetime(2026, 3, 28, tzinfo=BERLIN), ["28 02", "29 03", "30 02"]),
        (datetime(2026, 10, 24, tzinfo=BERLIN), ["24 02", "25 02", "26 02"]),
    ],
    ids=["forward", "back"],
)
async def test_it_runs_once_a_day_when_the_clocks_change(
    hass: HomeAssistant,
    bare: MockConfigEntry,
    clock: Clock,
    freezer: FrozenDateTimeFactory,
    *,
    first: datetime,
    due: list[str],
) -> None:
    """Half past two is skipped on one night, and comes twice on another."""
    freezer.move_to(first)
    await save_options(
        hass, bare, schedule={"schedule_time": "02:30:00"}, sources={"poll_minutes": 1440}
    )
    began: list[str] = []

    for half_hours in range(1, 3 * 48):
        at = datetime.fromtimestamp(first.timestamp() + half_hours * 1800, BERLIN)
        await clock.move_to(at)
        if await clock.is_due():
            began.append(f"{at:%d %H}")

    assert began == due


@pytest.mark.parametrize("chosen", [{}, {"schedule_days": ["mon"]}])
async def test_without_a_time_there_is_none(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock, chosen: dict[str, Any]
) -> None:
    hass.config_entries.async_update_entry(bare, options={"schedule": chosen})
    await hass.async_block_till_done()
    await _be_synced(bare)

    assert not await clock.syncs_at("mon", "00:00:00")
    assert not await clock.syncs_at("mon", "05:30:00")


async def test_unless_another_is_chosen_it_runs_at_half_past_five(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    """Once there was a sync: about the first one the user is asked."""
    assert not await clock.syncs_at("mon", "05:30:00")

    await _be_synced(bare)

    assert await clock.syncs_at("tue", "05:30:00")
    assert not await clock.syncs_at("tue", "05:31:00")


async def test_one_that_was_chosen_may_be_the_first_sync(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    """Though it is at the usual time."""
    await save_options(hass, bare, schedule={"schedule_time": "05:30:00"})

    assert await clock.syncs_at("mon", "05:30:00")


async def test_it_ends_when_the_entry_is_unloaded(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    await save_options(hass, bare, schedule=EARLY)
    await hass.config_entries.async_unload(bare.entry_id)

    await clock.move_to(datetime(2026, 1, 5, 4, 30, tzinfo=BERLIN))

    with closing(sqlite3.connect(path_of(hass, bare.entry_id))) as connection:
        assert work.all_of(connection, WorkKind.FULL_SYNC) == []


async def test_one_that_was_missed_is_made_up_for_once(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    """As soon as Home Assistant is back, however many were missed."""
    await save_options(hass, bare, schedule=EARLY)
    await hass.config_entries.async_unload(bare.entry_id)
    await clock.move_to(datetime(2026, 1, 9, 12, tzinfo=BERLIN))

    await hass.config_entries.async_setup(bare.entry_id)
    await hass.async_block_till_done()
    assert await clock.is_due()

    await hass.config_entries.async_reload(bare.entry_id)
    await hass.async_block_till_done()
    assert not await clock.is_due()


async def test_a_new_schedule_has_missed_nothing(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    """Whether it is the first one or takes the place of another, whose time had come."""
    await clock.move_to(datetime(2026, 1, 5, 12, tzinfo=BERLIN))

    for time in ("04:30:00", "09:00:00"):
        await save_options(hass, bare, schedule={"schedule_time": time})
        assert not await clock.is_due()


async def test_another_time_takes_the_place_of_the_first(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    await save_options(hass, bare, schedule=EARLY)
    await save_options(hass, bare, schedule={"schedule_time": "05:00:00"})

    assert not await clock.syncs_at("mon", "04:30:00")
    assert await clock.syncs_at("mon", "05:00:00")


async def test_it_moves_with_the_home(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    """Half past four in Berlin is half past three in London."""
    await save_options(hass, bare, schedule=EARLY)
    await hass.config.async_update(time_zone="Europe/London")
    await hass.async_block_till_done()

    assert not await clock.syncs_at("mon", "04:30:00")
    assert await clock.syncs_at("mon", "05:30:00")


async def test_a_clock_that_was_ahead_for_a_while_does_not_end_it(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    """As of a computer whose clock is set only once it has reached the network."""
    await save_options(hass, bare, schedule=EARLY)
    await clock.move_to(datetime(2030, 1, 1, 12, tzinfo=BERLIN))
    await hass.config_entries.async_reload(bare.entry_id)
    await clock.move_to(datetime(2026, 1, 4, 12, tzinfo=BERLIN))
    await hass.config_entries.async_reload(bare.entry_id)

    assert await clock.syncs_at("mon", "04:30:00")
    assert await clock.syncs_at("tue", "04:30:00")


async def test_switched_off_it_does_not_run(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    """Until labels may follow again; what was not to be is not made up for."""
    await save_options(hass, bare, schedule=EARLY)

    await bare.runtime_data.worker.set_enabled(False)
    assert not await clock.syncs_at("mon", "04:30:00")

    await bare.runtime_data.worker.set_enabled(True)
    await hass.config_entries.async_reload(bare.entry_id)
    await hass.async_block_till_done()
    assert not await clock.is_due()
    assert await clock.syncs_at("tue", "04:30:00")


async def _be_synced(entry: MockConfigEntry) -> None:
    """Let a full sync have gone through."""
    await database_of(entry).write(
        lambda connection: settings.put(connection, settings.SYNCED, value=True)
    )
