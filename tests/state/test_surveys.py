"""Looking into the database beside all else: long surveys, and what closing does to them."""

import asyncio
from pathlib import Path
import sqlite3
from threading import Event

import pytest

from custom_components.plex_label_sync.state import settings
from custom_components.plex_label_sync.state.database import Database, NotReadError
from custom_components.plex_label_sync.threads import TURN

from .one_value import get, put


async def test_looking_sees_what_was_written(database: Database) -> None:
    await database.write(put(1))

    assert database.look(get) == 1


async def test_looking_waits_for_no_write(database: Database) -> None:
    """It sees what was there before."""
    begun, may_end = Event(), Event()

    def change(connection: sqlite3.Connection) -> None:
        settings.put(connection, "a", 1)
        begun.set()
        assert may_end.wait(10)

    writing = asyncio.create_task(database.write(change))
    await asyncio.to_thread(begun.wait)
    assert database.look(get) is None
    may_end.set()
    await writing


async def test_looking_cannot_change_anything(database: Database) -> None:
    with pytest.raises(NotReadError, match="read-only"):
        database.look(put(1))


async def test_a_survey_of_a_file_that_is_not_there_says_so(database: Database, path: Path) -> None:
    """It opens the file anew, where all else has it open."""
    away = path.with_suffix(".away")
    await asyncio.to_thread(path.rename, away)

    with pytest.raises(NotReadError, match="cannot be opened"):
        await database.survey(get)

    await asyncio.to_thread(away.rename, path)


async def test_what_a_survey_sorts_is_not_written_to_the_disk(database: Database) -> None:
    """2 is what SQLite calls memory."""

    def kept(connection: sqlite3.Connection) -> object:
        return connection.execute("PRAGMA temp_store").fetchone()[0]

    assert await database.survey(kept) == 2


async def test_a_survey_that_nobody_waits_for_takes_its_turn(database: Database) -> None:
    """One that somebody waits for does not."""
    with TURN:
        patient = asyncio.create_task(database.survey(get, in_turn=True))
        assert await database.survey(get) is None
        assert not patient.done()
    assert await patient is None


async def test_closing_waits_for_a_survey_whose_asker_is_gone(
    database: Database, path: Path
) -> None:
    """Whoever deletes, copies or opens the file after that finds it alone."""
    await database.write(put(1))
    begun, may_end = Event(), Event()

    def slow(connection: sqlite3.Connection) -> object:
        seen = get(connection)
        begun.set()
        may_end.wait(5)
        return seen

    asker = asyncio.create_task(database.survey(slow))
    await asyncio.to_thread(begun.wait, 5)
    asker.cancel()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0.05)
    assert not closing.done()

    may_end.set()
    await closing
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_closing_breaks_a_survey_off(database: Database) -> None:
    """Home Assistant's stop would wait for it."""
    survey = await endless_survey(database)

    await database.close()

    with pytest.raises(NotReadError, match="closed"):
        await survey


async def test_nobody_is_told_of_a_survey_whose_asker_is_gone(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    survey = await endless_survey(database)
    survey.cancel()
    with pytest.raises(asyncio.CancelledError):
        await survey

    await database.close()
    del survey
    await asyncio.sleep(0)

    assert not caplog.records


async def endless_survey(database: Database) -> asyncio.Task[object]:
    """Begin a survey that ends only when it is broken off."""
    begun = Event()

    def endless(connection: sqlite3.Connection) -> object:
        begun.set()
        query = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x)"
        return connection.execute(f"{query} FROM n").fetchone()

    survey: asyncio.Task[object] = asyncio.create_task(database.survey(endless))
    await asyncio.to_thread(begun.wait, 5)
    return survey
