"""The copy of the database on which a dry run works: nothing is left of it, however that ends."""

import asyncio
from pathlib import Path

import pytest

from custom_components.plex_label_sync.state import settings
from custom_components.plex_label_sync.state.database import Database
from custom_components.plex_label_sync.sync.dry_run import database_copy


@pytest.fixture
async def database(tmp_path: Path) -> Database:
    """An open database."""
    database = Database(tmp_path / "house.db")
    await database.open()
    return database


def names(folder: Path) -> set[str]:
    """Give what is in a folder."""
    return {one.name for one in folder.iterdir()}


@pytest.mark.parametrize("turns", [0, 2, 4, 8, 12, 16, 20, 24, 32, 48, 64])
async def test_nothing_is_left_of_one_that_is_broken_off(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture, turns: int
) -> None:
    """While it is made or opened, too: neither a file, nor a warning that the disk is bad."""

    async def work() -> None:
        async with database_copy(database) as copy:
            await copy.write(lambda connection: settings.put(connection, settings.ENABLED, True))

    working = asyncio.create_task(work())
    for _ in range(turns):
        await asyncio.sleep(0.00001)
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    await database.close()

    assert names(tmp_path) == {"house.db"}
    assert [one.message for one in caplog.records if one.levelname == "WARNING"] == []
