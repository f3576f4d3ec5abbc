"""While a database is paused, as for a backup, writes wait and the file can be copied."""

import asyncio
from pathlib import Path

import pytest

from custom_components.plex_label_sync.state import database as database_module
from custom_components.plex_label_sync.state.connection import connect
from custom_components.plex_label_sync.state.database import Database

from .disk import content, put_content
from .one_value import get, put


async def test_while_paused_a_write_waits_and_reading_goes_on(database: Database) -> None:
    await database.write(put(1))
    await database.pause()
    writing = asyncio.create_task(database.write(put(2)))
    await asyncio.sleep(0.01)

    assert not writing.done()
    assert await database.read(get) == 1
    assert database.look(get) == 1

    await database.resume()
    await writing
    assert await database.read(get) == 2


async def test_what_was_begun_before_a_pause_is_done_before_it_begins(database: Database) -> None:
    writing = asyncio.create_task(database.write(put(1)))
    await asyncio.sleep(0)

    await database.pause()

    assert writing.done()


async def test_while_paused_the_file_alone_holds_everything(
    database: Database, path: Path, tmp_path: Path
) -> None:
    await database.write(put(1))
    await database.pause()

    copy = tmp_path / "copy.db"
    put_content(copy, content(path))
    connection = connect(copy)
    assert get(connection) == 1
    connection.close()


async def test_a_pause_that_nobody_ends_ends_by_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "LONGEST_PAUSE", 0.01)
    await database.pause()

    async with asyncio.timeout(5):
        await database.write(put(1))

    assert await database.read(get) == 1


async def test_a_second_pause_counts_from_its_own_beginning(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would have ended the first one does not end it."""
    monkeypatch.setattr(database_module, "LONGEST_PAUSE", 0.05)
    await database.pause()
    monkeypatch.setattr(database_module, "LONGEST_PAUSE", 60)
    await database.pause()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await database.write(put(1))


async def test_a_write_that_waits_and_is_cancelled_is_not_done(database: Database) -> None:
    await database.pause()
    writing = asyncio.create_task(database.write(put(1)))
    await asyncio.sleep(0)
    writing.cancel()
    await database.resume()

    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await database.read(get) is None


async def test_writes_of_one_moment_wait_for_a_pause_that_follows_another(
    database: Database,
) -> None:
    """What was about to go on when the next pause begins waits on."""
    await database.pause()
    writing = asyncio.create_task(database.write(put(1)))
    await asyncio.sleep(0)
    await database.resume()
    await database.pause()
    await asyncio.sleep(0.01)

    assert not writing.done()
    await database.resume()
    await writing
