"""A disk that takes nothing, or not all: no label of ours comes without a record."""

from datetime import timedelta
import sqlite3

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.state.database import Database
from tests.asking import ENGINE, HARBOUR, JOHN, add, remove
from tests.database import database_of, ledger_of, requests_of
from tests.expected import LabelSets
from tests.hearing import settle, standing_clock
from tests.lab.town import Town
from tests.running import labels, ours, sync, until


async def test_where_nothing_can_be_saved_nothing_is_written_to_plex(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """The sync says so, a repair issue does, and the next sync does the work."""
    database = database_of(loaded)
    await _refuse_writes(database)

    answer = await sync(hass)

    assert answer["status"] == "failed"
    assert answer["added"] == 0
    assert any("read-only" in told for told in answer["sources"].values())
    assert town.plex.writes == 0
    assert loaded.runtime_data.coordinator.data.last_result == "failed"
    assert ir.async_get(hass).async_get_issue(DOMAIN, f"not_saved_{loaded.entry_id}")
    await _take_writes(database)
    assert (await sync(hass))["added"] == 34
    assert not ir.async_get(hass).async_get_issue(DOMAIN, f"not_saved_{loaded.entry_id}")


@pytest.mark.parametrize("pages", [0, 8, 16, 24, 32, 48])
async def test_on_a_full_disk_no_label_comes_without_a_record(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town, pages: int
) -> None:
    """However much fits on it yet; the next sync does the rest."""
    database = database_of(loaded)
    await settle(loaded, town)
    await _fill_disk(database, pages)

    answer = await sync(hass)

    assert_recorded(loaded, town)
    assert answer["added"] == len(ours_on_items(town))
    if answer["added"] < 34:
        assert answer["status"] == "failed"
        assert "no space is left on the disk" in answer["sources"]["storage"]
    await database.read(lambda c: c.execute("PRAGMA max_page_count = 100000").fetchone())
    await sync(hass)
    assert len(ours_on_items(town)) == 34
    assert_recorded(loaded, town)


async def test_a_label_whose_removal_cannot_be_saved_stays_recorded(
    hass: HomeAssistant, loaded: MockConfigEntry, town: Town
) -> None:
    """A record too many does no harm, and is dropped once the label was missing for a day."""
    await sync(hass)
    town.world.person("john").watchlist.clear()
    database = database_of(loaded)
    before = len(ledger_of(loaded))
    edits = town.plex.writes

    async def refuse_after_the_edit() -> None:
        await until(lambda: town.plex.writes > edits)
        await _refuse_writes(database)

    refusing = hass.async_create_task(refuse_after_the_edit())
    answer = await sync(hass)
    await refusing

    assert answer["status"] in {"failed", "partial"}
    assert JOHN not in ours(town)
    await _take_writes(database)
    assert len(ledger_of(loaded)) == before
    with standing_clock() as clock:
        await sync(hass)
        assert loaded.runtime_data.coordinator.data.labels == 8
        clock.tick(timedelta(days=1, minutes=1))
        await sync(hass)
    assert len(ledger_of(loaded)) == before - 5


async def test_a_request_that_cannot_be_saved_is_refused(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Nothing has changed then, and later it goes through."""
    await sync(hass)
    await add(hass, "john", ENGINE)
    before = requests_of(loaded)
    await _refuse_writes(database_of(loaded))

    for action, guid in ((add, HARBOUR), (remove, ENGINE)):
        with pytest.raises(HomeAssistantError) as error:
            await action(hass, "john", guid)
        assert error.value.translation_key == "request_not_saved"
        assert "read-only" in str(error.value)

    assert requests_of(loaded) == before
    await _take_writes(database_of(loaded))
    assert await add(hass, "john", HARBOUR) == [JOHN]


def ours_on_items(town: Town) -> set[tuple[int, str]]:
    """Give which items carry which labels of ours."""
    return {(key, label) for key, carried in labels(town).items() for label in carried & ours(town)}


def assert_recorded(entry: MockConfigEntry, town: Town) -> None:
    """Every label of ours in Plex is recorded."""
    recorded: LabelSets = {
        key: frozenset(kept.records) for key, kept in ledger_of(entry).entries.items()
    }
    assert {
        (key, label) for key, label in ours_on_items(town) if label not in recorded.get(key, ())
    } == set()


async def _refuse_writes(database: Database) -> None:
    """Let nothing be saved."""
    await database.read(lambda connection: connection.execute("PRAGMA query_only = ON"))


async def _take_writes(database: Database) -> None:
    await database.read(lambda connection: connection.execute("PRAGMA query_only = OFF"))


async def _fill_disk(database: Database, pages: int) -> None:
    """Let the file grow by so many pages and no more."""

    def fill(connection: sqlite3.Connection) -> None:
        (count,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {count + pages}")

    await database.read(fill)
