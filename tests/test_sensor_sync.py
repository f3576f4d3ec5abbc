"""The sensors of full syncs: why the last one ended so, what the running one does, the next one."""

from collections.abc import Callable
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event

from custom_components.plex_label_sync.sync_state import Step
from tests.lab.town import Town
from tests.running import state_of, sync
from tests.steps import save_options

pytestmark = pytest.mark.usefixtures("entity_registry_enabled_by_default")
MOST_BYTES = 16_384
"""The largest attributes that the recorder keeps."""

type Show = Callable[[str], str]


@pytest.fixture
def show(hass: HomeAssistant, loaded: MockConfigEntry) -> Show:
    """Gives a sensor's state."""
    return lambda key: state_of(hass, "sensor", f"{loaded.entry_id}_{key}").state


async def test_the_last_result_says_why(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """As long as it is the last one, also after a restart."""
    await sync(hass)
    assert "ines" in _reason(hass, loaded)

    await hass.config_entries.async_reload(loaded.entry_id)
    assert "ines" in _reason(hass, loaded)

    town.world.people[3].private = False
    await sync(hass)
    assert _reason(hass, loaded) is None


async def test_the_progress_says_what_is_done(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show
) -> None:
    coordinator = loaded.runtime_data.coordinator
    steps: list[str | None] = []

    @callback
    def hear(event: Event[EventStateChangedData]) -> None:
        state = event.data["new_state"]
        assert state
        steps.append(state.attributes["step"])

    loaded.async_on_unload(
        async_track_state_change_event(hass, "sensor.living_room_sync_progress", hear)
    )

    coordinator.show_progress(0, Step.SOURCES)
    for percent in (0, 30, 100, None):
        coordinator.show_progress(percent)
    await hass.async_block_till_done()

    assert steps == ["sources", "plex", "labels", "labels", None]
    assert show("sync_progress") == "unknown"


async def test_a_sync_goes_through_all_steps(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    coordinator = loaded.runtime_data.coordinator
    steps: list[Step | None] = []
    loaded.async_on_unload(
        coordinator.async_add_listener(lambda: steps.append(coordinator.data.step))
    )

    await sync(hass)

    assert list(dict.fromkeys(filter(None, steps))) == list(Step)
    assert steps[-1] is None


async def test_the_next_sync_is_that_of_the_schedule(
    hass: HomeAssistant, loaded: MockConfigEntry, show: Show, freezer: FrozenDateTimeFactory
) -> None:
    """Unless labels follow nothing: the schedule does not count then."""
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to("2026-01-05 12:00:00")
    await save_options(hass, loaded, schedule={"schedule_time": "04:30:00"})
    assert show("next_sync") == "2026-01-06T03:30:00+00:00"

    await loaded.runtime_data.worker.set_enabled(False)
    assert show("next_sync") == "unknown"
    await loaded.runtime_data.worker.set_enabled(True)

    freezer.move_to("2026-01-06 03:30:01")
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert show("next_sync") == "2026-01-07T03:30:00+00:00"


async def test_of_many_reasons_some_are_told(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Home Assistant would warn of larger attributes in its log, and not keep them."""
    for number in range(220):
        town.world.add_person(f"friend {number} {'x' * 70}").private = True

    await sync(hass)

    activity = state_of(hass, "event", f"{loaded.entry_id}_activity")
    for text in (_reason(hass, loaded), activity.attributes["error"]):
        assert text.count(";") == 20
        assert text.endswith("; …")
        assert len(text.encode()) < MOST_BYTES / 2


def _reason(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    return state_of(hass, "sensor", f"{entry.entry_id}_last_sync_result").attributes["reason"]
