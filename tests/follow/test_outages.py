"""What an hour without one of the servers changes, and what it costs the others: nothing."""

from collections.abc import Callable

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.hearing import follow, with_seerr
from tests.lab.fill import add_requests
from tests.lab.server import Fault, LabServer
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import labels, sync

from .clock import Clock, pass_time

HOUR, STEP = 3600, 10

SERVERS: dict[str, Callable[[Town], LabServer]] = {
    "Plex": lambda town: town.plex,
    "plex.tv": lambda town: town.plextv,
    "Radarr": lambda town: town.arrs[0],
    "Sonarr": lambda town: town.arrs[2],
    "Seerr": lambda town: town.seerrs[0],
}


@pytest.fixture
def world(world: World) -> World:
    """The small world, with a Seerr."""
    add_requests(world)
    return world


@pytest.fixture
async def house(
    hass: HomeAssistant, clock: Clock, loaded: MockConfigEntry, town: Town
) -> MockConfigEntry:
    """A config entry with instances of all kinds, of which labels follow what happens."""
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await follow(hass, loaded, town)
    return loaded


@pytest.mark.long
@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    "outage", [Fault("drop"), Fault("status", status=503)], ids=["silent", "failing"]
)
async def test_an_outage_changes_no_label_and_costs_the_others_no_more_than_an_idle_hour(
    hass: HomeAssistant, clock: Clock, town: Town, outage: Fault
) -> None:
    """Of each server in turn. Nor does its end change any; where polls begin moves a little."""
    before = labels(town)
    idle = await _an_hour(clock, town)

    for name, server in SERVERS.items():
        server(town).faults.append(outage)
        costs = await _an_hour(clock, town)
        assert labels(town) == before, name

        server(town).faults.remove(outage)
        await sync(hass)
        assert labels(town) == before, name
        most = {one: round(idle[one] * 1.05) + 2 for one in idle if one != name}
        assert {one: costs[one] for one in most if costs[one] > most[one]} == {}, name


async def _an_hour(clock: Clock, town: Town) -> dict[str, int]:
    """Let an hour pass; gives how many requests each server got."""
    town.forget()
    await pass_time(clock, town, HOUR, STEP)
    return {name: len(server(town).log) for name, server in SERVERS.items()}
