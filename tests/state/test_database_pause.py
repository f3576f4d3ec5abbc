"""While a database is paused, as for a backup, writes wait and the file can be copied."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from sqlite3 import Connection
from threading import Event

import pytest

from custom_components.plex_label_sync.state import (
    database as database_module,
    pause as pause_module,
    schema,
)
from custom_components.plex_label_sync.state.connection import (
    connect,
    doubt,
    files,
    keep_log,
    transact,
)
from custom_components.plex_label_sync.state.damage import open_or_set_aside
from custom_components.plex_label_sync.state.database import Database, NotSavedError
from custom_components.plex_label_sync.state.pause import Pause

from .disk import content, put_content
from .one_value import get, put


async def test_while_paused_a_write_waits_and_reading_goes_on(database: Database) -> None:
    await database.write(put(1))
    await database.pause.begin()
    writing = asyncio.create_task(database.write(put(2)))
    await asyncio.sleep(0.01)

    assert not writing.done()
    assert await database.read(get) == 1
    assert database.look(get) == 1

    database.pause.end()
    await writing
    assert await database.read(get) == 2


async def test_what_was_begun_before_a_pause_is_done_before_it_begins(database: Database) -> None:
    writing = asyncio.create_task(database.write(put(1)))
    await asyncio.sleep(0)

    await database.pause.begin()

    assert writing.done()


async def test_while_paused_the_file_alone_holds_everything(
    database: Database, path: Path, tmp_path: Path
) -> None:
    await database.write(put(1))
    await database.pause.begin()

    copy = tmp_path / "copy.db"
    put_content(copy, content(path))
    connection = connect(copy)
    assert get(connection) == 1
    connection.close()


@pytest.fixture
def log(path: Path) -> Path:
    """A database whose log a crash left, with changes that its file does not have."""
    with closing(connect(path)) as connection:
        keep_log(connection, keep=True)
        transact(connection, put(1))
    _, log, _ = files(path)
    assert content(log)
    return log


async def test_one_that_is_opened_in_a_pause_is_left_as_it_is(path: Path, log: Path) -> None:
    """It can be read; neither opening nor closing takes the log over, and a write waits."""
    pause = Pause()
    await pause.begin()
    before = content(path), content(log)
    database = Database(path, pause)
    await database.open()
    assert await database.read(get) == database.look(get) == 1
    assert await database.survey(get) == 1
    writing = asyncio.create_task(database.write(put(2)))
    await asyncio.sleep(0.05)
    await pause.begin()
    assert not writing.done()

    await database.close()
    with pytest.raises(NotSavedError, match="closed"):
        await writing

    assert (content(path), content(log)) == before


async def test_one_that_was_opened_in_a_pause_works_as_any_other_afterwards(
    path: Path, log: Path
) -> None:
    pause = Pause()
    await pause.begin()
    database = Database(path, pause)
    await database.open()

    pause.end()
    await database.write(put(2))
    await pause.begin()
    assert not content(log)
    pause.end()

    await database.close()
    assert list(path.parent.iterdir()) == [path]


async def test_one_that_is_closed_in_a_pause_leaves_its_log(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A survey kept the pause from taking it over: the file may just be copied."""
    monkeypatch.setattr(database_module, "_LONGEST_WAIT", 0.0)
    database = Database(path)
    await database.open()
    async with _surveying(database):
        await database.write(put(2))
        await database.pause.begin()
        before = [content(file) for file in files(path)[:2]]
    assert before[1]

    await database.close()

    assert [content(file) for file in files(path)[:2]] == before
    with closing(connect(path)) as connection:
        assert get(connection) == 2


async def _is_open_after(pause: Pause, database: Database) -> None:
    """See that a database is opened when a pause has ended, and that no file changes before."""
    folder = database.path.parent
    await pause.begin()
    before = {file: content(file) for file in folder.iterdir()} if folder.exists() else {}
    opening = asyncio.create_task(database.open())
    await asyncio.sleep(0.1)
    assert not opening.done()
    after = {file: content(file) for file in folder.iterdir()} if folder.exists() else {}
    assert {file: text for file, text in after.items() if not file.name.endswith("-shm")} == before

    pause.end()
    async with asyncio.timeout(5):
        await opening
    await database.write(put(1))
    await database.close()


async def test_one_that_is_not_there_is_made_after_a_pause(path: Path) -> None:
    pause = Pause()

    await _is_open_after(pause, Database(path, pause))


async def test_one_of_an_older_version_is_brought_up_to_date_after_a_pause(path: Path) -> None:
    with closing(connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION - 1}")
    pause = Pause()
    await pause.begin()

    opening = asyncio.create_task(Database(path, pause).open())
    await asyncio.sleep(0.1)

    assert not opening.done()
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening


async def test_one_in_doubt_is_checked_after_a_pause(house: Path) -> None:
    doubt(house).touch()
    pause = Pause()

    await _is_open_after(pause, Database(house, pause))
    assert not doubt(house).exists()


async def test_a_damaged_one_is_set_aside_after_a_pause(house: Path) -> None:
    put_content(house, b"no database" * 1_000)
    pause = Pause()
    await pause.begin()
    opening = asyncio.create_task(open_or_set_aside(house, pause))
    await asyncio.sleep(0.1)
    assert not opening.done()
    assert list(house.parent.iterdir()) == [house]

    pause.end()
    database, aside = await opening
    assert aside
    await database.close()


async def test_a_pause_waits_for_one_that_is_being_opened(path: Path) -> None:
    """Then its file alone holds everything, too."""
    pause = Pause()
    database = Database(path, pause)
    opening = asyncio.create_task(database.open())
    await asyncio.sleep(0)

    await pause.begin()

    assert opening.done()
    assert not content(files(path)[1])
    pause.end()
    await database.close()


async def test_a_pause_waits_for_one_that_is_being_closed(path: Path) -> None:
    """It takes its log over into the file before the pause, or not at all."""
    pause = Pause()
    database = Database(path, pause)
    await database.open()
    await database.write(put("x" * 1_000_000))
    closing_it = asyncio.create_task(database.close())
    await asyncio.sleep(0)

    await pause.begin()
    before = {file: content(file) for file in path.parent.iterdir()}
    await closing_it

    assert {file: content(file) for file in path.parent.iterdir()} == before


def test_a_log_without_its_file_is_none_of_a_new_one(path: Path, log: Path) -> None:
    """As in a backup that was made while an entry was removed."""
    path.unlink()

    with closing(connect(path)) as connection:
        assert get(connection) is None


async def test_a_pause_that_nobody_ends_ends_by_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pause_module, "LONGEST_PAUSE", 0.01)
    await database.pause.begin()

    async with asyncio.timeout(5):
        await database.write(put(1))

    assert await database.read(get) == 1


async def test_a_second_pause_counts_from_its_own_beginning(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would have ended the first one does not end it."""
    monkeypatch.setattr(pause_module, "LONGEST_PAUSE", 0.05)
    await database.pause.begin()
    monkeypatch.setattr(pause_module, "LONGEST_PAUSE", 60)
    await database.pause.begin()

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await database.write(put(1))


async def test_a_write_that_waits_and_is_cancelled_is_not_done(database: Database) -> None:
    await database.pause.begin()
    writing = asyncio.create_task(database.write(put(1)))
    await asyncio.sleep(0)
    writing.cancel()
    database.pause.end()

    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await database.read(get) is None


async def test_writes_of_one_moment_wait_for_a_pause_that_follows_another(
    database: Database,
) -> None:
    """What was about to go on when the next pause begins waits on."""
    await database.pause.begin()
    writing = asyncio.create_task(database.write(put(1)))
    await asyncio.sleep(0)
    database.pause.end()
    await database.pause.begin()
    await asyncio.sleep(0.01)

    assert not writing.done()
    database.pause.end()
    await writing


async def test_a_pause_waits_for_a_survey_and_reading_goes_on_meanwhile(
    database: Database, path: Path, tmp_path: Path
) -> None:
    """Then the file alone holds what was written since the survey began."""
    async with _surveying(database) as end:
        await database.write(put(2))
        pausing = asyncio.create_task(database.pause.begin())
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
        await database.pause.begin()
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
