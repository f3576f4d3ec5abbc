"""The action for one title asks the sources again about it, and what else they say is followed."""

import asyncio
from collections.abc import Iterable

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from tests.asking import ENGINE, ENGINE_KEYS, JOHN, is_labelled
from tests.database import dump, dump_after_sync, queue_of
from tests.hearing import asked, calm, film, labels_on, settle, tag, title, with_seerr
from tests.lab.server import Fault, Logged
from tests.lab.town import Town
from tests.lab.world import World
from tests.running import act, labels, sync, until

REEL = "Unlisted Reel"
LANTERNS = {"guid": "tmdb://900003", "media_type": "movie"}
QUIET_ENGINE = {"guid": ENGINE, "media_type": "movie"}


@pytest.fixture
def world(world: World) -> World:
    """The small world with a Seerr, and nobody's list private."""
    world.add_seerr()
    for person in world.people:
        person.private = False
    return world


@pytest.fixture
async def quiet(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """A config entry, also for the Seerr, of which labels follow what happens."""
    hass.config_entries.async_add_subentry(loaded, with_seerr(town))
    await hass.async_block_till_done()
    await sync(hass)
    await settle(loaded, town)
    return loaded


def wish(town: Town, *names: str) -> None:
    """Let John want titles; no poll tells of it."""
    town.world.person("john").watchlist += [title(town, name) for name in names]


def paths(log: Iterable[Logged], begin: str) -> list[str]:
    """Give the addresses that begin so, without their queries."""
    return [one.path.split("?")[0] for one in log if one.path.startswith(begin)]


async def test_it_asks_the_watchlists(
    hass: HomeAssistant, quiet: MockConfigEntry, town: Town
) -> None:
    wish(town, "Quiet Engine")

    answer = await act(hass, "sync_item", **QUIET_ENGINE)

    assert is_labelled(town)
    assert (answer["status"], answer["added"]) == ("ok", len(ENGINE_KEYS))
    assert answer["sources"]["watchlist of john"] == "ok"


async def test_it_asks_a_radarr_about_that_title_alone(
    hass: HomeAssistant, quiet: MockConfigEntry, town: Town
) -> None:
    """And for its tags, which are small."""
    tag(town, 0, "Salt and Lanterns", "fresh")

    await act(hass, "sync_item", **LANTERNS)

    assert "pulsarr:fresh" in labels_on(town, "Salt and Lanterns")
    number = film(town, 0, "Salt and Lanterns").id
    assert paths(town.arrs[0].log, "/api/v3/movie") == [f"/api/v3/movie/{number}"]


async def test_it_finds_a_title_in_radarr_by_its_rating_key(
    hass: HomeAssistant, quiet: MockConfigEntry, town: Town
) -> None:
    tag(town, 1, "Quiet Engine", "fresh")

    await act(hass, "sync_item", rating_key=ENGINE_KEYS[0])

    assert is_labelled(town, "pulsarr:fresh")


async def test_it_asks_a_seerr(hass: HomeAssistant, quiet: MockConfigEntry, town: Town) -> None:
    seerr = town.world.seerrs[0]
    seerr.add_request(
        title(town, "Quiet Engine"), seerr.add_user("john", town.world.person("john"))
    )

    await act(hass, "sync_item", **QUIET_ENGINE)

    assert is_labelled(town)


async def test_what_nobody_wants_any_more_loses_its_label(
    hass: HomeAssistant, quiet: MockConfigEntry, town: Town
) -> None:
    town.world.person("maria").watchlist.remove(title(town, "Quiet Engine"))

    answer = await act(hass, "sync_item", rating_key=ENGINE_KEYS[1])

    assert answer["removed"] == len(ENGINE_KEYS)
    assert not any("pulsarr:maria" in labels(town)[key] for key in ENGINE_KEYS)


async def test_a_title_that_is_new_to_all_waits(
    hass: HomeAssistant, quiet: MockConfigEntry, town: Town
) -> None:
    town.world.add_title("movie", "Ran", imdb="tt0089881", tmdb=11_645)
    wish(town, "Ran")

    answer = await act(hass, "sync_item", guid=title(town, "Ran").guid, media_type="movie")

    assert answer["status"] == "ok"
    assert "Ran" in queue_of(quiet)


async def test_what_else_was_new_is_labelled_right_after(
    hass: HomeAssistant, quiet: MockConfigEntry, town: Town
) -> None:
    wish(town, "Quiet Engine", REEL)

    answer = await act(hass, "sync_item", **QUIET_ENGINE)

    assert answer["items"] == len(ENGINE_KEYS)
    await until(lambda: JOHN in labels_on(town, REEL))


async def test_a_source_that_fails_is_named_and_its_labels_stay(
    hass: HomeAssistant, quiet: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    town.arrs[0].faults.append(Fault("status", status=500))
    wish(town, "Salt and Lanterns")

    answer = await act(hass, "sync_item", **LANTERNS)

    assert answer["status"] == "partial"
    assert "500" in answer["sources"]["Radarr"]
    key = next(
        one for one in town.world.plex.items() if one.title == "Salt and Lanterns"
    ).rating_key
    assert labels(town) == {**before, key: before[key] | {JOHN}}


async def test_an_instance_that_cannot_tell_of_the_title_is_named(
    hass: HomeAssistant, quiet: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    town.arrs[0].faults.append(Fault("status", "/api/v3/movie/", status=500))

    answer = await act(hass, "sync_item", **LANTERNS)

    assert (answer["status"], answer["removed"]) == ("partial", 0)
    assert "500" in answer["sources"]["Radarr"]
    assert labels(town) == before


async def test_a_dry_run_asks_as_well_and_keeps_nothing(
    hass: HomeAssistant, quiet: MockConfigEntry, town: Town
) -> None:
    wish(town, "Quiet Engine")
    before, kept = labels(town), await dump_after_sync(quiet)

    dry = await act(hass, "sync_item", **QUIET_ENGINE, dry_run=True)
    await calm(town)

    assert [change["add"] for change in dry["changes"]] == [[JOHN], [JOHN]]
    assert labels(town) == before
    assert dump(quiet) == kept


async def test_of_many_at_once_each_list_is_read_twice_at_most(
    hass: HomeAssistant, quiet: MockConfigEntry, town: Town
) -> None:
    """What was asked for during the first reading is answered by the second."""
    wish(town, "Quiet Engine", REEL)
    keys = [item.rating_key for item in town.world.plex.items()]
    town.plextv.read_seconds = 0.02

    await asyncio.gather(*(act(hass, "sync_item", rating_key=key) for key in keys))

    town.plextv.read_seconds = 0
    assert is_labelled(town)
    assert JOHN in labels_on(town, REEL)
    assert asked(town.plextv.log, "/discover/library/sections/watchlist") <= 2
