"""What the tests of this room share: a clock to move on, and labels that follow what happens."""

from collections.abc import Iterator

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.hearing import follow
from tests.lab.town import Town

from .clock import Clock, moving_clock


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The time, which passes when a test lets it."""
    with moving_clock() as clock:
        yield clock


@pytest.fixture
async def following(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """A config entry of which labels follow what happens."""
    await follow(hass, loaded, town)
    return loaded
