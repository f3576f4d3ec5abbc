"""What the sensors of people show: what they want, and whether their watchlists can be read."""

import logging
from types import ModuleType
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync import people_coordinator
from custom_components.plex_label_sync.state import uncounted, wanted
from custom_components.plex_label_sync.state.errors import NotReadError
from tests.hearing import calm, poll_of, scan
from tests.lab.server import Fault
from tests.lab.town import Town
from tests.people import devices_of_people, entity_of, leave_out, let_in
from tests.running import sync, until

FRIENDS = "watchlist/friend"
KEYS = ("wanted", "available", "waiting")


@pytest.fixture
async def synced(hass: HomeAssistant, loaded: MockConfigEntry) -> MockConfigEntry:
    """The config entry after a full sync."""
    await sync(hass)
    return loaded


def numbers(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> list[str]:
    """Give how many titles a person wants, and of these how many are there, and how many not."""
    states = [hass.states.get(entity_of(hass, entry, "sensor", name, key)) for key in KEYS]
    return [found.state if found else "" for found in states]


def watchlist(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> tuple[str, str | None]:
    """Give whether there is a problem with a person's watchlist, and which."""
    found = hass.states.get(entity_of(hass, entry, "binary_sensor", name, "watchlist"))
    assert found
    return found.state, found.attributes["why"]


async def test_they_count_what_is_wanted_and_what_of_it_plex_has(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    await until(lambda: numbers(hass, synced, "owner") == ["3", "2", "1"])
    assert numbers(hass, synced, "john") == ["4", "3", "1"]
    assert numbers(hass, synced, "maria") == ["4", "4", "0"]


async def test_a_new_wish_counts(hass: HomeAssistant, synced: MockConfigEntry, town: Town) -> None:
    await until(lambda: numbers(hass, synced, "owner") == ["3", "2", "1"])
    town.world.owner.watchlist.append(town.world.title("Quiet Engine"))

    await poll_of(synced, "watchlist/own").async_refresh()

    await until(lambda: numbers(hass, synced, "owner") == ["4", "3", "1"])


async def test_so_do_those_of_many_people_some_at_a_time(
    hass: HomeAssistant, synced: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing else of Home Assistant is held up."""
    monkeypatch.setattr(people_coordinator, "_AT_ONCE", 1)

    await leave_out(synced, "owner", "john")

    await until(lambda: numbers(hass, synced, "owner") == ["unknown"] * 3)
    await until(lambda: numbers(hass, synced, "john") == ["unknown"] * 3)


async def test_so_does_a_title_that_plex_has_now(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await until(lambda: numbers(hass, synced, "owner") == ["3", "2", "1"])
    have = {item.guid for item in town.world.plex.items()}
    missing = next(one for one in town.world.owner.watchlist if one.guid not in have)
    section = "Movies" if missing.media_type == "movie" else "TV Shows"

    scan(town, missing, section)
    await sync(hass)

    await until(lambda: numbers(hass, synced, "owner") == ["3", "3", "0"])


async def test_of_a_private_watchlist_it_is_not_known_how_much_is_wanted(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    await until(lambda: numbers(hass, synced, "owner") == ["3", "2", "1"])

    assert numbers(hass, synced, "ines") == ["unknown"] * 3


async def test_nor_is_it_of_who_is_left_out(hass: HomeAssistant, synced: MockConfigEntry) -> None:
    """Their watchlist is not read."""
    await until(lambda: numbers(hass, synced, "john") == ["4", "3", "1"])

    await leave_out(synced, "john")
    assert numbers(hass, synced, "john") == ["unknown"] * 3

    await let_in(synced, "john")
    await until(lambda: numbers(hass, synced, "john") == ["4", "3", "1"])


async def test_what_cannot_be_counted_stays_as_it_was_until_it_can(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await until(lambda: numbers(hass, synced, "owner") == ["3", "2", "1"])
    people = synced.runtime_data.coordinator.people
    town.world.owner.watchlist.pop()

    with patch.object(wanted, "counts", side_effect=NotReadError("locked")) as counting:
        await sync(hass)
        await until(lambda: counting.called)

    assert numbers(hass, synced, "owner") == ["3", "2", "1"]
    await people.refresh()
    await until(lambda: numbers(hass, synced, "owner")[0] == "2")


@pytest.mark.parametrize("patched", [(wanted, "counts"), (uncounted, "take")])
async def test_a_fault_of_ours_does_not_end_counting(
    hass: HomeAssistant,
    synced: MockConfigEntry,
    town: Town,
    caplog: pytest.LogCaptureFixture,
    patched: tuple[ModuleType, str],
) -> None:
    """It is logged, without anybody's name, and who was to be counted is so the next time."""
    await until(lambda: numbers(hass, synced, "owner") == ["3", "2", "1"])
    people = synced.runtime_data.coordinator.people
    town.world.owner.watchlist.pop()

    with patch.object(*patched, side_effect=ValueError("owner")) as failing:
        await sync(hass)
        await until(lambda: failing.called)
        await until(lambda: "Unexpected error while the titles" in caplog.text)

    await people.refresh()
    await until(lambda: numbers(hass, synced, "owner")[0] == "2")
    told = [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]
    assert not any("owner" in one for one in told if "Unexpected error" in one)


async def test_where_nothing_changed_nobody_is_counted_or_shown_anew(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    people = synced.runtime_data.coordinator.people
    await calm(town)
    await people._count()

    with (
        patch.object(wanted, "counts") as counting,
        patch.object(people_coordinator, "states_of") as showing,
    ):
        await people._count()

    assert not counting.called
    assert not showing.called


async def test_who_cannot_be_read_stays_as_they_were(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    before = devices_of_people(hass, synced).keys()
    people = synced.runtime_data.coordinator.people

    with patch.object(synced.runtime_data.database, "read", side_effect=NotReadError("locked")):
        await people.refresh()

    assert devices_of_people(hass, synced).keys() == before


async def test_a_watchlist_that_is_read_is_no_problem(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    await until(lambda: watchlist(hass, synced, "owner") == ("off", None))
    await until(lambda: watchlist(hass, synced, "john") == ("off", None))


async def test_one_that_cannot_be_read_is_and_says_why(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    """It is private, or its owner is no friend."""
    private = ("on", "the watchlist is private")
    await until(lambda: watchlist(hass, synced, "ines") == private)
    stranger = ("on", "plex.tv does not show this person's watchlist to the owner of the server")
    await until(lambda: watchlist(hass, synced, "guest") == stranger)


async def test_it_follows_what_the_friend_does(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await until(lambda: watchlist(hass, synced, "ines")[0] == "on")
    town.world.person("ines").private = False

    await poll_of(synced, FRIENDS).async_refresh()

    await until(lambda: watchlist(hass, synced, "ines") == ("off", None))


async def test_of_who_is_left_out_it_is_not_known(
    hass: HomeAssistant, synced: MockConfigEntry
) -> None:
    """Nobody asks."""
    await until(lambda: watchlist(hass, synced, "john")[0] == "off")
    await leave_out(synced, "john", "guest")

    assert watchlist(hass, synced, "john") == ("unknown", None)
    assert watchlist(hass, synced, "guest") == ("unknown", None)


async def test_while_plex_tv_is_silent_it_is_not_known_either(
    hass: HomeAssistant, synced: MockConfigEntry, town: Town
) -> None:
    await until(lambda: watchlist(hass, synced, "john")[0] == "off")
    town.plextv.faults.append(Fault("drop"))

    await poll_of(synced, FRIENDS).async_refresh()

    await until(lambda: watchlist(hass, synced, "john") == ("unknown", None))
