"""The poll and the live channel: one rests while the other tells, and nothing is missed between."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.follow.polls import ArrPoll
from tests.hearing import asked, calm, coordinator_of, follow, labels_on, tag
from tests.lab.arr import ArrServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import until

from .clock import Clock, pass_time

ORCHARD = "The Paper Orchard"
HOUR, MINUTE, STEP = 3600.0, 60.0, 20.0
STATUS, TAGS, CHANNEL = "/api/v3/system/status", "/api/v3/tag/detail", "/signalr"


@pytest.fixture
def radarr(town: Town) -> ArrServer:
    """The first Radarr, which alone offers its channel."""
    town.arrs[0].live.is_offered = True
    return town.arrs[0]


@pytest.fixture
async def poll(
    hass: HomeAssistant, clock: Clock, radarr: ArrServer, loaded: MockConfigEntry, town: Town
) -> ArrPoll:
    """The poll of that Radarr. Labels follow what happens, and the channel is open."""
    await follow(hass, loaded, town)
    poll = coordinator_of(loaded, radarr.state.name)
    assert isinstance(poll, ArrPoll)
    await until(lambda: poll.live)
    await calm(town)
    town.forget()
    return poll


async def test_an_idle_hour_costs_less_than_ten_requests_while_the_channel_is_open(
    clock: Clock, poll: ArrPoll, radarr: ArrServer, town: Town
) -> None:
    """The instances without one are asked each minute."""
    await pass_time(clock, town, HOUR, STEP)

    assert poll.live
    assert 1 <= asked(radarr.log, TAGS) < 10
    assert len(radarr.log) < 10
    assert asked(town.arrs[1].log, TAGS) >= 50


async def test_what_is_not_told_is_seen_by_the_poll_all_the_same(
    clock: Clock, poll: ArrPoll, town: Town
) -> None:
    """As tags that are edited in bulk in an older version. Within eight minutes."""
    tag(town, 0, ORCHARD, "fresh")

    await pass_time(clock, town, 9 * MINUTE, STEP)

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))


async def test_the_poll_takes_over_at_once_when_the_channel_is_closed(
    clock: Clock, poll: ArrPoll, radarr: ArrServer, town: Town
) -> None:
    """And goes on each minute while none is opened; the channel is tried after growing pauses."""
    radarr.faults.append(Fault("status", CHANNEL, status=502))
    titled = tag(town, 0, ORCHARD, "fresh")

    await radarr.live.hang_up()

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    assert not poll.live
    titled.tags.discard(radarr.state.tag("fresh"))
    town.forget()
    await pass_time(clock, town, 10 * MINUTE, STEP)
    assert "pulsarr:fresh" not in labels_on(town, ORCHARD)
    assert 8 <= asked(radarr.log, TAGS) <= 11
    assert 3 <= asked(radarr.log, CHANNEL) <= 10


async def test_what_was_missed_is_read_once_the_channel_is_open_again(
    clock: Clock, poll: ArrPoll, radarr: ArrServer, town: Town
) -> None:
    """At once, and the poll rests again, if the channel had lasted that was closed."""
    await pass_time(clock, town, 6 * MINUTE, STEP)
    radarr.faults.append(Fault("status", CHANNEL, status=502))
    await radarr.live.hang_up()
    await until(lambda: not poll.live)
    await calm(town)
    tag(town, 0, ORCHARD, "fresh")
    radarr.faults.clear()
    town.forget()

    await clock.until(lambda: poll.live, within=30)

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    assert [one.path for one in radarr.log if one.path in {STATUS, TAGS}] == [STATUS, TAGS]
    await pass_time(clock, town, 5 * MINUTE, STEP)
    assert asked(radarr.log, TAGS) == 1


async def test_the_poll_takes_over_when_the_channel_falls_silent(
    clock: Clock, poll: ArrPoll, radarr: ArrServer, town: Town
) -> None:
    """Nothing closes it where a network breaks. Within a minute."""
    radarr.live.fall_silent()
    radarr.faults.append(Fault("status", CHANNEL, status=502))
    tag(town, 0, ORCHARD, "fresh")

    await clock.until(lambda: not poll.live, within=50)

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))


async def test_a_poll_that_fails_meanwhile_is_tried_again_soon(
    clock: Clock, poll: ArrPoll, radarr: ArrServer, town: Town
) -> None:
    """After a minute, as ever: what was missed is owed."""
    radarr.faults.append(Fault("status", "/api", status=503))
    await radarr.live.hang_up()
    await clock.until(lambda: not poll.last_update_success, within=30)
    tag(town, 0, ORCHARD, "fresh")
    radarr.faults.clear()

    await pass_time(clock, town, 3 * MINUTE, STEP)

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))


async def test_where_there_is_no_channel_it_is_tried_every_ten_minutes(
    clock: Clock, poll: ArrPoll, town: Town
) -> None:
    """An old version or its proxy may be replaced one day."""
    await pass_time(clock, town, 2 * HOUR, MINUTE)

    assert 9 <= asked(town.arrs[1].log, CHANNEL) <= 13


async def test_change_after_change_is_labelled_within_seconds(
    clock: Clock, poll: ArrPoll, radarr: ArrServer, town: Town
) -> None:
    """However many there were in this minute."""
    tagged = tag(town, 0, ORCHARD, "fresh")
    fresh = radarr.state.tag("fresh")

    for _ in range(8):
        await radarr.tell(tagged)
        await clock.until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD), 20, 0.1)
        tagged.tags.discard(fresh)
        await radarr.tell(tagged)
        await clock.until(lambda: "pulsarr:fresh" not in labels_on(town, ORCHARD), 20, 0.1)
        tagged.tags.add(fresh)
