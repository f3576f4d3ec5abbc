"""Sources that are slow, fail or are busy: how often they are asked, by simulated time."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.hearing import asked, labels_on, settle, tag, title, with_seerr
from tests.lab.server import Fault, FaultKind, LabServer
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import labels, until

from .clock import Clock, pass_time

ORCHARD, ENGINE = "The Paper Orchard", "Quiet Engine"
MINUTE = 60.0
STATUS, TAGS, TITLES = "/api/v3/system/status", "/api/v3/tag/detail", "/api/v3/movie?"
REQUESTS = "/api/v1/request"
RESTARTED = "2025-08-02T06:00:00Z"


@pytest.fixture
def world(world: World) -> World:
    """The small world, with a Seerr."""
    world.add_seerr()
    return world


async def test_a_radarr_that_takes_long_for_its_list_is_read_once(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, clock: Clock
) -> None:
    """It sends for 45 seconds, and its new tag is labelled."""
    radarr = town.arrs[0]
    radarr.state.started = RESTARTED
    radarr.faults.append(Fault("trickle", TITLES, seconds=4.5))
    tag(town, 0, ORCHARD, "fresh")
    town.forget()

    await pass_time(clock, town, 3 * MINUTE, step=4)

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    lists = [logged for logged in radarr.log if logged.path.startswith(TITLES)]
    assert [logged.status for logged in lists] == [200]
    assert lists[0].ended - lists[0].started > 40


@pytest.mark.parametrize("kind", ["hang", "status"])
async def test_a_radarr_that_fails_over_its_list_is_asked_more_and_more_rarely(
    hass: HomeAssistant,
    following: MockConfigEntry,
    town: Town,
    clock: Clock,
    kind: FaultKind,
) -> None:
    """Within half an hour six times or seven, and not thrice a minute; no label changes."""
    radarr, before = town.arrs[0], labels(town)
    radarr.state.started = RESTARTED
    fault = Fault(kind, TITLES)
    radarr.faults.append(fault)
    town.forget()

    await pass_time(clock, town, 30 * MINUTE, step=20)

    assert 4 <= fault._seen <= 7
    assert labels(town) == before
    radarr.faults.clear()
    await pass_time(clock, town, 12 * MINUTE, step=60)
    town.forget()
    await pass_time(clock, town, 3 * MINUTE, step=30)
    assert asked(radarr.log, TAGS) >= 2, "it is asked each minute again"


@pytest.mark.parametrize(
    ("path", "status", "tries"),
    [(STATUS, 401, 1), (STATUS, 500, 1), (REQUESTS, 401, 1), (REQUESTS, 500, 2)],
)
async def test_an_instance_that_is_down_for_an_hour_is_asked_more_and_more_rarely(
    hass: HomeAssistant,
    following: MockConfigEntry,
    town: Town,
    clock: Clock,
    *,
    path: str,
    status: int,
    tries: int,
) -> None:
    """At most every ten minutes in the end; the others are asked as ever.

    It is asked once each time, but thrice when it failed first; a Seerr that cannot count its
    requests is to list them.
    """
    hass.config_entries.async_add_subentry(following, with_seerr(town))
    await hass.async_block_till_done()
    await settle(following, town)
    server: LabServer = town.arrs[0] if path == STATUS else town.seerrs[0]
    server.faults.append(Fault("status", path, status=status))
    town.forget()

    await pass_time(clock, town, 60 * MINUTE, step=60)

    assert 7 * tries <= asked(server.log, path) <= 13 * tries
    assert asked(town.arrs[1].log, TAGS) >= 40


async def test_the_rest_of_a_round_is_read_after_the_pause(
    hass: HomeAssistant, following: MockConfigEntry, town: Town, clock: Clock
) -> None:
    """In some two minutes, and not in a quarter of an hour; who was read is not asked again."""
    for person in town.world.people:
        person.private = False
    maria = town.world.person("maria")
    maria.watchlist.append(title(town, ORCHARD))
    busy = Fault(
        "status",
        "/community",
        body="userV2",
        status=429,
        after=1,
        headers={"Retry-After": "120"},
    )
    town.plextv.faults.append(busy)
    town.forget()
    await pass_time(clock, town, 16 * MINUTE, step=60)
    assert "pulsarr:maria" not in labels_on(town, ORCHARD)
    town.plextv.faults.clear()
    town.forget()

    await pass_time(clock, town, 6 * MINUTE, step=10)
    await until(lambda: "pulsarr:maria" in labels_on(town, ORCHARD))

    assert asked(town.plextv.log, "/community") == 3, "the friends, and two lists"
