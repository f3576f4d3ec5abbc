"""Webhooks: what each event leads to, and that a payload is nothing but a hint."""

from copy import replace
from http import HTTPStatus
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.database import has_item
from tests.hearing import (
    Client,
    address,
    asked,
    calm,
    coordinator_of,
    film,
    follow,
    labels_on,
    post,
    scan,
    tag,
    tell,
    title,
    with_seerr,
)
from tests.lab.arr_webhooks import payload
from tests.lab.seerr_shapes import Notification
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import labels, until

ORCHARD, RADIO = "The Paper Orchard", "Low Tide Radio"
RADARR, SONARR = 0, 2


@pytest.fixture
def world(world: World) -> World:
    """The small world, with a Seerr."""
    world.add_seerr().add_user("sam")
    return world


@pytest.mark.parametrize(
    ("event", "options"),
    [
        ("Download", {}),
        ("Download", {"is_upgrade": True}),
        ("Rename", {}),
        ("MovieAdded", {}),
        ("MovieFileDelete", {}),
        ("MovieFileDelete", {"delete_reason": "upgrade"}),
    ],
)
async def test_an_event_of_radarr_brings_the_titles_labels(
    following: Client, town: Town, event: str, options: dict[str, Any]
) -> None:
    """The event tells of a title, and that is then asked for; no list of all titles is."""
    orchard = tag(town, RADARR, ORCHARD, "fresh")

    await tell(following, town, RADARR, event, orchard, **options)

    await until(lambda: "pulsarr:fresh" in labels_on(town, ORCHARD))
    assert asked(town.arrs[RADARR].log, f"/api/v3/movie/{orchard.id}") == 1
    assert asked(town.arrs[RADARR].log, "/api/v3/movie?") == 0


@pytest.mark.parametrize(
    ("event", "options"),
    [
        ("Download", {}),
        ("Download", {"is_upgrade": True}),
        ("ImportComplete", {}),
        ("Rename", {}),
        ("SeriesAdd", {}),
        ("EpisodeFileDelete", {}),
    ],
)
async def test_an_event_of_sonarr_brings_the_titles_labels(
    following: Client, town: Town, event: str, options: dict[str, Any]
) -> None:
    radio = tag(town, SONARR, RADIO, "fresh")

    await tell(following, town, SONARR, event, radio, **options)

    await until(lambda: "pulsarr:fresh" in labels_on(town, RADIO))
    assert asked(town.arrs[SONARR].log, f"/api/v3/series/{radio.id}") == 1


@pytest.mark.parametrize(
    ("arr", "name", "label"),
    [
        (RADARR, "Salt and Lanterns", "pulsarr:holiday"),
        (SONARR, RADIO, "pulsarr:slow"),
    ],
)
async def test_a_deleted_title_loses_the_labels_of_its_tags(
    following: Client, town: Town, arr: int, name: str, label: str
) -> None:
    event = "MovieDelete" if arr == RADARR else "SeriesDelete"
    assert label in labels_on(town, name)
    deleted = film(town, arr, name)
    del town.arrs[arr].state.titles[deleted.id]

    await tell(following, town, arr, event, deleted)

    await until(lambda: label not in labels_on(town, name))


@pytest.mark.parametrize(("arr", "name"), [(RADARR, ORCHARD), (SONARR, RADIO)])
async def test_other_events_need_no_work(
    following: Client, town: Town, loaded: MockConfigEntry, arr: int, name: str
) -> None:
    """A test, the instance's health, a download that begins."""
    about = tag(town, arr, name, "fresh")

    for event in ("Test", "Health", "HealthRestored", "ApplicationUpdate"):
        await tell(following, town, arr, event)
    for event in ("Grab", "ManualInteractionRequired"):
        await tell(following, town, arr, event, about)
    await calm(town)

    assert not town.arrs[arr].log
    assert not town.plex.log
    assert coordinator_of(loaded, town.arrs[arr].state.name).last_webhook


async def test_a_title_that_radarr_just_got_is_labelled(
    following: Client, town: Town, loaded: MockConfigEntry
) -> None:
    """It is in Plex already, and has a tag."""
    added = town.world.add_title("movie", "New Here", imdb="tt9000099", tmdb=900_099)
    item = scan(town, added)
    await town.plex.announce(item)
    await until(lambda: has_item(loaded, item.rating_key))
    arrived = town.arrs[RADARR].state.add_title(added, "classics")

    await tell(following, town, RADARR, "Download", arrived)

    await until(lambda: labels_on(town, "New Here") == {"pulsarr:classics"})


async def test_a_payload_is_a_hint(following: Client, town: Town) -> None:
    """Whose ids and tags it names does not matter; what the instance itself says does."""
    before = labels(town)
    orchard = tag(town, RADARR, ORCHARD, "true-tag")
    told = payload(town.arrs[RADARR].state, "Download", orchard)
    engine = title(town, "Quiet Engine")
    told["movie"] |= {
        "title": engine.name,
        "tmdbId": engine.tmdb,
        "imdbId": engine.imdb,
        "tags": ["false-tag"],
    }

    assert await post(following, "Radarr", told) == HTTPStatus.OK

    await until(lambda: "pulsarr:true-tag" in labels_on(town, ORCHARD))
    await calm(town)
    changed = {key for key, carried in labels(town).items() if carried != before[key]}
    assert {item.title for item in town.world.plex.items() if item.rating_key in changed} == {
        ORCHARD
    }
    assert "pulsarr:false-tag" not in set().union(*labels(town).values())


async def test_an_id_that_the_instance_does_not_know_changes_nothing(
    following: Client, town: Town
) -> None:
    before = labels(town)

    told = {"eventType": "Download", "movie": {"id": 999_999}}
    assert await post(following, "Radarr", told) == HTTPStatus.OK
    await until(lambda: asked(town.arrs[RADARR].log, "/api/v3/movie/999999") == 1)
    await calm(town)

    assert labels(town) == before


async def test_a_webhook_of_the_other_application_needs_no_work(
    following: Client, town: Town
) -> None:
    """Such as a Sonarr that was given a Radarr's address."""
    told = payload(town.arrs[SONARR].state, "Download", film(town, SONARR, RADIO))

    assert await post(following, "Radarr", told) == HTTPStatus.OK
    await calm(town)

    assert not town.arrs[RADARR].log


async def test_seerrs_notifications_bring_the_requests_labels(
    hass: HomeAssistant, loaded: MockConfigEntry, following: Client, town: Town
) -> None:
    """Each one that is about media leads to a look at the requests; others do not."""
    seerr = town.seerrs[0]
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await follow(hass, loaded, town)
    url = str(following.make_url(address("Seerr")))
    seerr.slot = replace(seerr.slot, enabled=True, types=sum(Notification), url=url)
    request = seerr.state.add_request(title(town, ORCHARD), seerr.state.users[2])

    media = [kind.name for kind in Notification if kind.name.startswith("MEDIA_")]
    town.forget()

    others = [kind.name for kind in Notification if kind.name not in media]
    assert {await seerr.send(name, request) for name in others} == {HTTPStatus.OK}
    await calm(town)
    assert not seerr.log

    for name in media:
        town.forget()
        if await seerr.send(name, request):
            await until(lambda: asked(seerr.log, "/api/v1/request") > 0)
    await until(lambda: "pulsarr:sam" in labels_on(town, ORCHARD))
    assert coordinator_of(loaded, "Seerr").last_webhook


async def test_a_body_of_seerr_names_its_event_in_seerrs_way(
    hass: HomeAssistant, loaded: MockConfigEntry, client: Client, town: Town
) -> None:
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()

    refusals: list[Any] = [{"eventType": "Test"}, {"notification_type": 4}, []]
    for refused in refusals:
        assert await post(client, "Seerr", refused) == HTTPStatus.BAD_REQUEST
    assert not coordinator_of(loaded, "Seerr").last_webhook

    for accepted in ("TEST_NOTIFICATION", "ISSUE_CREATED", "SOMETHING_NEW"):
        assert await post(client, "Seerr", {"notification_type": accepted}) == HTTPStatus.OK
    assert coordinator_of(loaded, "Seerr").last_webhook
