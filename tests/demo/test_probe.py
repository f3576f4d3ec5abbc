"""The probe that watches Home Assistant's event loop."""

import asyncio
import os
from pathlib import Path
from signal import SIGUSR1
from time import sleep

from tests.demo.probe import Measurement, Probe


def clear(file: Path) -> None:
    """Remove an earlier report."""
    file.unlink(missing_ok=True)


async def report(file: Path) -> Measurement:
    """What the probe of this process reports when asked."""
    clear(file)
    os.kill(os.getpid(), SIGUSR1)
    for _ in range(1000):
        if found := Measurement.read(file):
            return found
        await asyncio.sleep(0.005)
    raise AssertionError("no report came")


def block() -> None:
    """Hold up the event loop."""
    sleep(0.3)


async def test_it_reports_the_longest_delay_once_and_the_memory(tmp_path: Path) -> None:
    file = tmp_path / "probe.json"
    watching = asyncio.create_task(Probe(file).watch())
    await asyncio.sleep(0.02)
    block()
    first = await report(file)
    second = await report(file)
    watching.cancel()
    assert first.longest_delay_ms > 250
    assert second.longest_delay_ms < 250
    assert first.peak_rss_bytes >= first.rss_bytes > 1_000_000
