"""A disk that is full or read-only, a file that is locked, newer or damaged: what is told then."""

from collections.abc import Iterator
from contextlib import closing
import os
from pathlib import Path
import sqlite3
from tempfile import TemporaryDirectory

import pytest

from custom_components.plex_label_sync.core.model import Item, MediaType
from custom_components.plex_label_sync.state import items, settings
from custom_components.plex_label_sync.state.connection import connect, doubt, files, transact
from custom_components.plex_label_sync.state.database import (
    DamagedDatabaseError,
    Database,
    NewerDatabaseError,
    NotReadError,
    NotSavedError,
)
from custom_components.plex_label_sync.state.schema import VERSION

from .disk import content, files_of_at_most, put_content, size, without_privileges


def put_much(connection: sqlite3.Connection) -> None:
    """Keep half a megabyte."""
    for number in range(500):
        settings.put(connection, f"key {number}", "x" * 1_000)


def count(connection: sqlite3.Connection) -> int:
    """Give how many settings there are, but for the one that is there from the first."""
    query = "SELECT COUNT(*) FROM settings WHERE key != ?"
    number: int = connection.execute(query, (settings.ENABLED,)).fetchone()[0]
    return number


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody can enter, which those of pytest are not."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def written(path: Path) -> Path:
    """A closed database with something in it."""
    with closing(connect(path)) as connection:
        settings.put(connection, "a", 1)
    return path


async def test_a_full_disk_is_told_and_changes_nothing(database: Database) -> None:
    await database.write(lambda c: settings.put(c, "a", 1))
    await database.read(lambda c: c.execute("PRAGMA max_page_count = 100").fetchone())

    with pytest.raises(NotSavedError, match="no space left on the disk"):
        await database.write(put_much, durable=True)

    assert await database.read(count) == 1


async def test_once_there_is_space_again_writing_goes_on(database: Database) -> None:
    await database.read(lambda c: c.execute("PRAGMA max_page_count = 100").fetchone())
    with pytest.raises(NotSavedError):
        await database.write(put_much)
    await database.read(lambda c: c.execute("PRAGMA max_page_count = 100000").fetchone())

    await database.write(put_much)

    assert await database.read(count) == 500


async def test_a_write_that_the_system_refuses_changes_nothing(
    database: Database, path: Path
) -> None:
    """Where the log cannot grow as the transaction ends."""
    await database.write(lambda c: settings.put(c, "a", 1))
    with (
        files_of_at_most(size(path) + 100_000),
        pytest.raises(NotSavedError, match="the disk reports an error"),
    ):
        await database.write(put_much)

    assert await database.read(count) == 1
    await database.write(put_much)
    assert await database.read(count) == 501


async def test_a_file_that_became_read_only_is_told(database: Database) -> None:
    await database.read(lambda c: c.execute("PRAGMA query_only = ON"))

    with pytest.raises(NotSavedError, match="the file or its folder is read-only"):
        await database.write(put_much)

    assert await database.read(count) == 0


async def test_a_database_on_a_full_disk_is_told_as_it_opens(written: Path) -> None:
    """Before anybody relies on it."""
    with files_of_at_most(100), pytest.raises(NotSavedError, match="disk"):
        await Database(written).open()

    database = Database(written)
    await database.open()
    assert await database.read(count) == 1
    await database.close()


async def test_a_read_only_folder_is_told(folder: Path) -> None:
    with without_privileges(), pytest.raises(NotSavedError, match="cannot be opened"):
        await Database(folder / "plex_label_sync.entry.db").open()


async def test_a_read_only_file_is_told(folder: Path) -> None:
    path = folder / "plex_label_sync.entry.db"
    connect(path).close()
    for each, rights in ((path, 0o444), (folder, 0o777)):
        each.chmod(rights)

    with without_privileges(), pytest.raises(NotSavedError, match="read-only"):
        await Database(path).open()


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(NotSavedError, match="File exists"):
        await Database(tmp_path / "file" / "plex_label_sync.entry.db").open()


async def test_no_message_tells_where_the_file_is(tmp_path: Path) -> None:
    with pytest.raises(NotSavedError, match="cannot be opened") as raised:
        await Database(tmp_path).open()

    assert str(tmp_path) not in str(raised.value)


async def test_a_file_that_another_program_has_locked_is_told(database: Database) -> None:
    await database.read(lambda c: c.execute("PRAGMA busy_timeout = 10").fetchone())
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(NotSavedError, match="another program has locked the file"):
            await database.write(put_much)


async def test_a_disk_that_cannot_be_read_is_told(database: Database) -> None:
    """Its content may be whole all the same."""
    await database.write(put_much)
    await database.pause.begin()
    await database.close()

    def shorten_and_read(connection: sqlite3.Connection) -> None:
        os.truncate(database.path, 4_096)
        count(connection)

    database = Database(database.path)
    await database.open()
    with pytest.raises((NotReadError, DamagedDatabaseError)):
        await database.read(shorten_and_read)
    await database.close()


async def test_a_newer_database_is_left_as_it_is(written: Path) -> None:
    with closing(sqlite3.connect(written)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    before = content(written)

    with pytest.raises(NewerDatabaseError, match=f"version {VERSION + 1}"):
        await Database(written).open()

    assert content(written) == before


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda whole: b"garbage" + whole[7:], id="header"),
        pytest.param(lambda whole: whole[:100] + b"garbage" + whole[107:], id="first page"),
        pytest.param(lambda whole: whole[: len(whole) // 2], id="cut in half"),
        pytest.param(lambda whole: whole[:100], id="only a header"),
        pytest.param(lambda whole: whole[:1024] + b"\xa5" * (len(whole) - 1024), id="the rest"),
        pytest.param(lambda _: b"{}" * 5_000, id="something else"),
    ],
)
async def test_damage_is_told_as_the_file_opens(written: Path, damage: object) -> None:
    assert callable(damage)
    put_content(written, damage(content(written)))

    with pytest.raises(DamagedDatabaseError):
        await Database(written).open()


@pytest.mark.parametrize("number", range(12))
async def test_damage_to_the_root_of_any_table_is_told_as_the_file_opens(
    written: Path, number: int
) -> None:
    with closing(sqlite3.connect(written)) as connection:
        roots = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE type = 'table' ORDER BY name"
        ).fetchall()
    (root,) = roots[number]
    whole = bytearray(content(written))
    whole[(root - 1) * 1024 : root * 1024] = b"\xa5" * 1024
    put_content(written, whole)

    with pytest.raises(DamagedDatabaseError):
        await Database(written).open()


@pytest.fixture
async def hidden_damage(path: Path) -> Path:
    """A closed database with damage that a cheap look does not meet."""
    with closing(connect(path)) as connection:
        transact(connection, put_much)
    whole = bytearray(content(path))
    at = whole.rindex(b"x" * 500)
    start = at - at % 1024
    whole[start : start + 1024] = b"\xa5" * 1024
    put_content(path, whole)
    return path


def read_all(connection: sqlite3.Connection) -> int:
    """Read every row, and give how many there are, but for the one that is there from the first."""
    rows = connection.execute("SELECT * FROM settings").fetchall()
    return sum(key != settings.ENABLED for key, _ in rows)


async def test_damage_that_is_met_later_is_told(hidden_damage: Path) -> None:
    database = Database(hidden_damage)
    await database.open()

    with pytest.raises(DamagedDatabaseError):
        await database.read(read_all)
    with pytest.raises(DamagedDatabaseError):
        database.look(read_all)
    with pytest.raises(DamagedDatabaseError):
        await database.write(read_all)
    await database.close()


async def test_whoever_opened_the_file_is_told_of_damage_once(hidden_damage: Path) -> None:
    """Opening it anew mends that."""
    database = Database(hidden_damage)
    told: list[str] = []
    database.on_damage = lambda: told.append("damaged")
    await database.open()
    for _ in range(2):
        with pytest.raises(DamagedDatabaseError):
            await database.read(read_all)
    await database.close()
    assert told == ["damaged"]


async def test_damage_that_was_met_is_told_when_the_file_opens_again(hidden_damage: Path) -> None:
    database = Database(hidden_damage)
    await database.open()
    with pytest.raises(DamagedDatabaseError):
        await database.read(read_all)
    await database.close()

    with pytest.raises(DamagedDatabaseError):
        await Database(hidden_damage).open()


async def test_where_there_is_doubt_indexes_are_checked_as_well(path: Path) -> None:
    """What they hold is read without an error, but leads nowhere."""
    with closing(connect(path)) as connection:
        item = Item(1, "SECTION", MediaType.MOVIE, "plex://movie/1", "", "Heat", 1)
        transact(connection, lambda c: items.put(c, [item]))
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'items_by_section'"
        ).fetchone()
    whole = content(path)
    at = whole.index(b"SECTION", (root - 1) * 1024)
    put_content(path, whole[:at] + b"ANOTHER" + whole[at + 7 :])
    doubt(path).touch()

    with pytest.raises(DamagedDatabaseError, match="missing from index"):
        await Database(path).open()


async def test_a_doubt_that_was_wrong_is_over(written: Path) -> None:
    """As where the memory, and not the disk, gave other data for a moment."""
    doubt(written).touch()

    database = Database(written)
    await database.open()

    assert await database.read(count) == 1
    await database.close()
    assert list(written.parent.iterdir()) == [written]


async def test_what_was_begun_when_the_power_failed_is_finished_as_the_file_opens(
    database: Database, tmp_path: Path
) -> None:
    """The log is read, whatever of it came into the file."""
    await database.write(put_much, durable=True)
    copy = tmp_path / "copy" / database.path.name
    copy.parent.mkdir()
    for source, target in zip(files(database.path)[:2], files(copy)[:2], strict=True):
        put_content(target, content(source))

    again = Database(copy)
    await again.open()

    assert await again.read(read_all) == 500
    await again.close()
