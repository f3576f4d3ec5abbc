"""What the launcher does for the measurement of starts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, process_time, thread_time

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.loader import async_get_integration

from custom_components.plex_label_sync.const import DOMAIN
from tests.demo.launch_start import Beginning


async def test_the_context_is_entered_once_when_the_integration_is_imported(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    seen: list[str] = []

    @contextmanager
    def context() -> Iterator[None]:
        seen.append("entered")
        yield
        seen.append("left")

    with Beginning(tmp_path / "started").once_imported(context):
        (await async_get_integration(hass, "webhook")).get_component()
        assert seen == []
        integration = await async_get_integration(hass, DOMAIN)
        assert await integration.async_get_component()
        integration._get_component()
        assert seen == ["entered"]
    assert seen == ["entered", "left"]


async def test_the_moment_of_running_is_noted_with_the_processor_time(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    file = tmp_path / "started"
    hass.set_state(CoreState.not_running)
    before = monotonic(), process_time()
    with Beginning(file).noted():
        await hass.async_start()
    ran, used = map(float, file.read_text().split())
    assert before[0] <= ran <= monotonic()
    assert before[1] <= used <= process_time()


async def test_what_the_launcher_does_meanwhile_does_not_count(
    hass: HomeAssistant, tmp_path: Path
) -> None:
    file = tmp_path / "started"

    @contextmanager
    def slow() -> Iterator[None]:
        until = thread_time() + 0.2
        while thread_time() < until:
            pass
        yield

    hass.set_state(CoreState.not_running)
    beginning = Beginning(file)
    with beginning.noted(), beginning.once_imported(slow):
        (await async_get_integration(hass, DOMAIN))._get_component()
        await hass.async_start()
    ran, used = map(float, file.read_text().split())
    assert ran <= monotonic() - 0.2
    assert used <= process_time() - 0.2
