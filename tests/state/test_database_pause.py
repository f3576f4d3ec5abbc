"""While a database is paused, as for a backup, writes wait and the file can be copied."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from sqlite3 import Connection
from threading import Event

import pytest

from custom_components.plex_label_sync.state import database as database_module
from custom_components.plex_label_sync.state.connection import connect, files
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


async def test_a_pause_waits_for_a_survey_and_reading_goes_on_meanwhile(
    database: Database, path: Path, tmp_path: Path
) -> None:
    """Then the file alone holds what was written since the survey began."""
    async with _surveying(database) as end:
        await database.write(put(2))
        pausing = asyncio.create_task(database.pause())
        await asyncio.sleep(0.05)
        async with asyncio.timeout(1):
            assert await database.read(get) == 2
        assert not pausing.done()
        end.set()
        await pausing

    put_content(tmp_path / "copy.db", content(path))
    with closing(connect(tmp_path / "copy.db")) as connection:
        assert get(connection) == 2


async def test_for_a_survey_that_takes_long_it_does_not_wait(
    database: Database, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file and its log hold everything."""
    monkeypatch.setattr(database_module, "_LONGEST_WAIT", 0.0)
    async with _surveying(database):
        await database.write(put(2))
        await database.pause()
        for number, file in enumerate(files(path)[:2]):
            put_content(files(tmp_path / "copy.db")[number], content(file))

    with closing(connect(tmp_path / "copy.db")) as connection:
        assert get(connection) == 2


@asynccontextmanager
async def _surveying(database: Database) -> AsyncIterator[Event]:
    """Have a survey read what is there now; it ends with the event, or when this does."""
    begun, end = Event(), Event()

    def read(connection: Connection) -> None:
        connection.execute("BEGIN")
        get(connection)
        begun.set()
        end.wait(5)

    survey = asyncio.create_task(database.survey(read))
    assert await asyncio.to_thread(begun.wait, 5)
    yield end
    end.set()
    await survey
