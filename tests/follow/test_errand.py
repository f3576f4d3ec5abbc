"""Errands: work is done soon, once for all that asked, and again when it failed."""

import asyncio
from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.follow.errand import Errand

WAIT = 4.0
PAUSES = [5, 10, 20, 40, 80, 160, 320, 600, 600, 600]


class Bench:
    """An errand whose work counts how often it is done, and does as it is told."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.entry = MockConfigEntry(domain=DOMAIN, state=ConfigEntryState.LOADED)
        self.entry.add_to_hass(hass)
        self.done: bool | Exception = True
        self.runs = 0
        self.at_once = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.errand = Errand(hass, self.entry, "test", self._work, wait=WAIT)

    async def after(self, seconds: float) -> int:
        """Let time pass; gives how often the work was begun in all."""
        async_fire_time_changed(self.hass, dt_util.utcnow() + timedelta(seconds=seconds))
        await self.settle()
        return self.runs

    async def settle(self) -> None:
        """Wait for the work, unless that waits at the gate."""
        await self.hass.async_block_till_done(wait_background_tasks=self.gate.is_set())

    async def _work(self) -> bool:
        self.runs += 1
        self.at_once += 1
        assert self.at_once == 1
        await self.gate.wait()
        self.at_once -= 1
        if isinstance(self.done, Exception):
            raise self.done
        return self.done


@pytest.fixture
def bench(hass: HomeAssistant) -> Bench:
    """A bench to try an errand on."""
    return Bench(hass)


async def test_work_waits_a_moment_for_more(bench: Bench) -> None:
    """And is then done once for all that asked."""
    for _ in range(100):
        bench.errand.ask()

    assert await bench.after(WAIT - 2) == 0
    assert await bench.after(WAIT) == 1
    assert await bench.after(3600) == 1


async def test_who_asks_again_and_again_cannot_put_it_off(bench: Bench) -> None:
    """The moment begins with the first who asks."""
    bench.errand.ask()
    await asyncio.sleep(0.05)
    bench.errand.ask()

    assert await bench.after(WAIT) == 1


async def test_who_asks_meanwhile_has_it_done_once_more(bench: Bench) -> None:
    """After the work that goes on, never beside it."""
    bench.gate.clear()
    bench.errand.ask()
    assert await bench.after(WAIT) == 1
    for _ in range(3):
        bench.errand.ask()
    assert await bench.after(WAIT) == 1

    bench.gate.set()
    await bench.settle()

    assert await bench.after(WAIT) == 2
    assert await bench.after(3600) == 2


async def test_work_that_failed_is_tried_again_after_growing_pauses(bench: Bench) -> None:
    """From five seconds to ten minutes."""
    bench.done = False
    bench.errand.ask()
    runs = await bench.after(WAIT)

    for pause in PAUSES:
        assert await bench.after(pause - 2) == runs
        runs += 1
        assert await bench.after(pause) == runs

    await bench.entry._async_process_on_unload(bench.hass)


async def test_pauses_begin_anew_once_it_is_done(bench: Bench) -> None:
    bench.done = False
    bench.errand.ask()
    await bench.after(WAIT)
    await bench.after(PAUSES[0])
    bench.done = True
    assert await bench.after(PAUSES[1]) == 3
    assert await bench.after(3600) == 3

    bench.done = False
    bench.errand.ask()
    assert await bench.after(WAIT) == 4
    bench.done = True

    assert await bench.after(PAUSES[0]) == 5


async def test_who_asks_ends_a_pause(bench: Bench) -> None:
    """What is new may be why it works now."""
    bench.done = False
    bench.errand.ask()
    await bench.after(WAIT)
    bench.done = True

    bench.errand.ask()

    assert await bench.after(WAIT) == 2
    assert await bench.after(3600) == 2


async def test_a_fault_of_ours_does_not_end_it(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, and the work is tried again as if it had failed."""
    bench.done = RuntimeError("a fault of ours")
    bench.errand.ask()
    await bench.after(WAIT)
    assert "a fault of ours" in caplog.text

    bench.done = True
    assert await bench.after(PAUSES[0]) == 2


@pytest.mark.parametrize("moment", ["waiting", "working", "resting"])
async def test_all_ends_with_the_entry(bench: Bench, moment: str) -> None:
    """No timer and no task is left, and who asks then asks in vain."""
    bench.done = False
    bench.errand.ask()
    if moment == "working":
        bench.gate.clear()
    before = 0 if moment == "waiting" else await bench.after(WAIT)

    await bench.entry._async_process_on_unload(bench.hass)
    bench.errand.ask()
    bench.gate.set()

    assert await bench.after(3600) == before
