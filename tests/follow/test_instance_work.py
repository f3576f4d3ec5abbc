"""Work at instances: many titles are read at once, and a bad one stops nothing else."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.core.work import Work, WorkKind
from tests.database import work_of
from tests.hearing import Client, asked, calm, follow, labels_on, tag, tell, title, with_seerr
from tests.lab.fill import big_world, small_world
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import until
from tests.steps import instance

from .clock import Clock

ORCHARD, LANTERNS, RADIO = "The Paper Orchard", "Salt and Lanterns", "Low Tide Radio"
RENAMES = 2_000


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """The small world with a Seerr, or one with many films for those who ask for it."""
    if hasattr(request, "param"):
        return big_world(4 * RENAMES, 2, 3, wanted=10, tagged_titles=RENAMES, tags=2)
    world = small_world()
    world.add_seerr().add_user("sam")
    return world


async def test_a_bad_title_stops_no_webhook_of_its_instance(
    following: MockConfigEntry, client: Client, town: Town
) -> None:
    """It is put back alone."""
    orchard, lanterns = tag(town, 0, ORCHARD, "fresh"), tag(town, 0, LANTERNS, "fresh")
    town.arrs[0].faults.append(Fault("status", "/api/v3/movie/", item=orchard.id))

    await tell(client, town, 0, "Download", orchard)
    await tell(client, town, 0, "Download", lanterns)

    await until(lambda: "pulsarr:fresh" in labels_on(town, LANTERNS))
    await until(lambda: [one.attempts for one in _titles(following)] == [1])
    assert _titles(following)[0].key.endswith(f"/{orchard.id}")


async def test_an_instance_that_is_down_is_asked_rarely_and_then_about_everything(
    clock: Clock, following: MockConfigEntry, client: Client, town: Town
) -> None:
    """Its titles do not count as tried."""
    down = Fault("status", "/api/v3/system", status=503)
    town.arrs[0].faults.append(down)
    for name in (ORCHARD, LANTERNS):
        await tell(client, town, 0, "Download", tag(town, 0, name, "fresh"))
    await until(lambda: asked(town.arrs[0].log, "/api/v3/system") >= 3)
    await calm(town)
    assert [one.attempts for one in _titles(following)] == [0, 0]

    town.arrs[0].faults.remove(down)
    await clock.go_on(6)

    for name in (ORCHARD, LANTERNS):
        await clock.until(lambda: "pulsarr:fresh" in labels_on(town, name))  # noqa: B023
    await clock.until(lambda: _titles(following) == [])


async def test_an_instance_that_is_removed_leaves_no_work(
    hass: HomeAssistant, following: MockConfigEntry, client: Client, town: Town
) -> None:
    """Nobody would ever do it; that of the others is done."""
    for arr in (0, 2):
        town.arrs[arr].faults.append(Fault("status", "/api/v3/system", status=503))
    await tell(client, town, 0, "Download", tag(town, 0, ORCHARD, "fresh"))
    await tell(client, town, 2, "Download", tag(town, 2, RADIO, "fresh"))
    await until(lambda: len(_titles(following)) == 2)

    removed = instance(following, town.arrs[0].state.name).subentry_id
    hass.config_entries.async_remove_subentry(following, removed)
    await hass.async_block_till_done()

    kept = instance(following, town.arrs[2].state.name).subentry_id
    assert [one.key.partition("/")[0] for one in _titles(following)] == [kept]


async def test_a_seerr_that_fails_is_asked_again_by_itself(
    hass: HomeAssistant, clock: Clock, loaded: MockConfigEntry, client: Client, town: Town
) -> None:
    """And nobody else is asked for that."""
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await follow(hass, loaded, town)
    seerr = town.seerrs[0]
    seerr.state.add_request(title(town, ORCHARD), seerr.state.users[2])
    seerr.faults.append(Fault("status", status=503))
    told = {"notification_type": "MEDIA_PENDING"}
    async with client.post("/api/webhook/webhook-of-Seerr", json=told) as answer:
        assert answer.ok
    await until(lambda: asked(seerr.log, "/api/v1/request") > 1)
    await calm(town)
    assert "pulsarr:sam" not in labels_on(town, ORCHARD)
    seerr.faults.clear()

    await clock.go_on(6)

    await clock.until(lambda: "pulsarr:sam" in labels_on(town, ORCHARD))
    await clock.until(lambda: work_of(loaded, WorkKind.REQUESTS) == [])
    assert not town.plextv.log


@pytest.mark.parametrize("world", ["many films"], indirect=True)
async def test_two_thousand_renames_read_the_list_once(
    clock: Clock, following: MockConfigEntry, client: Client, town: Town
) -> None:
    """Also when that fails at first: nothing is asked title by title."""
    radarr = town.arrs[0]
    films = list(radarr.state.titles.values())[:RENAMES]
    assert len(films) == RENAMES
    await following.runtime_data.worker.set_enabled(False)
    for number in range(0, RENAMES, 50):
        part = films[number : number + 50]
        await asyncio.gather(*(tell(client, town, 0, "Rename", one) for one in part))
    await until(lambda: len(_titles(following)) == RENAMES)
    town.forget()
    radarr.faults.append(Fault("status", "/api/v3/movie?", status=503, times=3))

    await following.runtime_data.worker.set_enabled(True)
    await clock.until(lambda: asked(radarr.log, "/api/v3/movie?") >= 3)
    await calm(town)
    await clock.go_on(6)
    await clock.until(lambda: _titles(following) == [])

    assert asked(radarr.log, "/api/v3/movie/") == 0
    assert asked(radarr.log, "/api/v3/movie?") == 4
    assert town.plex.writes == 0


def _titles(entry: MockConfigEntry) -> list[Work]:
    """Give the titles about which instances are still to be asked."""
    return work_of(entry, WorkKind.INSTANCE_TITLE)
