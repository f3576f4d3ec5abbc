"""What the tests of this room share: a clock to move on, and labels that follow what happens."""

from collections.abc import Iterator

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.core.work import WorkKind
from tests.database import work_of
from tests.hearing import follow
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import sync, until

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


@pytest.fixture
async def failed_sync(
    hass: HomeAssistant, clock: Clock, following: MockConfigEntry, town: Town
) -> None:
    """A full sync has just failed; the clock stands still, so that no pause ends."""
    down = Fault("drop")
    town.plex.faults.append(down)
    assert (await sync(hass))["status"] == "failed"
    await until(lambda: bool(work_of(following, WorkKind.FULL_SYNC)[0].attempts))
    town.plex.faults.remove(down)
