"""What actions cost Home Assistant's event loop in a house with thousands of labels."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import time

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.database import ledger_of
from tests.lab.fill import big_world
from tests.lab.world import World
from tests.running import act, sync

LONGEST = 0.4
"""Seconds of work in one piece, that of the stand-in servers included: they share the loop.

What grows with the square of the labels takes longer here.
"""

_MOMENT = 0.002


@pytest.fixture
def world() -> World:
    """Thousands of titles, and more wishes."""
    return big_world(5_000, 100, 8, wanted=9_000, wanted_titles=4_000, tags=10)


class Probe:
    """Measures the longest piece of work on the loop: by the processor's time, not by the clock.

    So that whatever else the machine does counts for nothing.
    """

    longest = 0.0

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            before = time.thread_time()
            await asyncio.sleep(_MOMENT)
            self.longest = max(self.longest, time.thread_time() - before)


@asynccontextmanager
async def probed() -> AsyncIterator[Probe]:
    """Measure what goes on meanwhile."""
    probe = Probe()
    running = asyncio.create_task(probe.run())
    yield probe
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_thousands_of_labels_do_not_hold_the_event_loop(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Neither in a dry run, nor written, nor taken back."""
    async with probed() as probe:
        planned = await sync(hass, dry_run=True)
    assert planned["added"] > 9_000
    assert probe.longest < LONGEST

    await sync(hass)
    assert len(ledger_of(loaded)) == planned["added"]

    async with probed() as probe:
        removed = await act(hass, "remove_all", dry_run=False)
    assert removed["removed"] == planned["added"]
    assert probe.longest < LONGEST
