"""The scheduled full sync: when it runs, in the user's own time."""

from datetime import datetime, timedelta
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
from custom_components.plex_label_sync.follow.notes import Notes
from tests.steps import save_options

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = {"mon": 5, "tue": 6, "wed": 7, "thu": 8, "fri": 9, "sat": 10, "sun": 11}
"""A week of January 2026, by the day of the month."""


@pytest.fixture(autouse=True)
async def _in_berlin(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """There it is an hour later than in UTC."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(datetime(2026, 1, 1, tzinfo=BERLIN))


class Clock:
    """Moves the time on and tells whether a full sync was started."""

    def __init__(
        self, hass: HomeAssistant, freezer: FrozenDateTimeFactory, started: list[bool]
    ) -> None:
        self._hass = hass
        self._freezer = freezer
        self._started = started

    async def syncs_at(self, day: str, time: str) -> bool:
        """Whether a sync begins at this second of the week, and not before it."""
        at = datetime.fromisoformat(f"2026-01-{WEEK[day]:02}T{time}").replace(tzinfo=BERLIN)
        await self._move_to(at - timedelta(seconds=1))
        self._started.clear()
        await self._move_to(at)
        return self._started == [True]

    async def _move_to(self, at: datetime) -> None:
        self._freezer.move_to(at)
        async_fire_time_changed(self._hass, at)
        await self._hass.async_block_till_done()


@pytest.fixture
def clock(
    hass: HomeAssistant,
    bare: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Clock:
    """The time in Berlin. Syncs are told of and not run: what they do is shown elsewhere."""
    started: list[bool] = []

    def note(_: Notes, kind: WorkKind, *_more: Any) -> None:
        if kind is WorkKind.FULL_SYNC:
            started.append(True)

    monkeypatch.setattr(Notes, "note", note)
    return Clock(hass, freezer, started)


async def test_it_runs_every_day_unless_days_are_chosen(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    await save_options(hass, bare, schedule={"schedule_time": "04:30:00"})

    assert [day for day in WEEK if await clock.syncs_at(day, "04:30:00")] == list(WEEK)


async def test_it_runs_on_the_chosen_days(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    chosen = {"schedule_time": "04:30:00", "schedule_days": ["tue", "sun"]}
    await save_options(hass, bare, schedule=chosen)

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
    await save_options(hass, bare, schedule={"schedule_time": "04:30:00"})

    assert not await clock.syncs_at("mon", time)


async def test_it_runs_once_at_its_time(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    """Not in each second of the minute."""
    await save_options(hass, bare, schedule={"schedule_time": "04:30:00"})

    times = ("04:30:00", "04:30:01", "04:30:30", "04:30:59")
    assert [await clock.syncs_at("mon", time) for time in times] == [True, False, False, False]


@pytest.mark.parametrize("chosen", [{}, {"schedule_days": ["mon"]}])
async def test_without_a_time_there_is_none(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock, chosen: dict[str, Any]
) -> None:
    await save_options(hass, bare, schedule=chosen)

    assert not await clock.syncs_at("mon", "00:00:00")
    assert not await clock.syncs_at("mon", "04:30:00")


async def test_it_ends_when_the_entry_is_unloaded(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    await save_options(hass, bare, schedule={"schedule_time": "04:30:00"})
    await hass.config_entries.async_unload(bare.entry_id)

    assert not await clock.syncs_at("mon", "04:30:00")


async def test_another_time_takes_the_place_of_the_first(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    await save_options(hass, bare, schedule={"schedule_time": "04:30:00"})
    await save_options(hass, bare, schedule={"schedule_time": "05:00:00"})

    assert not await clock.syncs_at("mon", "04:30:00")
    assert await clock.syncs_at("mon", "05:00:00")


async def test_switched_off_it_does_not_run(
    hass: HomeAssistant, bare: MockConfigEntry, clock: Clock
) -> None:
    """Until labels may follow again."""
    await save_options(hass, bare, schedule={"schedule_time": "04:30:00"})

    await bare.runtime_data.worker.set_enabled(False)
    assert not await clock.syncs_at("mon", "04:30:00")

    await bare.runtime_data.worker.set_enabled(True)
    assert await clock.syncs_at("tue", "04:30:00")
