"""What the launcher does for the measurement of starts."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, process_time

from homeassistant.core import CoreState, HomeAssistant
from homeassistant.loader import async_get_integration

from custom_components.plex_label_sync.const import DOMAIN
from tests.lab.launch_start import once_imported, start_noted


async def test_the_context_is_entered_once_when_the_integration_is_imported(
    hass: HomeAssistant,
) -> None:
    seen: list[str] = []

    @contextmanager
    def context() -> Iterator[None]:
        seen.append("entered")
        yield
        seen.append("left")

    with once_imported(context):
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
    with start_noted(file):
        await hass.async_start()
    ran, used = map(float, file.read_text().split())
    assert before[0] <= ran <= monotonic()
    assert before[1] <= used <= process_time()
