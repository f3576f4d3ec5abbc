"""The database as coroutines: transactions, the thread, and closing."""

import asyncio
from contextlib import closing
from functools import partial
from pathlib import Path
import sqlite3
from threading import Event, current_thread, enumerate as enumerate_threads
from weakref import ref

import pytest

from custom_components.plex_label_sync.state import settings
from custom_components.plex_label_sync.state.connection import connect
from custom_components.plex_label_sync.state.database import Database, NotReadError, NotSavedError
from custom_components.plex_label_sync.state.schema import VERSION, migrate, version_of
from tests.database import tables

from .disk import size
from .one_value import add, get, put


async def test_a_new_file_gets_all_tables(database: Database) -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        migrate(connection)
        assert await database.read(tables) == tables(connection)
    assert await database.read(version_of) == VERSION


async def test_what_was_written_is_there_after_the_file_was_closed(
    database: Database, path: Path
) -> None:
    await database.write(put(1))
    await database.close()

    again = Database(path)
    await again.open()
    assert await again.read(get) == 1
    await again.close()


async def test_a_write_gives_what_the_change_gives(database: Database) -> None:
    assert await database.write(lambda _: "given") == "given"
    assert await database.write(lambda _: "given", durable=True) == "given"


async def test_a_change_that_fails_leaves_nothing_behind(database: Database) -> None:
    """What it raised goes through, and the next change begins anew."""

    def change(connection: sqlite3.Connection) -> None:
        settings.put(connection, "a", 1)
        raise LookupError("not that way")

    with pytest.raises(LookupError, match="not that way"):
        await database.write(change)

    assert await database.read(get) is None
    await database.write(put(2))
    assert await database.read(get) == 2


async def test_a_fault_of_ours_is_not_taken_for_one_of_the_disk(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.write(lambda c: c.execute("DELETE FROM nowhere"))
    with pytest.raises(sqlite3.IntegrityError):
        await database.write(
            lambda c: c.execute("INSERT INTO ledger VALUES (1, 'a', 'a', '', '[]', 0, NULL, '')")
        )


@pytest.mark.parametrize(("durable", "level"), [(True, 2), (False, 1)])
async def test_only_a_durable_write_waits_for_the_disk(
    database: Database, durable: bool, level: int
) -> None:
    """The levels of `PRAGMA synchronous`: 1 is NORMAL, 2 FULL."""
    for _ in range(2):
        (now,) = await database.write(
            lambda c: c.execute("PRAGMA synchronous").fetchone(), durable=durable
        )
        assert now == level


async def test_all_that_touches_the_file_runs_in_one_thread(database: Database) -> None:
    """It is not the event loop's."""
    asked = [database.read(lambda _: current_thread()) for _ in range(5)]
    written = [database.write(lambda _: current_thread()) for _ in range(5)]

    threads = set(await asyncio.gather(*asked, *written))

    assert len(threads) == 1
    assert current_thread() not in threads
    assert threads.pop().daemon


async def test_what_is_asked_at_the_same_time_is_done_one_after_the_other(
    database: Database,
) -> None:
    await asyncio.gather(*(database.write(add) for _ in range(100)))

    assert await database.read(get) == 100


async def test_the_event_loop_goes_on_while_the_thread_works(database: Database) -> None:
    may_end = Event()
    writing = asyncio.create_task(database.write(lambda _: may_end.wait(10)))
    await asyncio.sleep(0.01)

    may_end.set()

    assert await writing


async def test_what_a_write_was_given_is_let_go_of_when_it_is_done(database: Database) -> None:
    """Whoever gave it is the last to hold it, and may free it in pieces."""
    plan = {"a plan"}
    held = ref(plan)

    await database.write(partial(_nothing, plan))
    del plan

    assert held() is None


def _nothing(plan: object, connection: sqlite3.Connection) -> None:
    """Change nothing."""


async def test_a_cancelled_write_that_has_begun_is_done(database: Database) -> None:
    """The thread serves others after that."""
    begun, may_end = Event(), Event()

    def change(connection: sqlite3.Connection) -> None:
        begun.set()
        assert may_end.wait(10)
        settings.put(connection, "a", 1)

    writing = asyncio.create_task(database.write(change))
    await asyncio.to_thread(begun.wait)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    may_end.set()

    assert await database.read(get) == 1


async def test_a_write_that_fails_after_it_was_cancelled_is_logged(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    begun, may_end = Event(), Event()

    def change(_: sqlite3.Connection) -> None:
        begun.set()
        assert may_end.wait(10)
        raise LookupError("not that way")

    writing = asyncio.create_task(database.write(change))
    await asyncio.to_thread(begun.wait)
    writing.cancel()
    may_end.set()
    await database.read(get)

    assert "LookupError" in caplog.text


async def test_closing_does_what_was_asked_before(database: Database, path: Path) -> None:
    writing = asyncio.create_task(database.write(put(1)))
    await asyncio.sleep(0)

    await database.close()

    assert writing.done()
    connection = connect(path)
    assert get(connection) == 1
    connection.close()


async def test_closing_ends_the_thread_and_leaves_one_file(database: Database, path: Path) -> None:
    thread = await database.read(lambda _: current_thread())

    await database.close()

    assert thread not in enumerate_threads()
    assert list(path.parent.iterdir()) == [path]


async def test_closing_twice_is_closing_once(database: Database) -> None:
    await database.close()
    await database.close()


async def test_a_closed_database_says_so(database: Database) -> None:
    await database.close()

    with pytest.raises(NotSavedError, match="closed"):
        await database.write(put(1))
    with pytest.raises(NotReadError, match="closed"):
        await database.read(get)
    with pytest.raises(NotReadError, match="closed"):
        database.look(get)
    await database.pause.begin()


async def test_a_write_that_waits_when_the_database_closes_is_refused(database: Database) -> None:
    await database.pause.begin()
    writing = asyncio.create_task(database.write(put(1)))
    await asyncio.sleep(0)

    await database.close()

    with pytest.raises(NotSavedError, match="closed"):
        await writing


async def test_opening_that_is_cancelled_leaves_nothing_open(path: Path) -> None:
    """Another one can open the file, and closes it alone."""
    before = set(enumerate_threads())
    opening = asyncio.create_task(Database(path).open())
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    for thread in set(enumerate_threads()) - before:
        await asyncio.to_thread(thread.join, 10)

    database = Database(path)
    await database.open()
    await database.close()
    assert list(path.parent.iterdir()) == [path]


async def test_its_size_counts_the_log(database: Database, path: Path) -> None:
    await database.pause.begin()
    small = await database.size()
    assert small >= size(path)
    database.pause.end()
    await database.write(put("x" * 100_000))

    assert await database.size() > small + 100_000
