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

_MOMENT = 0.02
"""Seconds of real time for what is due to begin."""

_STEP = 2.0


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

    async def until(self, condition: Callable[[], bool], within: float = 600.0) -> None:
        """Let time pass until something is so; raises `TimeoutError` after so many seconds.

        A busy machine is late, and the time that stands still brings nothing.
        """
        end = self.ahead + within
        while not condition():
            if self.ahead >= end:
                raise TimeoutError
            await self.go_on(_STEP)


@contextmanager
def moving_clock() -> Iterator[Clock]:
    """Let the time of day stand still unless the test moves it; the loop's goes on, too."""
    clock, real = Clock(), time.monotonic
    loops = SimpleNamespace(monotonic=lambda: real() + clock.ahead)
    with (
        freeze_time(datetime.now(UTC), real_asyncio=True) as day,
        patch.object(patch_time, "time", loops),
    ):
        assert isinstance(day, FrozenDateTimeFactory)
        clock.day = day
        yield clock
