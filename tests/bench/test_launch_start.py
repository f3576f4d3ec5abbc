"""What the launcher does for the measurement of starts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, process_time, thread_time

import pytest

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, Event, HomeAssistant, callback

from custom_components.plex_label_sync.const import DOMAIN
from tests.bench.launch_start import noted


@pytest.fixture
def seen() -> list[str]:
    """What happened, in order."""
    return []


@contextmanager
def slow(seen: list[str]) -> Iterator[None]:
    """Be entered with much ado."""
    seen.append("entered")
    until = thread_time() + 0.2
    while thread_time() < until:
        pass
    yield
    seen.append("left")


async def test_the_moment_of_running_is_noted_with_the_processor_time(
    hass: HomeAssistant, tmp_path: Path, seen: list[str]
) -> None:
    """Without what the context takes, which is entered after it."""
    file = tmp_path / "started"
    hass.set_state(CoreState.not_running)
    hass.config.components.add(DOMAIN)
    before = monotonic(), process_time()
    with noted(file, lambda: slow(seen)):
        await hass.async_start()
    ran, used = map(float, file.read_text().split())
    assert before[0] <= ran <= monotonic() - 0.2
    assert before[1] <= used <= process_time() - 0.2
    assert seen == ["entered", "left"]


async def test_the_context_is_entered_before_anything_that_waited_for_the_start_goes_on(
    hass: HomeAssistant, tmp_path: Path, seen: list[str]
) -> None:
    @callback
    def started(_event: Event) -> None:
        hass.loop.call_soon(seen.append, "went on")

    hass.set_state(CoreState.not_running)
    hass.config.components.add(DOMAIN)
    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STARTED, started)
    with noted(tmp_path / "started", lambda: slow(seen)):
        await hass.async_start()
        await hass.async_block_till_done()
    assert seen == ["entered", "went on", "left"]


async def test_without_the_integration_no_context_is_entered(
    hass: HomeAssistant, tmp_path: Path, seen: list[str]
) -> None:
    hass.set_state(CoreState.not_running)
    with noted(tmp_path / "started", lambda: slow(seen)):
        await hass.async_start()
    assert seen == []
