"""The actions that add and remove requests: what labels come of them, and what they refuse."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.requests import HERE
from custom_components.plex_label_sync.state import claims
from tests.asking import ENGINE, ENGINE_KEYS, HARBOUR, JOHN, add, is_labelled, queue, remove
from tests.database import database_of, queue_of, requests_of
from tests.lab.town import Town
from tests.people import leave_out, let_in
from tests.running import labels, ours, sync, until

CHIMNEYS = "tvdb://980004"


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry, after a first sync. John does not want Quiet Engine."""
    await sync(hass)
    return loaded


def sources_waiting(entry: MockConfigEntry) -> set[str]:
    """Give the sources for which any title waits."""
    waiting = [row.title for row in queue_of(entry).values()]
    wanted = database_of(entry).look(lambda connection: claims.about(connection, waiting))
    return {claim.reason.source for claim in wanted}


async def settle() -> None:
    """Wait for what follows by itself and may change nothing: it begins within 0.1 s."""
    await asyncio.sleep(0.5)


async def test_a_request_labels_all_copies_at_once(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    assert not is_labelled(town)

    assert await add(hass, "john", ENGINE) == [JOHN]
    await until(lambda: is_labelled(town))


async def test_before_the_first_sync_a_request_is_followed_alone(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """Nothing else is labelled until the user asks for it: its title is all that changed."""
    before = labels(town)
    await until(lambda: all(poll.data for poll in loaded.runtime_data.polls))

    await add(hass, "john", ENGINE)

    await until(lambda: is_labelled(town))
    await settle()
    changed = {key for key, carried in labels(town).items() if carried != before[key]}
    assert changed == set(ENGINE_KEYS)


async def test_a_request_for_what_plex_does_not_have_waits(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """Until Plex has it."""
    await add(hass, "john", "imdb://tt0113277", title="Heat")
    await until(lambda: len(queue_of(synced)) == 4)
    assert (await queue(hass))["Heat"]["labels"] == [JOHN]

    title = town.world.add_title("movie", "Heat", imdb="tt0113277")
    item = town.world.plex.add_item(title, town.world.plex.sections["1"])
    await sync(hass)

    assert labels(town)[item.rating_key] == {JOHN}
    assert "Heat" not in await queue(hass)


async def test_a_request_joins_others_who_wait_for_the_title(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    await add(hass, "maria", CHIMNEYS, "show", title="11 Chimneys")
    await until(lambda: HERE in sources_waiting(synced))

    waiting = [one for one in (await queue(hass)).values() if CHIMNEYS in one["guids"]]
    assert len(waiting) == 1
    assert {"pulsarr:john", "pulsarr:maria"} <= set(waiting[0]["labels"])


async def test_a_request_survives_a_reload_right_after_it(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """It is on disk as soon as the action answers."""
    await add(hass, "john", ENGINE)

    await hass.config_entries.async_reload(synced.entry_id)

    await until(lambda: is_labelled(town))


async def test_a_label_of_a_request_is_in_step_after_a_reload(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await add(hass, "john", ENGINE)
    await until(lambda: is_labelled(town))
    await hass.config_entries.async_reload(synced.entry_id)

    answer = await sync(hass)

    assert (answer["added"], answer["removed"]) == (0, 0)
    assert is_labelled(town)


async def test_asking_twice_counts_once(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """Under whatever name of the person; one removal takes it back."""
    await add(hass, "john", ENGINE)
    await add(hass, "John from upstairs", ENGINE, title="Quiet Engine")
    await until(lambda: is_labelled(town))

    await remove(hass, "john", ENGINE)

    await until(lambda: not any(JOHN in labels(town)[key] for key in ENGINE_KEYS))


async def test_of_requests_at_the_same_time_none_is_lost(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    await asyncio.gather(*(add(hass, "john", f"tmdb://{number}") for number in range(1, 21)))

    assert len(requests_of(synced)) == 20


async def test_a_removed_request_takes_its_label_off(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """And nobody else's."""
    before = labels(town)
    await add(hass, "john", ENGINE)
    await until(lambda: is_labelled(town))

    assert await remove(hass, "john", ENGINE) == [JOHN]
    await until(lambda: labels(town) == before)


async def test_a_removal_that_was_cut_off_is_made_up_after_a_restart(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    await add(hass, "john", ENGINE)
    await until(lambda: is_labelled(town))

    await remove(hass, "john", ENGINE)
    await hass.config_entries.async_reload(synced.entry_id)

    await until(lambda: labels(town) == before)


async def test_who_also_has_the_title_on_the_watchlist_keeps_the_label(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    await add(hass, "john", HARBOUR)
    await settle()

    await remove(hass, "john", HARBOUR)

    await settle()
    assert labels(town) == before
    assert (await sync(hass))["removed"] == 0


async def test_a_request_keeps_a_label_whose_other_reason_goes(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    before = labels(town)
    await add(hass, "john", HARBOUR)
    town.world.people[1].watchlist.clear()

    await sync(hass)

    kept = {key for key, carried in labels(town).items() if JOHN in carried}
    assert kept == {101, 102, 103}
    assert kept < {key for key, carried in before.items() if JOHN in carried}


async def test_who_leaves_stays_known_by_their_request(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """The label stays, and the request can be removed."""
    await add(hass, "john", ENGINE)
    await until(lambda: is_labelled(town))
    town.world.people[1].friend = False
    town.world.people[1].watchlist.clear()
    await sync(hass)
    await hass.config_entries.async_reload(synced.entry_id)
    assert (await sync(hass))["removed"] == 0
    assert is_labelled(town)

    assert await remove(hass, "john", ENGINE) == [JOHN]

    await until(lambda: JOHN not in ours(town))


async def test_who_is_left_out_gets_no_label(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """The request counts once they are left out no more."""
    await leave_out(synced, "john")
    assert await add(hass, "john", ENGINE) == []
    await sync(hass)
    assert JOHN not in ours(town)

    await let_in(synced, "john")
    await sync(hass)

    assert is_labelled(town)


async def test_the_same_number_is_another_title_in_the_other_kind(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    """The Paper Orchard and Low Tide Radio share one."""
    before = labels(town)

    await add(hass, "Little One", "tmdb://920777", "show")

    await until(lambda: labels(town) != before)
    changed = {key for key, carried in labels(town).items() if carried != before[key]}
    assert changed == {112}


async def test_a_request_need_not_answer(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await hass.services.async_call(
        DOMAIN,
        "add_request",
        {"user": "john", "guid": ENGINE, "media_type": "movie"},
        blocking=True,
    )

    await until(lambda: is_labelled(town))
