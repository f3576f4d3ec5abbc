"""Posters: shown to whoever is signed in, and Plex's token stays in Home Assistant."""

import asyncio
from http import HTTPStatus

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.clients import http
from custom_components.plex_label_sync.const import PICTURE_PATH
from custom_components.plex_label_sync.media import posters
from tests.hearing import Client, asked
from tests.lab.posters import poster
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.running import sync, until
from tests.steps import save_options

ORCHARD = "The Paper Orchard"
POSTER = poster(ORCHARD)
MANY = 100


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry after a sync: the items of Plex are known."""
    await sync(hass)
    return loaded


def address(entry: MockConfigEntry, key: int | str) -> str:
    """Give where a poster is."""
    return PICTURE_PATH.format(entry_id=entry.entry_id, rating_key=key)


def key_of(town: Town, name: str) -> int:
    """Give the rating key of a title's item."""
    return next(one.rating_key for one in town.world.plex.items() if one.title == name)


async def test_a_poster_is_shown(signed_in: Client, synced: MockConfigEntry, town: Town) -> None:
    """It may be kept for an hour, by whoever asked for it alone."""
    answer = await signed_in.get(address(synced, key_of(town, ORCHARD)))

    assert answer.status == HTTPStatus.OK
    assert await answer.read() == POSTER
    assert answer.content_type == "image/png"
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert town.world.owner.token not in str(answer.headers)


async def test_strangers_see_none(
    synced: MockConfigEntry, town: Town, hass_client_no_auth: ClientSessionGenerator
) -> None:
    client = await hass_client_no_auth()

    answer = await client.get(address(synced, key_of(town, ORCHARD)))

    assert answer.status == HTTPStatus.UNAUTHORIZED


async def test_nothing_else_is_asked_of_plex(
    signed_in: Client, synced: MockConfigEntry, town: Town, subtests: pytest.Subtests
) -> None:
    for key in ("999999", "0x1", "accounts", "9" * 19):
        with subtests.test(key=key):
            answer = await signed_in.get(address(synced, key))

            assert answer.status == HTTPStatus.NOT_FOUND
            assert asked(town.plex.log, "/photo") == 0


async def test_a_server_that_is_not_loaded_has_none(
    hass: HomeAssistant, signed_in: Client, synced: MockConfigEntry, town: Town
) -> None:
    """Nor has what is no Plex server."""
    other = MockConfigEntry(domain="plex")
    other.add_to_hass(hass)
    await hass.config_entries.async_unload(synced.entry_id)

    for entry in (synced, other, MockConfigEntry()):
        answer = await signed_in.get(address(entry, key_of(town, ORCHARD)))
        assert answer.status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("fault", [Fault("status", "/photo"), Fault("garbage", "/photo")])
async def test_a_plex_that_gives_none_is_told(
    signed_in: Client, synced: MockConfigEntry, town: Town, fault: Fault
) -> None:
    town.plex.faults.append(fault)

    answer = await signed_in.get(address(synced, key_of(town, ORCHARD)))

    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE


async def test_a_poster_that_hangs_holds_no_sync_up(
    hass: HomeAssistant, signed_in: Client, synced: MockConfigEntry, town: Town
) -> None:
    """Also where Plex is asked for one thing at a time."""
    await save_options(hass, synced, performance={"concurrency": 1})
    hang = Fault("hang", "/photo", times=MANY)
    town.plex.faults.append(hang)
    hanging = asyncio.create_task(signed_in.get(address(synced, key_of(town, ORCHARD))))
    await until(lambda: hang.times == MANY - 1)

    assert (await sync(hass))["items"] > 0
    assert not hanging.done()
    await town.plex.stop()
    assert (await hanging).status == HTTPStatus.SERVICE_UNAVAILABLE


async def test_nobody_waits_longer_because_there_is_no_place(
    signed_in: Client, synced: MockConfigEntry, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes when all places are taken is told in time, and Plex is not asked."""
    hang = Fault("hang", "/photo", times=MANY)
    town.plex.faults.append(hang)
    paths = [address(synced, item.rating_key) for item in town.world.plex.items()]
    hanging = [asyncio.create_task(signed_in.get(path)) for path in paths[: http._FEW]]
    await until(lambda: hang.times == MANY - http._FEW)
    monkeypatch.setattr(posters, "SECONDS", 0.1)

    answer = await signed_in.get(paths[http._FEW])

    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert hang.times == MANY - http._FEW
    assert not any(task.done() for task in hanging)
    await town.plex.stop()
    await asyncio.gather(*hanging)


async def test_a_poster_that_meets_a_busy_plex_pauses_nothing(
    hass: HomeAssistant, signed_in: Client, synced: MockConfigEntry, town: Town
) -> None:
    """Neither another poster nor a sync."""
    busy = Fault("status", "/photo", status=429, headers={"Retry-After": "3000"}, times=1)
    town.plex.faults.append(busy)
    keys = [item.rating_key for item in town.world.plex.items()][:2]

    answers = [await signed_in.get(address(synced, key)) for key in keys]

    assert [answer.status for answer in answers] == [503, 200]
    assert (await sync(hass))["items"] > 0


@pytest.mark.parametrize("status", [401, 403])
async def test_a_poster_that_is_refused_asks_for_no_new_token(
    hass: HomeAssistant, signed_in: Client, synced: MockConfigEntry, town: Town, status: int
) -> None:
    town.plex.faults.append(Fault("status", "/photo", status=status))

    answer = await signed_in.get(address(synced, key_of(town, ORCHARD)))
    await hass.async_block_till_done()

    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert hass.config_entries.flow.async_progress() == []
