"""Lanes: due work is done, and what fails is tried again alone, after growing pauses."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.core.work import Work, WorkKind
from custom_components.plex_label_sync.follow.lane import Handled, Lane
from custom_components.plex_label_sync.state import work
from custom_components.plex_label_sync.state.database import Database, NotSavedError
from tests.running import until

from .clock import Clock

PAUSES = [5, 15, 45, 135, 405, 600, 600]


_STEPS = 10
"""More than a lane has in which it waits for the database, from its alarm until it rests."""


class Bench:
    """A lane whose handler notes what it is given, and does as it is told."""

    def __init__(self, hass: HomeAssistant, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self.handled: list[set[str]] = []
        self.may_work = True
        self.handle: Callable[[list[Work]], Handled] = lambda due: Handled(done=due)
        self.lane = Lane(
            hass, database, [WorkKind.ITEM], self._handle, may_work=lambda: self.may_work, key="1"
        )

    async def add(self, *keys: str, kind: WorkKind = WorkKind.ITEM, wait: float = 0) -> None:
        """Put work into the list, and wake the lane."""
        about: dict[str, dict[str, object]] = {key: {} for key in keys}
        now = dt_util.utcnow().timestamp()
        await self.database.write(
            lambda connection: work.add(connection, kind, about, now=now, wait=wait)
        )
        self.lane.wake()

    async def after(self, seconds: float) -> list[set[str]]:
        """Let time pass; gives what was handled since this was called last."""
        await self.clock.go_on(seconds, step=seconds)
        # The database does one thing after the other: what the lane asked of it is done before.
        for _ in range(_STEPS):
            await self.left()
        handled, self.handled = self.handled, []
        return handled

    async def left(self) -> dict[str, Work]:
        """Give what is in the list, by key."""
        rows = await self.database.read(lambda connection: work.all_of(connection, WorkKind.ITEM))
        return {row.key: row for row in rows}

    async def _handle(self, due: list[Work]) -> Handled:
        self.handled.append({entry.key for entry in due})
        return self.handle(due)


@pytest.fixture
async def bench(hass: HomeAssistant, tmp_path: Path, clock: Clock) -> AsyncIterator[Bench]:
    """A lane at work."""
    database = Database(tmp_path / "work.db")
    await database.open()
    bench = Bench(hass, database, clock)
    running = hass.async_create_background_task(bench.lane.run(), "lane")
    yield bench
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await database.close()


def failing(*keys: str) -> Callable[[list[Work]], Handled]:
    """Give a handler that fails for these."""
    return lambda due: Handled(
        done=[entry for entry in due if entry.key not in keys],
        failed=[(entry, "refused") for entry in due if entry.key in keys],
    )


def in_trouble(due: list[Work]) -> Handled:
    """Be kept from all work."""
    assert due
    return Handled(trouble="the server is down")


async def test_what_is_due_is_done_in_one_go_and_taken_off_the_list(bench: Bench) -> None:
    await bench.add("11", "12")

    assert await bench.after(0.1) == [{"11", "12"}]
    assert await bench.left() == {}
    assert await bench.after(3600) == []


async def test_work_waits_until_its_time(bench: Bench) -> None:
    await bench.add("11", wait=4)

    assert await bench.after(3) == []
    assert await bench.after(2) == [{"11"}]


async def test_work_of_others_is_left_to_them(bench: Bench) -> None:
    """That of another kind, and about another server."""
    await bench.add("11", kind=WorkKind.TITLE)
    await bench.add("21")

    assert await bench.after(3600) == []


async def test_what_fails_is_tried_again_after_growing_pauses(bench: Bench) -> None:
    """From five seconds to ten minutes; the list says how often, and what went wrong."""
    bench.handle = failing("11")
    await bench.add("11")
    assert await bench.after(0.1) == [{"11"}]

    for attempts, pause in enumerate(PAUSES, start=1):
        left = (await bench.left())["11"]
        assert (left.attempts, left.error) == (attempts, "refused")
        assert await bench.after(pause - 1) == []
        assert await bench.after(1.5) == [{"11"}]


async def test_what_fails_delays_and_repeats_nothing_else(bench: Bench) -> None:
    bench.handle = failing("11")
    await bench.add("11", "12")
    assert await bench.after(0.1) == [{"11", "12"}]
    assert (await bench.left()).keys() == {"11"}

    await bench.add("13")

    assert await bench.after(0.1) == [{"13"}]


async def test_who_asks_again_for_what_fails_does_not_end_its_pause(bench: Bench) -> None:
    bench.handle = failing("11")
    await bench.add("11")
    await bench.after(0.1)

    await bench.add("11")

    assert await bench.after(3) == []


async def test_pauses_begin_anew_once_it_is_done(bench: Bench) -> None:
    bench.handle = failing("11")
    await bench.add("11")
    await bench.after(0.1)
    bench.handle = failing()
    await bench.after(6)

    bench.handle = failing("11")
    await bench.add("11")
    await bench.after(0.1)

    assert (await bench.left())["11"].attempts == 1


async def test_a_server_that_is_down_is_tried_again_after_growing_pauses(bench: Bench) -> None:
    """What is due stays so, and no work counts as tried."""
    bench.handle = in_trouble
    await bench.add("11")
    assert await bench.after(0.1) == [{"11"}]

    for pause in PAUSES:
        assert await bench.after(pause - 1) == []
        assert await bench.after(1.5) == [{"11"}]

    assert (await bench.left())["11"].attempts == 0


async def test_new_work_does_not_end_such_a_pause(bench: Bench) -> None:
    bench.handle = in_trouble
    await bench.add("11")
    await bench.after(0.1)

    await bench.add("12")

    assert await bench.after(3) == []
    assert await bench.after(3) == [{"11", "12"}]


async def test_a_server_that_is_there_again_ends_it(bench: Bench) -> None:
    bench.handle = in_trouble
    await bench.add("11")
    await bench.after(0.1)
    bench.handle = failing()

    bench.lane.wake(at_once=True)

    assert await bench.after(0.1) == [{"11"}]


async def test_what_is_merged_in_meanwhile_has_the_work_done_once_more(bench: Bench) -> None:
    """It may be about something that the work did not see."""

    async def slow(due: list[Work]) -> Handled:
        bench.handled.append({entry.key for entry in due})
        if len(bench.handled) == 1:
            await bench.add("11")
        return Handled(done=due)

    bench.lane._handle = slow
    await bench.add("11")

    await until(lambda: bench.handled == [{"11"}, {"11"}])


async def test_while_it_may_not_work_the_list_stays_as_it_is(bench: Bench) -> None:
    bench.may_work = False
    await bench.add("11")
    assert await bench.after(3600) == []

    bench.may_work = True
    bench.lane.wake()

    assert await bench.after(0.1) == [{"11"}]


async def test_a_fault_of_ours_does_not_end_it(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, and the work is tried again as if it had failed."""

    def broken(_: list[Work]) -> Handled:
        raise RuntimeError("a fault of ours")

    bench.handle = broken
    await bench.add("11")
    await bench.after(0.1)
    assert "RuntimeError" in caplog.text
    bench.handle = failing()

    assert await bench.after(6) == [{"11"}]


async def test_a_disk_that_is_full_is_tried_again(bench: Bench) -> None:
    def full(_: list[Work]) -> Handled:
        raise NotSavedError("no space left on device")

    bench.handle = full
    await bench.add("11")
    assert await bench.after(0.1) == [{"11"}]
    bench.handle = failing()

    assert await bench.after(3) == []
    assert await bench.after(3) == [{"11"}]
    assert await bench.left() == {}


async def test_a_database_that_cannot_be_read_is_tried_again(bench: Bench) -> None:
    await bench.database.close()
    bench.lane.wake()
    await bench.clock.go_on(0.1)
    await bench.database.open()
    await bench.add("11")

    assert await bench.after(3) == []
    assert await bench.after(3) == [{"11"}]


async def test_a_clock_that_was_ahead_keeps_no_work_waiting(bench: Bench) -> None:
    """What failed by then is tried again once the clock is right and there is other work."""
    ahead = timedelta(days=26_000)
    bench.clock.day.tick(ahead)
    bench.handle = failing("11")
    await bench.add("11")
    await until(lambda: bench.handled == [{"11"}])
    bench.clock.day.tick(-ahead)
    bench.handle = failing()
    await bench.add("12")

    await until(lambda: bench.handled[1:] == [{"11", "12"}])


async def test_nor_does_one_that_is_put_right_while_all_waits(bench: Bench) -> None:
    """A timer that was set before rings all the same, and what fails then pauses as ever."""
    ahead = timedelta(days=26_000)
    bench.clock.day.tick(ahead)
    bench.handle = failing("11")
    await bench.add("11")
    await until(lambda: bench.handled == [{"11"}])
    bench.clock.day.tick(-ahead)

    await bench.clock.until(lambda: len(bench.handled) == 4, within=120)
