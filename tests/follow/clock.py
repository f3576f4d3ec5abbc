"""A clock for the time of day and the event loop alike, which tests move on together."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
import time
from types import SimpleNamespace
from unittest.mock import patch

from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component import patch_time

from custom_components.plex_label_sync import options
from tests.lab.town import Town

_MOMENT = 0.02
"""Seconds of real time for what is due to begin."""

_STEP = 2.0

_CALM, _MOST_MOMENTS = 3, 20


class Clock:
    """The time; `ahead` is how many seconds the loop's clock is ahead of the real one."""

    def __init__(self) -> None:
        """Begin now."""
        self.ahead = 0.0
        self.day: FrozenDateTimeFactory

    async def go_on(self, seconds: float, step: float = _STEP) -> None:
        """Let time pass in steps, and what is due at each begin."""
        left = seconds
        while left > 0:
            now = min(step, left)
            left -= now
            self.ahead += now
            self.day.tick(timedelta(seconds=now))
            await asyncio.sleep(_MOMENT)

    async def until(
        self, condition: Callable[[], bool], within: float = 600.0, step: float = _STEP
    ) -> None:
        """Let time pass until something is so; raises `TimeoutError` after so many seconds.

        A busy machine is late, and the time that stands still brings nothing.
        """
        end = self.ahead + within
        while not condition():
            if self.ahead >= end:
                raise TimeoutError
            await self.go_on(step, step)


@contextmanager
def moving_clock() -> Iterator[Clock]:
    """Let the time of day stand still unless the test moves it; the loop's goes on, too.

    The usual schedule's time, which would come in some hours of the day only, never does.
    """
    clock, real = Clock(), time.monotonic
    loops = SimpleNamespace(monotonic=lambda: real() + clock.ahead)
    with (
        freeze_time(datetime.now(UTC), real_asyncio=True) as day,
        patch.object(patch_time, "time", loops),
        patch.dict(options.DEFAULTS[options.SCHEDULE], {options.SCHEDULE_TIME: None}),
    ):
        assert isinstance(day, FrozenDateTimeFactory)
        clock.day = day
        yield clock


async def pass_time(clock: Clock, town: Town, seconds: float, step: float) -> None:
    """Let time pass in steps, in each of which what is asked of the town's servers is answered.

    Else an answer on its way would seem to take as long as a step. What hangs is not waited for.
    Where the machine is too busy to wake up in time, what it asks is late as well.
    """
    loop = asyncio.get_running_loop()
    # Somebody listens to Plex all the time.
    answering = [
        one
        for one in town.servers
        if one is not town.plex and not any(fault.kind == "hang" for fault in one.faults)
    ]
    for _ in range(round(seconds / step)):
        await clock.go_on(step, step)
        calm = 0
        for _ in range(_MOST_MOMENTS):
            before, began = sum(len(server.log) for server in town.servers), loop.time()
            await asyncio.sleep(_MOMENT / 2)
            under_way = any(one.is_busy for one in answering)
            same = before == sum(len(server.log) for server in town.servers)
            late = loop.time() - began > _MOMENT
            calm = calm + 1 if same and not under_way and not late else 0
            if calm == _CALM:
                break
