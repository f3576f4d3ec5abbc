"""Radarr's and Sonarr's live channel: what is told is labelled, and polls rest meanwhile."""

import asyncio
import logging
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.follow import live
from custom_components.plex_label_sync.follow.polls import ArrPoll
from tests.database import queue_of
from tests.hearing import (
    Client,
    asked,
    calm,
    coordinator_of,
    film,
    follow,
    labels_on,
    tag,
    tell,
    title,
)
from tests.lab.arr import ArrServer
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import end, until

ORCHARD, LANTERNS, RADIO = "The Paper Orchard", "Salt and Lanterns", "Low Tide Radio"
FERRY = "The Last Ferry but One"
STATUS, TAGS, CHANNEL = "/api/v3/system/status", "/api/v3/tag/detail", "/signalr"


@pytest.fixture
def radarr(town: Town) -> ArrServer:
    """The first Radarr. All instances offer their channel."""
    for arr in town.arrs:
        arr.live.is_offered = True
    return town.arrs[0]


@pytest.fixture
async def heard(
    hass: HomeAssistant, radarr: ArrServer, loaded: MockConfigEntry, town: Town
) -> MockConfigEntry:
    """A config entry of which labels follow what happens, with channels to all instances."""
    await follow(hass, loaded, town)
    await until(lambda: all(_poll(loaded, arr).live for arr in town.arrs))
    await calm(town)
    town.forget()
    return loaded


def _poll(entry: MockConfigEntry, server: ArrServer) -> ArrPoll:
    """Give the poll of an instance."""
    poll = coordinator_of(entry, server.state.name)
    assert isinstance(poll, ArrPoll)
    return poll


@pytest.mark.parametrize(("arr", "name"), [(0, ORCHARD), (2, RADIO)], ids=["Radarr", "Sonarr"])
async def test_a_tag_that_is_changed_is_labelled_at_once(
    heard: MockConfigEntry, town: Town, arr: int, name: str
) -> None:
    """And taken off at once; Plex is asked for no more than with a webhook."""
    server = town.arrs[arr]
    titled = tag(town, arr, name, "fresh")

    async with asyncio.timeout(2):
        await server.tell(titled)
        await until(lambda: "pulsarr:fresh" in labels_on(town, name))
    await calm(town)

    assert len(server.log) <= 4
    assert (town.plex.reads <= 3, town.plex.writes) == (True, 1)
    titled.tags.discard(server.state.tag("fresh"))
    async with asyncio.timeout(2):
        await server.tell(titled)
        await until(lambda: "pulsarr:fresh" not in labels_on(town, name))


async def test_a_tag_that_is_deleted_goes_at_once(
    heard: MockConfigEntry, town: Town, radarr: ArrServer
) -> None:
    """No title is told of then."""
    gone = radarr.state.tag("classics")
    del radarr.state.tags[gone]
    for one in radarr.state.titles.values():
        one.tags.discard(gone)

    async with asyncio.timeout(2):
        await radarr.live.tell("tag", "sync")
        await until(lambda: "pulsarr:classics" not in labels_on(town, ORCHARD))
    await calm(town)
    assert [one.path for one in radarr.log] == [STATUS, TAGS]


async def test_a_title_with_a_tag_that_is_new_is_read_alone(
    heard: MockConfigEntry, town: Town, radarr: ArrServer
) -> None:
    """The list of all is not."""
    added = radarr.state.add_title(title(town, FERRY), "fresh", has_file=False)

    async with asyncio.timeout(2):
        await radarr.tell(added)
        await until(lambda: f"/api/v3/movie/{added.id}" in [one.path for one in radarr.log])
    await calm(town)
    assert asked(radarr.log, "/api/v3/movie?") == 0


async def test_an_import_of_a_title_that_waits_is_looked_for_in_plex(
    heard: MockConfigEntry, town: Town, radarr: ArrServer
) -> None:
    """As with its webhook, which may be missing."""
    assert not queue_of(heard)[FERRY].imported
    imported = film(town, 0, FERRY)
    imported.has_file = True

    async with asyncio.timeout(2):
        await radarr.tell_of_import(imported)
        await until(lambda: queue_of(heard)[FERRY].imported)


async def test_a_title_that_is_gone_takes_its_label_along(
    heard: MockConfigEntry, town: Town, radarr: ArrServer
) -> None:
    titled = tag(town, 0, ORCHARD, "fresh")
    await radarr.tell(titled)
    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))

    del radarr.state.titles[titled.id]
    async with asyncio.timeout(2):
        await radarr.tell_of_removal(titled)
        await until(lambda: "pulsarr:fresh" not in labels_on(town, ORCHARD))


async def test_a_webhook_and_the_channel_make_one_reading(
    heard: MockConfigEntry, client: Client, town: Town, radarr: ArrServer
) -> None:
    """Both tell of an import in the same moment."""
    titled = tag(town, 0, ORCHARD, "fresh")

    await asyncio.gather(tell(client, town, 0, "Download", titled), radarr.tell_of_import(titled))

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    await calm(town)
    assert asked(radarr.log, TAGS) == 1
    assert asked(radarr.log, f"/api/v3/movie/{titled.id}") == 1


async def test_what_is_known_already_costs_nothing(
    heard: MockConfigEntry, town: Town, radarr: ArrServer
) -> None:
    """As each title in a daily refresh, and what other pages are told."""
    for one in radarr.state.titles.values():
        await radarr.tell(one)
    await radarr.live.tell("queue", "updated", {"id": 1})
    await radarr.live.tell("command", "updated", {"id": 1})

    await calm(town, 0.5)

    assert radarr.log == []


async def test_a_burst_is_asked_about_in_few_goes(
    heard: MockConfigEntry, town: Town, radarr: ArrServer
) -> None:
    """As of tags that are set on many titles one after the other."""
    titles = list(radarr.state.titles.values())
    fresh = radarr.state.tag("fresh")
    for one in titles:
        one.tags.add(fresh)
        await radarr.tell(one)

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    await calm(town)
    assert len(titles) > 5
    assert asked(radarr.log, TAGS) <= 2
    assert asked(radarr.log, "/api/v3/movie?") == 0


async def test_what_is_told_while_an_instance_is_read_is_read_after_that(
    heard: MockConfigEntry, town: Town, radarr: ArrServer, hass: HomeAssistant
) -> None:
    """What is being read may be older."""
    titled = tag(town, 0, ORCHARD, "fresh")
    radarr.faults.append(Fault("slow", TAGS, seconds=0.5, times=1))
    reading = hass.async_create_task(_poll(heard, radarr).async_refresh())
    await until(lambda: radarr.is_busy)
    titled.tags.discard(radarr.state.tag("fresh"))

    await radarr.tell(titled)

    await reading
    await until(lambda: asked(radarr.log, TAGS) == 2)


async def test_a_channel_is_heard_though_the_last_one_was_cut_short(
    heard: MockConfigEntry, town: Town, radarr: ArrServer
) -> None:
    """The poll does not rest meanwhile: who cuts one soon may cut the next."""
    await radarr.live.hang_up()
    await radarr.live.wait_for(0)
    await asyncio.wait_for(radarr.live.wait_for(1), 5)
    await calm(town)
    assert not _poll(heard, radarr).live
    titled = tag(town, 0, ORCHARD, "fresh")

    async with asyncio.timeout(2):
        await radarr.tell(titled)
        await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))


async def test_it_is_closed_when_the_entry_is_unloaded(
    hass: HomeAssistant, heard: MockConfigEntry, radarr: ArrServer
) -> None:
    """Once: nobody listens on."""
    poll = _poll(heard, radarr)
    await hass.config_entries.async_unload(heard.entry_id)
    await asyncio.wait_for(radarr.live.wait_for(0), 2)
    assert not poll.live


async def test_a_channel_that_is_refused_is_logged_once_and_raises_no_issue(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is wrong with an old Radarr; the key is in no line."""
    caplog.set_level(logging.DEBUG, "custom_components.plex_label_sync")
    entry.add_to_hass(hass)
    with patch.object(live, "_LONG_PAUSE", 0.1):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done()
        radarr = town.arrs[0]
        await until(lambda: asked(radarr.log, CHANNEL) >= 3)

    about = f"No live updates from {radarr.state.name}, polling it each minute instead: "
    lines = [one.getMessage() for one in caplog.records if one.getMessage().startswith(about)]
    assert lines == [f"{about}it answered 200 and opened no WebSocket"]
    assert radarr.state.api_key not in caplog.text
    assert {one.translation_key for one in ir.async_get(hass).issues.values()} <= {
        "first_sync",
        "watchlist_private",
    }
    await end(hass, entry)


async def test_a_fault_of_ours_leaves_the_poll_as_it_was(
    hass: HomeAssistant,
    heard: MockConfigEntry,
    town: Town,
    radarr: ArrServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is logged, and polls go on each minute."""
    poll = _poll(heard, radarr)
    with patch.object(poll, "news", side_effect=RuntimeError("a fault")):
        await radarr.tell(film(town, 0, ORCHARD))
        await until(lambda: not poll.live)

    assert "Unexpected error in the live channel" in caplog.text
    await until(lambda: poll.update_interval is not None and poll.update_interval.seconds == 60)
