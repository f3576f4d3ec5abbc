"""The action that shows the queue."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from custom_components.plex_label_sync.const import DOMAIN
from tests.asking import queue
from tests.database import queue_of
from tests.lab.town import Town
from tests.people import leave_out
from tests.running import sync, until

CHIMNEYS = "Eleven Chimneys"
FERRY = "The Last Ferry but One"


async def test_before_the_first_run_nothing_is_known_to_wait(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    assert await queue(hass) == {}


async def test_a_title_waits_with_its_ids_and_the_labels_it_will_get(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    await sync(hass)

    chimneys = (await queue(hass))[CHIMNEYS]

    since = datetime.fromisoformat(chimneys.pop("since"))
    assert since.utcoffset() == timedelta()
    assert before <= since <= datetime.now(UTC)
    guids = town.world.title(CHIMNEYS).guid
    assert chimneys == {
        "title": CHIMNEYS,
        "year": 2025,
        "media_type": "show",
        "guids": [
            "imdb://tt9000014",
            guids,
            "tmdb://900014",
            "tvdb://980004",
        ],
        "labels": ["pulsarr:john", "pulsarr:slow"],
        "users": ["john"],
        "attempts": 0,
        "next_attempt": None,
        "why": None,
    }


@pytest.mark.parametrize("tmdb", [900_300, None])
async def test_the_year_of_what_only_a_friend_wants_comes_from_plextvs_catalogue(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, tmdb: int | None
) -> None:
    """Friends' watchlists have none; nor need a title have other ids."""
    new = town.world.add_title("movie", "The Tin Aviary", year=1953, tmdb=tmdb)
    town.world.person("john").watchlist.append(new)

    await sync(hass)

    assert (await queue(hass))["The Tin Aviary"]["year"] == 1953


async def test_the_year_of_a_title_without_ids_is_the_instances(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    await sync(hass)

    copper = (await queue(hass))["A Sky of Copper"]
    assert (copper["guids"], copper["year"]) == ([], 1999)


async def test_the_labels_are_all_that_a_title_will_get(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Also that of a tag for which the title, having no file yet, does not wait."""
    await sync(hass)

    assert (await queue(hass))[FERRY]["labels"] == ["pulsarr:holiday", "pulsarr:owner"]


async def test_an_imported_title_is_looked_for_again(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    await sync(hass)
    radarr = town.world.arrs[0]
    next(one for one in radarr.titles.values() if one.title.name == FERRY).has_file = True
    await hass.config_entries.async_reload(loaded.entry_id)
    await sync(hass)

    ferry = (await queue(hass))[FERRY]

    assert datetime.fromisoformat(ferry["next_attempt"]) > datetime.now(UTC)


async def test_after_a_restart_the_queue_is_as_before(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Before any run, and while all servers are down."""
    await sync(hass)
    before = await queue(hass)
    await town.stop()

    await hass.config_entries.async_reload(loaded.entry_id)

    assert before
    assert await queue(hass) == before


async def test_who_is_left_out_gives_no_label(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    """And their title waits no more."""
    await sync(hass)

    hass.config_entries.async_update_entry(loaded, options={"scope": {"exclude_tags": ["holiday"]}})
    await hass.async_block_till_done()
    await leave_out(loaded, "owner")
    await until(lambda: FERRY not in queue_of(loaded))

    queued = await queue(hass)
    assert queued[CHIMNEYS]["labels"] == ["pulsarr:john", "pulsarr:slow"]


async def test_the_action_is_there_to_answer(hass: HomeAssistant, loaded: MockConfigEntry) -> None:
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call(DOMAIN, "get_queue", {}, blocking=True)


async def test_with_two_servers_the_action_asks_which(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain=DOMAIN, title="Cellar", data=dict(loaded.data))
    other.add_to_hass(hass)
    assert await hass.config_entries.async_setup(other.entry_id)
    await sync(hass, config_entry_id=loaded.entry_id)

    with pytest.raises(ServiceValidationError):
        await queue(hass)

    assert CHIMNEYS in await queue(hass, config_entry_id=loaded.entry_id)
    assert await queue(hass, config_entry_id=other.entry_id) == {}
    await hass.config_entries.async_unload(other.entry_id)
