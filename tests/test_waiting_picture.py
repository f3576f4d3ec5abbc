"""Posters of titles that Plex does not have: from who names them, whatever these answer."""

import asyncio
from http import HTTPStatus
from typing import Any

from aiohttp import web
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from custom_components.plex_label_sync.clients import http, images
from custom_components.plex_label_sync.const import PICTURE_PATH, WAITING_PICTURE_PATH
from custom_components.plex_label_sync.core.model import MediaType, Title, packed
from custom_components.plex_label_sync.media import posters, waiting_posters
from tests.hearing import Client, asked
from tests.lab.fill import add_requests, small_world
from tests.lab.posters import poster
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import sync, until
from tests.steps import add, complete, entered_for_seerr, instance

CHIMNEYS = "Eleven Chimneys"
NIGHT = "A Night Elsewhere"
"""A movie that only a Seerr knows."""


@pytest.fixture
def world() -> World:
    """The small world with a Seerr."""
    world = small_world()
    seerr = add_requests(world)
    night = world.add_title("movie", NIGHT, year=2024, tmdb=900_099)
    seerr.add_request(night, seerr.users[1])
    return world


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """The config entry with a Seerr, after a sync."""
    entered = entered_for_seerr(town.seerrs[0])
    await complete(hass, await add(hass, loaded, "seerr"), entered)
    await hass.async_block_till_done()
    await sync(hass)
    return loaded


def address(entry: MockConfigEntry, kind: str, guid: str) -> str:
    """Give where a poster is."""
    path = WAITING_PICTURE_PATH.format(entry_id=entry.entry_id, media_type=kind)
    return f"{path}?guid={guid}"


def chimneys_at(entry: MockConfigEntry, town: Town) -> str:
    """Give where that of a watchlist's show is, which a Sonarr has, too."""
    return address(entry, "show", town.world.title(CHIMNEYS).guid)


def night_at(entry: MockConfigEntry) -> str:
    """Give where that of the requested movie is."""
    return address(entry, "movie", "tmdb://900099")


async def test_what_a_sonarr_has_comes_from_there(
    signed_in: Client, synced: MockConfigEntry, town: Town
) -> None:
    answer = await signed_in.get(chimneys_at(synced, town))

    assert await answer.read() == poster(CHIMNEYS)
    assert answer.content_type == "image/png"
    assert answer.headers["Cache-Control"] == "private, max-age=3600"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert asked(town.arrs[2].log, "/api/v3/mediacover/") == 1
    assert asked(town.plextv.log, "/pictures/") == 0


async def test_nobody_waits_for_another_server_that_hangs(
    signed_in: Client, synced: MockConfigEntry, town: Town
) -> None:
    keys = [item.rating_key for item in town.world.plex.items()]
    hang = Fault("hang", "/photo", times=len(keys))
    town.plex.faults.append(hang)
    paths = (PICTURE_PATH.format(entry_id=synced.entry_id, rating_key=key) for key in keys)
    hanging = [asyncio.create_task(signed_in.get(path)) for path in paths]
    await until(lambda: (hang.times or 0) <= len(keys) - http._FEW)

    answer = await signed_in.get(chimneys_at(synced, town))

    assert answer.status == HTTPStatus.OK
    assert not any(task.done() for task in hanging)
    await town.plex.stop()
    await asyncio.gather(*hanging)


async def test_few_posters_are_looked_up_at_a_time(
    signed_in: Client, synced: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each takes a thread."""
    database, under_way = synced.runtime_data.database, [0]
    survey = database.survey

    async def counted(look: Any, **how: Any) -> Any:
        if look.__module__ != waiting_posters.__name__:
            return await survey(look, **how)
        under_way.append(under_way[-1] + 1)
        found = await survey(look, **how)
        under_way.append(under_way[-1] - 1)
        return found

    monkeypatch.setattr(database, "survey", counted)
    paths = [address(synced, "movie", f"tmdb://{number}") for number in range(1, 21)]

    answers = await asyncio.gather(*map(signed_in.get, paths))

    assert {answer.status for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert max(under_way) <= waiting_posters._AT_ONCE
    assert len(under_way) == 1 + 2 * len(paths)


async def test_else_plexs_catalogue_says_where_it_is(
    signed_in: Client, synced: MockConfigEntry, town: Town
) -> None:
    """That host gets neither token nor key."""
    town.arrs[2].faults.append(Fault("status", "/mediacover/", status=404))

    answer = await signed_in.get(chimneys_at(synced, town))

    assert await answer.read() == poster(CHIMNEYS)
    assert town.plextv.pictures.headers
    assert not any("token" in one.lower() or "key" in one.lower() for one in _headers(town))


def _headers(town: Town) -> set[str]:
    return town.plextv.pictures.headers


async def test_what_is_requested_comes_from_where_seerr_says(
    signed_in: Client, synced: MockConfigEntry, town: Town
) -> None:
    answer = await signed_in.get(night_at(synced))

    assert await answer.read() == poster(NIGHT)
    assert asked(town.plextv.log, "/pictures/image.tmdb.org/t/p/w500/") == 1


async def test_it_is_asked_for_once(signed_in: Client, synced: MockConfigEntry, town: Town) -> None:
    for _ in range(2):
        assert (await signed_in.get(night_at(synced))).status == HTTPStatus.OK

    assert asked(town.plextv.log, "/pictures/") == 1


def _odd(kind: str) -> web.Response:
    elsewhere = {"Location": "http://192.168.1.1/admin"}
    return {
        "404": web.Response(status=404),
        "html": web.Response(text="<html><script>alert(1)</script>", content_type="image/png"),
        "svg": web.Response(text="<svg onload='alert(1)'/>", content_type="image/svg+xml"),
        "huge": web.Response(body=poster(NIGHT).ljust(2_000), content_type="image/png"),
        "redirect": web.Response(status=302, headers=elsewhere),
    }[kind]


@pytest.mark.parametrize("kind", ["404", "html", "svg", "huge", "redirect"])
async def test_an_odd_answer_is_not_passed_on(
    signed_in: Client,
    synced: MockConfigEntry,
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
) -> None:
    monkeypatch.setattr(images, "LARGEST", 1_500)
    town.plextv.pictures.odd[f"t/p/w500/{town.world.title(NIGHT).plex_id}.jpg"] = _odd(kind)

    answer = await signed_in.get(night_at(synced))

    assert answer.status == (404 if kind == "404" else 503)
    assert await answer.read() == b""


async def test_a_host_that_is_slow_is_given_up(
    signed_in: Client, synced: MockConfigEntry, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posters, "SECONDS", 0.1)
    town.plextv.faults.append(Fault("hang", "/pictures/"))

    assert (await signed_in.get(night_at(synced))).status == HTTPStatus.SERVICE_UNAVAILABLE


async def test_a_seerr_that_fails_is_told(
    signed_in: Client, synced: MockConfigEntry, town: Town
) -> None:
    town.seerrs[0].faults.append(Fault("status", "/api/v1/movie/"))

    assert (await signed_in.get(night_at(synced))).status == HTTPStatus.SERVICE_UNAVAILABLE


@pytest.mark.parametrize("kind", ["alter", "status"])
async def test_a_title_without_a_poster_has_none(
    signed_in: Client, synced: MockConfigEntry, town: Town, kind: Any
) -> None:
    town.seerrs[0].faults.append(
        Fault(kind, "/api/v1/movie/", status=404, alter=lambda about: about.pop("posterPath"))
    )

    assert (await signed_in.get(night_at(synced))).status == HTTPStatus.NOT_FOUND


async def test_neither_does_one_that_no_catalogue_shows(
    signed_in: Client, synced: MockConfigEntry, town: Town
) -> None:
    """A Sonarr that forgot it, plex.tv that has no picture or no such title."""
    del town.world.arrs[2].titles[4]
    discover = Fault("status", "/discover/library/metadata/", status=404, times=1)
    town.plextv.faults.append(discover)
    assert (await signed_in.get(chimneys_at(synced, town))).status == HTTPStatus.NOT_FOUND


async def test_seerr_is_not_asked_without_a_number_of_tmdbs(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    seerr = synced.runtime_data.instances[instance(synced, "Seerr").subentry_id]
    heat = Title(MediaType.MOVIE, packed({"imdb://tt0113277"}), "Heat")

    assert await seerr.poster(heat, images.Images(async_get_clientsession(hass))) is None


async def test_nothing_else_is_asked_for(
    signed_in: Client, synced: MockConfigEntry, town: Town, subtests: pytest.Subtests
) -> None:
    """A title that nobody wants, another kind, and what is no id."""
    for kind, guid in (
        ("movie", "tmdb://1"),
        ("show", "tmdb://900099"),
        ("song", "tmdb://900099"),
        ("movie", "http://192.168.1.1/admin"),
        ("movie", ""),
    ):
        with subtests.test(kind=kind, guid=guid):
            town.forget()

            answer = await signed_in.get(address(synced, kind, guid))

            assert answer.status == HTTPStatus.NOT_FOUND
            assert asked(town.plextv.log, "/pictures/") == 0


async def test_others_than_administrators_see_none(
    synced: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_read_only_access_token: str,
) -> None:
    client = await hass_client(hass_read_only_access_token)

    assert (await client.get(night_at(synced))).status == HTTPStatus.UNAUTHORIZED
