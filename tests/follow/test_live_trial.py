"""A live channel that is cut again and again costs no more than the poll that it saves."""

import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.follow.polls import ArrPoll
from tests.hearing import asked, coordinator_of, follow, labels_on, tag
from tests.lab.arr import ArrServer
from tests.lab.town import Town
from tests.running import until

from .clock import Clock, pass_time

ORCHARD = "The Paper Orchard"
MINUTE, STEP = 60.0, 10.0
STATUS, TAGS, CHANNEL = "/api/v3/system/status", "/api/v3/tag/detail", "/signalr"


@pytest.fixture(params=[0.0, 50.0], ids=["at once", "each minute"])
def radarr(town: Town, request: pytest.FixtureRequest) -> ArrServer:
    """The first Radarr, which alone offers its channel; a proxy before it cuts each connection."""
    town.arrs[0].live.is_offered = True
    town.arrs[0].live.seconds = request.param
    return town.arrs[0]


@pytest.fixture
async def poll(
    hass: HomeAssistant, clock: Clock, radarr: ArrServer, loaded: MockConfigEntry, town: Town
) -> ArrPoll:
    """The poll of that Radarr, after the first channel was cut. Labels follow what happens."""
    await follow(hass, loaded, town)
    poll = coordinator_of(loaded, radarr.state.name)
    assert isinstance(poll, ArrPoll)
    await clock.until(lambda: asked(radarr.log, CHANNEL) > 0, within=90)
    town.forget()
    return poll


async def test_it_costs_no_more_than_polling_each_minute(
    clock: Clock, poll: ArrPoll, radarr: ArrServer, town: Town
) -> None:
    """But for the tries, whose pauses grow. The second Radarr has no channel."""
    await pass_time(clock, town, 30 * MINUTE, STEP)

    assert not poll.live
    for path in (STATUS, TAGS):
        assert asked(radarr.log, path) <= asked(town.arrs[1].log, path) + 1
    assert 3 <= asked(radarr.log, CHANNEL) <= 11


@pytest.mark.parametrize("radarr", [50.0], indirect=True)
async def test_what_is_not_told_is_seen_within_the_minute_as_without_a_channel(
    clock: Clock, poll: ArrPoll, radarr: ArrServer, town: Town
) -> None:
    """Though one is open: it may be cut any moment."""
    await clock.until(lambda: radarr.live.listening > 0, within=30)
    tag(town, 0, ORCHARD, "fresh")

    await clock.until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD), within=80)


@pytest.mark.parametrize("radarr", [50.0], indirect=True)
async def test_it_is_logged_once(
    clock: Clock, poll: ArrPoll, radarr: ArrServer, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Not each time that one is opened and cut."""
    caplog.set_level(logging.INFO, "custom_components.plex_label_sync")

    await pass_time(clock, town, 5 * MINUTE, STEP)

    assert "ive updates from" not in caplog.text


@pytest.mark.parametrize("radarr", [50.0], indirect=True)
async def test_one_that_lasts_again_is_relied_on(
    clock: Clock, poll: ArrPoll, radarr: ArrServer, town: Town
) -> None:
    """After five minutes. The poll rests, and the next one to be lost is opened again at once."""
    radarr.live.seconds = None
    await clock.until(lambda: poll.live, within=500)
    await pass_time(clock, town, 2 * MINUTE, STEP)
    town.forget()

    await pass_time(clock, town, 10 * MINUTE, STEP)

    assert 1 <= asked(radarr.log, TAGS) <= 2
    await radarr.live.hang_up()
    await until(lambda: not poll.live)
    await clock.until(lambda: poll.live, within=6)
