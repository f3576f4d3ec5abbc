"""The probe that watches Home Assistant's event loop."""

import asyncio
import gc
import os
from pathlib import Path
from signal import SIGUSR1
from time import sleep

import pytest

from tests.bench.probe import Measurement, Probe


def clear(file: Path) -> None:
    """Remove an earlier report."""
    file.unlink(missing_ok=True)


async def report(file: Path) -> Measurement:
    """What the probe of this process reports when asked."""
    clear(file)
    os.kill(os.getpid(), SIGUSR1)
    for _ in range(1000):
        if measurement := Measurement.read(file):
            return measurement
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


async def test_a_report_collects_no_garbage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is measured next is a house as it lives."""
    file = tmp_path / "probe.json"
    monkeypatch.setattr(gc, "collect", lambda *_: pytest.fail("garbage was collected"))
    watching = asyncio.create_task(Probe(file).watch())
    await asyncio.sleep(0.02)
    assert await report(file)
    watching.cancel()
