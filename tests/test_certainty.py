"""Conditions that cannot know say so: there is no wrong no, and no queue that is not as told."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConditionError

from tests.asking import ENGINE, HARBOUR, add
from tests.automating import is_met
from tests.hearing import calm, coordinator_of, follow, poll_of, title
from tests.lab.odd import with_row
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.people import leave_out
from tests.registering import update
from tests.running import sync, until

NOBODYS: dict[str, Any] = {"guid": "tmdb://1", "media_type": "movie"}
JOHNS: dict[str, Any] = {"user": "john", "guid": HARBOUR, "media_type": "movie"}
NOT_JOHNS: dict[str, Any] = {"user": "john", "guid": ENGINE, "media_type": "movie"}
RAN: dict[str, Any] = {"guid": "tmdb://11645", "media_type": "movie"}


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """The config entry, of which labels follow what happens; only Ines hides her list."""
    await follow(hass, loaded, town)
    return loaded


async def is_unknown(
    hass: HomeAssistant, why: str, kind: str = "is_wanted", **options: Any
) -> bool:
    """Whether a condition says that it cannot know, and why."""
    with pytest.raises(ConditionError) as raised:
        await is_met(hass, kind, **options)
    return why in str(raised.value)


def wish(town: Town) -> None:
    """Let John want a film that Plex does not have."""
    ran = town.world.add_title("movie", "Ran", imdb="tt0089881", tmdb=11_645)
    town.world.person("john").watchlist.append(ran)


async def restart(hass: HomeAssistant, entry: MockConfigEntry, town: Town) -> None:
    """Start again while no server answers."""
    await hass.config_entries.async_unload(entry.entry_id)
    await town.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


async def test_just_started_only_a_yes_is_sure(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """What was wanted before still counts."""
    await restart(hass, synced, town)

    assert await is_met(hass, "is_wanted", **JOHNS)
    assert await is_unknown(hass, "since Home Assistant started", **NOT_JOHNS)
    assert await is_unknown(hass, "since Home Assistant started", **NOBODYS)


async def test_before_the_first_sync_a_no_is_not_sure(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Watchlists have not been looked up yet, so that their titles go by one id."""
    await until(lambda: all(poll.data for poll in loaded.runtime_data.polls))

    assert await is_unknown(hass, "before the first full sync", **NOT_JOHNS)


async def test_a_private_list_concerns_its_owner_and_whoever_asks_about_anybody(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    assert await is_unknown(hass, "private", **NOBODYS)
    assert await is_unknown(hass, "private", **NOBODYS, user="ines")
    assert await is_met(hass, "is_wanted", **NOT_JOHNS) is False

    town.world.person("ines").private = False
    await sync(hass)
    assert await is_met(hass, "is_wanted", **NOBODYS) is False


async def test_a_friend_who_cannot_be_read_may_want_anything(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """Also one of whom nothing was known before."""
    town.world.person("ines").private = False
    odd = with_row({"user": None}, "data", "allFriendsV2")
    town.plextv.faults.append(Fault("alter", "/community", alter=odd))
    await sync(hass)
    assert await is_unknown(hass, "could be read", **NOBODYS)

    town.plextv.faults.clear()
    await sync(hass)
    assert await is_met(hass, "is_wanted", **NOBODYS) is False


async def test_who_is_left_out_may_want_anything(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """And the others are told of without them."""
    await leave_out(synced, "ines")
    await calm(town)

    assert await is_unknown(hass, "the switch Labels on the person", **NOBODYS, user="ines")
    assert await is_met(hass, "is_wanted", **NOBODYS) is False


@pytest.mark.parametrize("requester_tags", [False, True])
async def test_an_instance_that_is_down_matters_where_its_tags_name_people(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town, *, requester_tags: bool
) -> None:
    update(hass, synced, "Radarr", requester_tags=requester_tags)
    await hass.async_block_till_done()
    await calm(town)
    town.arrs[0].faults.append(Fault("drop"))
    await coordinator_of(synced, "Radarr").async_refresh()

    if requester_tags:
        assert await is_unknown(hass, "could be read", **NOT_JOHNS)
    else:
        assert await is_met(hass, "is_wanted", **NOT_JOHNS) is False


async def test_plextv_that_fails_leaves_everybodys_wishes_unknown(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    town.plextv.faults.append(Fault("status", "/community", status=503))
    await poll_of(synced, "watchlist/friend").async_refresh()

    assert await is_unknown(hass, "could be read", **NOT_JOHNS)
    assert await is_met(hass, "is_wanted", user="owner", guid=ENGINE, media_type="movie") is False


async def test_switched_off_a_new_wish_is_known_by_its_own_id_alone(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """The others are looked up by syncs."""
    await synced.runtime_data.worker.set_enabled(False)
    wish(town)
    await poll_of(synced, "watchlist/friend").async_refresh()

    own_id: dict[str, Any] = {"guid": title(town, "Ran").guid, "media_type": "movie"}
    assert await is_met(hass, "is_wanted", user="john", **own_id)
    assert await is_unknown(hass, "to be looked up", user="john", **RAN)

    await sync(hass)
    assert await is_met(hass, "is_wanted", user="john", **RAN)


async def test_what_is_in_plex_is_known_by_all_its_ids_though_switched_off(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await synced.runtime_data.worker.set_enabled(False)
    wish(town)
    town.world.person("john").watchlist.append(title(town, "Quiet Engine"))
    await poll_of(synced, "watchlist/friend").async_refresh()

    assert await is_met(hass, "is_wanted", **NOT_JOHNS)
    assert await is_met(hass, "is_wanted", user="maria", guid=HARBOUR, media_type="movie")


async def test_ids_of_another_kind_cannot_be_compared(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """As of a request that knows a film by its number at TMDB, while the one at IMDb is asked."""
    await add(hass, "john", "tmdb://11645")
    await calm(town)
    imdb: dict[str, Any] = {"guid": "imdb://tt0089881", "media_type": "movie"}

    assert await is_met(hass, "is_wanted", user="john", **RAN)
    assert await is_unknown(hass, "other kinds of IDs", user="john", **imdb)
    assert await is_met(hass, "is_wanted", user="maria", **imdb) is False


async def test_the_ids_of_one_wish_are_those_of_another_persons(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """A look-up for John's watchlist tells that Maria's request is of the same film."""
    wish(town)
    await sync(hass)
    await add(hass, "maria", "tmdb://11645")

    assert await is_met(
        hass, "is_wanted", user="maria", guid="imdb://tt0089881", media_type="movie"
    )


async def test_the_queue_is_not_known_while_labels_follow_nothing(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    assert await is_met(hass, "is_queue_empty") is False

    await synced.runtime_data.worker.set_enabled(False)

    assert await is_unknown(hass, "Automatic labels is off", "is_queue_empty")


async def test_just_started_the_queue_is_not_known(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await restart(hass, synced, town)

    assert await is_unknown(hass, "since Home Assistant started", "is_queue_empty")


async def test_nor_is_it_while_a_source_is_down(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """A title may have been taken back there, or another be wanted."""
    town.arrs[0].faults.append(Fault("drop"))
    await coordinator_of(synced, "Radarr").async_refresh()

    assert await is_unknown(hass, "is not responding", "is_queue_empty")


async def test_nor_is_it_while_plex_is_not_heard(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await town.plex.stop()
    await until(lambda: not synced.runtime_data.coordinator.data.plex)

    assert await is_unknown(hass, "is not responding", "is_queue_empty")
