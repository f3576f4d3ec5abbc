"""The copy of the database on which a dry run works: nothing is left of it, however that ends."""

import asyncio
from contextlib import closing
from pathlib import Path

import pytest

from custom_components.plex_label_sync.state import settings
from custom_components.plex_label_sync.state.connection import (
    connect,
    files,
    keep_log,
    transact,
)
from custom_components.plex_label_sync.state.database import Database
from custom_components.plex_label_sync.sync.dry_run import database_copy
from tests.state.disk import content


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


async def test_one_that_is_made_while_the_database_is_closed_leaves_its_log(tmp_path: Path) -> None:
    """A backup may be copying the files just then."""
    path = tmp_path / "house.db"
    with closing(connect(path)) as connection:
        keep_log(connection, keep=True)
        transact(connection, lambda one: settings.put(one, "a", 1))
    before = [content(file) for file in files(path)[:2]]
    assert before[1]

    async with database_copy(Database(path)) as copy:
        assert copy.look(lambda one: settings.get(one, "a")) == 1

    assert [content(file) for file in files(path)[:2]] == before
