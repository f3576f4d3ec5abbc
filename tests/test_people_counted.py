"""Whatever befalls the database while people are counted, in the end all is as counted anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection
from threading import Event
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.backup import async_post_backup, async_pre_backup
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.follow.runtime import Runtime
from custom_components.plex_label_sync.state import wanted
from custom_components.plex_label_sync.state.wanted import TitleCounts
from tests.database import queue_of
from tests.fixing import issues_of
from tests.hearing import calm, follow, poll_of, scan
from tests.lab.town import Town
from tests.running import end, start, sync, until
from tests.state.disk import put_content
from tests.state.older import written
from tests.state.rescuing import overwrite, root_of

_COUNT = wanted.counts


@pytest.fixture
async def counted(hass: HomeAssistant, loaded: MockConfigEntry, town: Town) -> MockConfigEntry:
    """The config entry after a full sync; what the owner wants has been counted."""
    await sync(hass)
    await until(lambda: shown(loaded) == TitleCounts(3, 2))
    return loaded


def shown(entry: MockConfigEntry) -> TitleCounts | None:
    """Give what is shown of how many titles the owner wants, and of these are in Plex."""
    runtime: Runtime = entry.runtime_data
    states = runtime.coordinator.people.states.values()
    return next((state.counts for state in states if state.name == "The Owner"), None)


async def assert_right(entry: MockConfigEntry, town: Town) -> None:
    """Wait until everybody's numbers are those that counting anew gives."""
    await calm(town)
    runtime: Runtime = entry.runtime_data
    people = runtime.coordinator.people
    meant = dict(people.known.meant)
    right = await runtime.database.survey(lambda connection: _COUNT(connection, meant))
    await until(
        lambda: (
            all(state.counts in {None, right[key]} for key, state in people.states.items())
            and shown(entry) is not None
        )
    )


async def take_back(entry: MockConfigEntry, town: Town) -> None:
    """Let the owner want a title less."""
    town.world.owner.watchlist.pop()
    await poll_of(entry, "watchlist/own").async_refresh()


@contextmanager
def held_up() -> Iterator[Event]:
    """Hold up whoever counts, in the middle of reading, until the end; gives what tells of it."""
    begun, end = Event(), Event()

    def count(connection: Connection, people: dict[str, str]) -> Any:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM claims").fetchone()
        begun.set()
        end.wait(5)
        return _COUNT(connection, people)

    with patch.object(wanted, "counts", count):
        yield begun
        end.set()


async def test_a_match_is_fixed_by_hand(
    hass: HomeAssistant, counted: MockConfigEntry, town: Town
) -> None:
    """In Plex, which then calls the item another title; and then back."""
    await follow(hass, counted, town)
    (item,) = [one for one in town.world.plex.items() if one.title == "Low Tide Radio"]
    before = item.guid, item.guids
    assert before[0] in {one.guid for one in town.world.owner.watchlist}

    item.guid, item.guids = "plex://show/0123456789abcdef01234567", ("tvdb://1",)
    await town.plex.announce_refreshed([item])
    await until(lambda: shown(counted) == TitleCounts(3, 1))
    await assert_right(counted, town)
    assert "Low Tide Radio" in queue_of(counted)

    item.guid, item.guids = before
    await town.plex.announce_refreshed([item])
    await until(lambda: shown(counted) == TitleCounts(3, 2))
    await assert_right(counted, town)
    assert "Low Tide Radio" not in queue_of(counted)


async def test_the_match_of_what_waits_is_fixed_by_hand(
    hass: HomeAssistant, counted: MockConfigEntry, town: Town
) -> None:
    """Plex had it under another title's ids."""
    await follow(hass, counted, town)
    waiting = town.world.title("The Last Ferry but One")
    item = scan(town, town.world.add_title("movie", "Another", tmdb=77))
    await town.plex.announce(item)
    await calm(town)
    assert shown(counted) == TitleCounts(3, 2)

    item.guid, item.guids = waiting.guid, waiting.external_guids
    await town.plex.announce_refreshed([item])

    await until(lambda: shown(counted) == TitleCounts(3, 3))
    await assert_right(counted, town)
    assert waiting.name not in queue_of(counted)


async def test_a_backup_is_made_meanwhile(
    hass: HomeAssistant, counted: MockConfigEntry, town: Town
) -> None:
    """What came since is counted after it."""
    with held_up() as begun:
        await take_back(counted, town)
        await until(begun.is_set)
        backup = hass.async_create_task(async_pre_backup(hass))
    await backup
    town.world.owner.watchlist.pop()
    polled = hass.async_create_task(poll_of(counted, "watchlist/own").async_refresh())
    await async_post_backup(hass)
    await polled

    await until(lambda: shown(counted) == TitleCounts(1, 1))
    await assert_right(counted, town)


async def test_the_entry_is_reloaded_meanwhile(
    hass: HomeAssistant, counted: MockConfigEntry, town: Town
) -> None:
    """Who was to be counted is noted in memory alone."""
    with held_up() as begun:
        await take_back(counted, town)
        await until(begun.is_set)
        reload = hass.async_create_task(hass.config_entries.async_reload(counted.entry_id))
    await reload

    await until(lambda: shown(counted) == TitleCounts(2, 2))
    await assert_right(counted, town)


async def test_the_database_is_damaged_meanwhile(
    hass: HomeAssistant, counted: MockConfigEntry, town: Town
) -> None:
    """It is set aside, and what sources say is read and counted anew."""
    database = counted.runtime_data.database
    await database.pause.begin()
    database.pause.end()

    def count(connection: Connection, people: dict[str, str]) -> Any:
        overwrite(database.path, [root_of(database.path, "claim_guids")])
        return _COUNT(connection, people)

    with patch.object(wanted, "counts", count):
        await take_back(counted, town)
        await until(lambda: bool(issues_of(hass, "database_damaged")))
    await hass.async_block_till_done()

    await until(lambda: shown(counted) == TitleCounts(2, 2))
    await assert_right(counted, town)


@pytest.mark.parametrize("house", ["kept", "quiet"])
async def test_files_of_0_1_0_were_taken_over_right_before(
    hass: HomeAssistant, entry: MockConfigEntry, town: Town, house: str
) -> None:
    """With people whom nobody knows here."""
    _put_files(hass, entry, house)

    await start(hass, entry)
    await assert_right(entry, town)
    await sync(hass)

    await until(lambda: shown(entry) == TitleCounts(3, 2))
    await assert_right(entry, town)
    await end(hass, entry)


def _put_files(hass: HomeAssistant, entry: MockConfigEntry, house: str) -> None:
    folder = Path(hass.config.path(".storage"))
    folder.mkdir(exist_ok=True)
    for kind, stored in written(house).items():
        if stored:
            put_content(folder / f"{DOMAIN}.{entry.entry_id}.{kind}", stored)
