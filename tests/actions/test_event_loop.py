"""What actions cost Home Assistant's event loop in a house with thousands of labels."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.database import ledger_of
from tests.holding import held
from tests.lab.fill import big_world
from tests.lab.world import World
from tests.running import act, sync

LONGEST = 0.1
"""Seconds of work in one piece: the aim for a large house. What was seen is a quarter of it."""


@pytest.fixture
def world() -> World:
    """Thousands of titles, and more wishes."""
    return big_world(5_000, 100, 8, wanted=9_000, wanted_titles=4_000, tags=10)


async def test_thousands_of_labels_do_not_hold_the_event_loop(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Neither in a dry run, nor written, nor taken back."""
    with held() as found:
        planned = await sync(hass, dry_run=True)
    assert planned["added"] > 9_000
    assert found.longest < LONGEST, found.what

    await sync(hass)
    assert len(ledger_of(loaded)) == planned["added"]

    with held() as found:
        removed = await act(hass, "remove_all", dry_run=False)
    assert removed["removed"] == planned["added"]
    assert found.longest < LONGEST, found.what
