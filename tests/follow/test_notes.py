"""Notes: what is to be done is written into the work list in one go, and nobody waits for that."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.core import HomeAssistant

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.work import Work, WorkKind
from custom_components.plex_label_sync.follow.notes import Notes
from custom_components.plex_label_sync.state import work
from custom_components.plex_label_sync.state.database import Database, NotSavedError
from tests.running import until


class Bench:
    """Notes, and the list that they are written to; `written` counts how often that was."""

    def __init__(self, hass: HomeAssistant, database: Database) -> None:
        entry = MockConfigEntry(domain=DOMAIN)
        entry.add_to_hass(hass)
        self.database = database
        self.written = 0
        self.notes = Notes(hass, entry, database, self._count)

    def list(self) -> dict[str, Work]:
        """Give the list, by key."""
        rows = self.database.look(lambda connection: work.all_of(connection, WorkKind.ITEM))
        return {row.key: row for row in rows}

    def _count(self) -> None:
        self.written += 1


@pytest.fixture
async def bench(hass: HomeAssistant, tmp_path: Path) -> AsyncIterator[Bench]:
    """A bench to take notes at."""
    database = Database(tmp_path / "work.db")
    await database.open()
    yield Bench(hass, database)
    await hass.async_block_till_done(wait_background_tasks=True)
    await database.close()


async def test_what_comes_together_is_written_together(bench: Bench) -> None:
    """In one go."""
    for number in range(2_000):
        bench.notes.note(WorkKind.ITEM, str(number))

    await until(lambda: len(bench.list()) == 2_000)
    await until(lambda: bench.written > 0)
    assert bench.written == 1


async def test_what_comes_while_notes_are_written_is_written_after(bench: Bench) -> None:
    bench.notes.note(WorkKind.ITEM, "1")
    await until(lambda: bench.notes._notes == {})
    bench.notes.note(WorkKind.ITEM, "2")

    await until(lambda: bench.list().keys() == {"1", "2"})
    await until(lambda: bench.written == 2)


async def test_notes_about_the_same_are_merged(bench: Bench) -> None:
    """What was set once stays set; the shorter wait counts."""
    first: dict[str, Any] = {"whole": True}
    bench.notes.note(WorkKind.ITEM, "1", first, wait=10)
    bench.notes.note(WorkKind.ITEM, "1", {"deleted": True}, wait=10)
    await until(lambda: bench.written == 1)
    bench.notes.note(WorkKind.ITEM, "1", wait=0.3)

    await until(lambda: bench.written == 2)
    (entry,) = bench.list().values()
    assert entry.about == {"whole": True, "deleted": True}
    assert entry.not_before - entry.since == pytest.approx(0.3, abs=0.05)


async def test_what_cannot_be_written_is_logged_and_the_next_notes_are_tried(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    with patch.object(bench.database, "write", side_effect=NotSavedError("no space left")):
        bench.notes.note(WorkKind.ITEM, "1")
        await until(lambda: "no space left" in caplog.text)
        await asyncio.sleep(0)
    assert bench.written == 0

    bench.notes.note(WorkKind.ITEM, "2")

    await until(lambda: bench.list().keys() == {"2"})
