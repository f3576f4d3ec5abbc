"""Many webhooks at once, instances in trouble, and a Home Assistant that is killed meanwhile."""

import asyncio
from collections import Counter
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.plex_label_sync.const import DOMAIN
from tests.hearing import Client, asked, calm, film, labels_on, post, tag, tell
from tests.lab.arr_webhooks import payload
from tests.lab.fill import big_world, small_world
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import labels, start, until

RADARR, UHD, SONARR = 0, 1, 2
ORCHARD, RADIO, ENGINE = "The Paper Orchard", "Low Tide Radio", "Quiet Engine"
WAIT = 0.15
"""Seconds in which webhooks of one instance are brought together."""


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """The small world, or a larger one for those who ask for it."""
    return big_world(300, 20, 3, tags=4) if hasattr(request, "param") else small_world()


async def test_a_season_of_webhooks_is_one_piece_of_work(following: Client, town: Town) -> None:
    """Two hundred episodes of one show are imported."""
    radio = tag(town, SONARR, RADIO, "fresh")
    began = asyncio.get_running_loop().time()

    await asyncio.gather(
        *(tell(following, town, SONARR, "Download", radio, number=one) for one in range(1, 201))
    )
    took = asyncio.get_running_loop().time() - began
    await until(lambda: "pulsarr:fresh" in labels_on(town, RADIO))
    await calm(town)

    assert asked(town.arrs[SONARR].log, "/api/v3/series/") <= 1 + took / WAIT
    assert town.plex.writes == 1
    assert not town.arrs[RADARR].log


@pytest.mark.parametrize("world", ["large"], indirect=True)
async def test_a_thousand_webhooks_for_a_hundred_titles(following: Client, town: Town) -> None:
    """No title is lost, none is written more than three times; a repetition writes nothing.

    Radarr is asked about few titles one by one, and about many by its list.
    """
    state = town.arrs[RADARR].state
    films = list(state.titles.values())[:100]
    for one in films:
        one.tags.add(state.tag("fresh"))
    order = films * 10
    Random(7).shuffle(order)
    began = asyncio.get_running_loop().time()

    for number in range(0, len(order), 20):
        await asyncio.gather(
            *(tell(following, town, RADARR, "Download", one) for one in order[number : number + 20])
        )
    took = asyncio.get_running_loop().time() - began
    await until(lambda: all("pulsarr:fresh" in labels_on(town, one.title.name) for one in films))
    await calm(town)

    questions = Counter(
        one.path for one in town.arrs[RADARR].log if one.path.startswith("/api/v3/movie/")
    )
    assert sum(questions.values()) <= 20 * (1 + took / WAIT)
    assert asked(town.arrs[RADARR].log, "/api/v3/movie?") <= 1 + took / WAIT
    written = _written(town)
    assert len(written) == 100
    assert max(written.values()) <= 3

    town.forget()
    await asyncio.gather(*(tell(following, town, RADARR, "Download", one) for one in films))
    await calm(town)
    assert town.plex.writes == 0


async def test_the_same_webhook_twice_is_one_piece_of_work(following: Client, town: Town) -> None:
    orchard = tag(town, RADARR, ORCHARD, "fresh")

    for _ in range(2):
        await tell(following, town, RADARR, "Download", orchard)
    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    await calm(town)

    assert asked(town.arrs[RADARR].log, "/api/v3/movie/") == 1
    assert town.plex.reads <= 3
    assert town.plex.writes == 1


async def test_a_webhook_of_a_title_in_step_writes_nothing(following: Client, town: Town) -> None:
    """Such as the second one of an import."""
    await tell(following, town, RADARR, "Download", film(town, RADARR, "The Glass Harbour"))
    await until(lambda: asked(town.arrs[RADARR].log, "/api/v3/movie/") == 1)
    await calm(town)

    assert town.plex.writes == 0


@pytest.mark.parametrize(
    "fault",
    [
        Fault("status", status=503),
        Fault("garbage"),
        Fault("truncate"),
        Fault("drop"),
        Fault("hang"),
    ],
    ids=lambda fault: fault.kind,
)
async def test_an_instance_in_trouble_delays_only_its_own_titles(
    hass: HomeAssistant, following: Client, town: Town, fault: Fault
) -> None:
    """It is asked again, and what it told of is not forgotten."""
    orchard, radio = tag(town, RADARR, ORCHARD, "fresh"), tag(town, SONARR, RADIO, "fresh")
    before = labels_on(town, ORCHARD)
    town.arrs[RADARR].faults.append(fault)

    await tell(following, town, RADARR, "Download", orchard)
    await tell(following, town, SONARR, "Download", radio)

    await until(lambda: "pulsarr:fresh" in labels_on(town, RADIO))
    assert labels_on(town, ORCHARD) == before
    town.arrs[RADARR].faults.clear()
    if fault.kind == "hang":
        await _let_go(town)
    await calm(town)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))


async def test_an_instance_that_went_down_is_asked_again(
    hass: HomeAssistant, following: Client, town: Town
) -> None:
    """With what it told of before."""
    server = town.arrs[RADARR]
    port = int(server.url.rpartition(":")[2])
    orchard = tag(town, RADARR, ORCHARD, "fresh")
    told = payload(server.state, "Download", orchard)
    await server.stop()

    assert await post(following, "Radarr", told) == HTTPStatus.OK
    await asyncio.sleep(2 * WAIT)
    await server.start(port)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))


async def test_a_slow_instance_holds_up_nobody(following: Client, town: Town) -> None:
    """Not even the webhooks that it sends."""
    town.arrs[RADARR].read_seconds = 0.3
    orchard, radio = tag(town, RADARR, ORCHARD, "fresh"), tag(town, SONARR, RADIO, "fresh")
    await tell(following, town, RADARR, "Download", orchard)
    await until(lambda: town.arrs[RADARR].most_at_once > 0)

    await tell(following, town, SONARR, "Download", radio)
    await tell(following, town, RADARR, "Download", tag(town, RADARR, "Salt and Lanterns", "late"))

    await until(lambda: "pulsarr:fresh" in labels_on(town, RADIO))
    assert "pulsarr:fresh" not in labels_on(town, ORCHARD)
    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    await until(lambda: "pulsarr:late" in labels_on(town, "Salt and Lanterns"))


async def test_a_plex_that_was_down_gets_the_label_later(
    hass: HomeAssistant, following: Client, town: Town
) -> None:
    """It is asked again after a pause, and not in a loop."""
    town.plex.faults.append(Fault("status", "/identity", status=503))
    await tell(following, town, RADARR, "Download", tag(town, RADARR, ORCHARD, "fresh"))
    await until(lambda: asked(town.plex.log, "/identity") == 3)
    await calm(town)
    assert asked(town.plex.log, "/identity") == 3

    town.plex.faults.clear()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))


@pytest.mark.parametrize("moment", ["answered", "asked", "writing"])
async def test_home_assistant_killed_before_the_label(
    hass: HomeAssistant, following: Client, town: Town, loaded: MockConfigEntry, moment: str
) -> None:
    """After the restart the title is labelled: all that is left are the files of that moment."""
    if moment == "asked":
        town.plex.faults.append(Fault("hang", "/identity"))
    if moment == "writing":
        town.plex.faults.append(Fault("hang", method="PUT"))
    await tell(following, town, RADARR, "Download", tag(town, RADARR, ORCHARD, "fresh"))
    if moment != "answered":
        held = town.plex.faults[0]
        await until(lambda: held._seen > 0)
    files = _files(hass)
    assert "pulsarr:fresh" not in labels_on(town, ORCHARD)

    await hass.config_entries.async_unload(loaded.entry_id)
    for path in _files(hass):
        path.unlink()
    for path, content in files.items():
        path.write_bytes(content)
    town.plex.faults.clear()
    await start(hass, loaded)

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))


async def test_before_the_first_sync_only_what_webhooks_tell_of_is_labelled(
    client: Client, town: Town, loaded: MockConfigEntry
) -> None:
    """All else waits until the user starts that sync."""
    await until(lambda: loaded.runtime_data.coordinator.data.plex)
    await calm(town)
    before = labels(town)

    await tell(client, town, RADARR, "Download", tag(town, RADARR, ORCHARD, "fresh"))
    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    await calm(town)

    items = town.world.plex.items()
    changed = {one.title for one in items if labels(town)[one.rating_key] != before[one.rating_key]}
    assert changed == {ORCHARD}


def _written(town: Town) -> Counter[str]:
    """Count the writes of each item."""
    puts = (urlsplit(one.path).query for one in town.plex.log if one.method == "PUT")
    return Counter(key for query in puts for key in parse_qs(query)["id"][0].split(","))


def _files(hass: HomeAssistant) -> dict[Path, bytes]:
    folder = Path(hass.config.path(".storage"))
    return {path: path.read_bytes() for path in folder.glob(f"{DOMAIN}.*")}


async def _let_go(town: Town) -> None:
    """Cut what hangs, by a restart on the same port."""
    server = town.arrs[RADARR]
    port = int(server.url.rpartition(":")[2])
    await server.stop()
    await server.start(port)
