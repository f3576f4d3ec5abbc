"""The version of a Seerr: it is asked for aside, because it may take as long as GitHub does."""

from datetime import timedelta
import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.follow.polls import InstancePoll
from tests.hearing import asked, calm, coordinator_of, with_seerr
from tests.lab.fill import small_world
from tests.lab.seerr import SeerrServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import until

from .clock import Clock

VERSION, COUNT = "/api/v1/status", "/api/v1/request/count"


@pytest.fixture
def world() -> World:
    """The small world with a Seerr."""
    world = small_world()
    world.add_seerr()
    return world


@pytest.fixture
def seerr(town: Town) -> SeerrServer:
    """The Seerr."""
    return town.seerrs[0]


async def add(hass: HomeAssistant, entry: MockConfigEntry, town: Town) -> InstancePoll:
    """Add the Seerr to the entry, and give its poll once it answered."""
    hass.config_entries.async_add_subentry(entry, with_seerr(town))
    await hass.async_block_till_done()
    await until(lambda: coordinator_of(entry, "Seerr").latest is not None)
    return coordinator_of(entry, "Seerr")


async def test_it_is_asked_for_once_a_day(
    hass: HomeAssistant, clock: Clock, loaded: MockConfigEntry, town: Town, seerr: SeerrServer
) -> None:
    """And not by each poll."""
    poll = await add(hass, loaded, town)
    await until(lambda: poll.version == seerr.state.version)
    for _ in range(3):
        await poll.async_refresh()
    await calm(town)
    assert asked(seerr.log, VERSION) == 1

    seerr.state.version = "3.5.0"
    clock.day.tick(timedelta(days=1))
    await poll.async_refresh()

    await until(lambda: poll.version == "3.5.0")
    assert asked(seerr.log, VERSION) == 2


async def test_no_poll_waits_for_it(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, seerr: SeerrServer
) -> None:
    seerr.faults = [Fault("hang", VERSION)]
    poll = await add(hass, loaded, town)

    for _ in range(5):
        await poll.async_refresh()

    assert asked(seerr.log, COUNT) >= 5
    assert (poll.last_update_success, poll.version) == (True, "")


@pytest.mark.parametrize(
    "fault",
    [Fault("status", VERSION, status=status) for status in (401, 403, 404, 429, 500)]
    + [Fault("alter", VERSION, alter=lambda answer: answer.pop("version"))],
    ids=["401", "403", "404", "429", "500", "no version"],
)
async def test_that_it_cannot_be_told_is_no_trouble(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    town: Town,
    fault: Fault,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not to the poll, not in the log, and no repair issue says so."""
    seerr = town.seerrs[0]
    seerr.faults = [fault]
    poll = await add(hass, loaded, town)
    await until(lambda: asked(seerr.log, VERSION) == 1)
    await poll.async_refresh()
    await hass.async_block_till_done()

    assert (poll.last_update_success, poll.version) == (True, "")
    issues = {issue.translation_key for issue in ir.async_get(hass).issues.values()}
    assert issues <= {"watchlist_private"}, "of somebody in this world"
    assert not [
        record
        for record in caplog.records
        if DOMAIN in record.name and record.levelno >= logging.WARNING
    ]


async def test_a_seerr_that_does_not_answer_is_not_asked_for_it(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, seerr: SeerrServer
) -> None:
    """It is asked as soon as it does."""
    seerr.faults = [Fault("status", COUNT, status=503), Fault("status", "/request?", status=503)]
    poll = await add(hass, loaded, town)
    await poll.async_refresh()
    assert not poll.last_update_success
    assert asked(seerr.log, VERSION) == 0

    seerr.faults.clear()
    await poll.async_refresh()

    await until(lambda: poll.version == seerr.state.version)
