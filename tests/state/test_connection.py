"""How the file of a database comes to be, which may be broken off at any moment."""

from pathlib import Path
import sqlite3

import pytest

from custom_components.plex_label_sync.state import schema
from custom_components.plex_label_sync.state.database import Database, NotSavedError
from custom_components.plex_label_sync.state.schema import VERSION, version_of

from .disk import files_of_at_most


async def test_a_new_file_on_a_full_disk_is_told_and_not_left_half_made(path: Path) -> None:
    """What is left of it would count as damaged the next time."""
    with files_of_at_most(10_000), pytest.raises(NotSavedError, match="disk"):
        await Database(path).open()

    assert list(path.parent.iterdir()) == []
    database = Database(path)
    await database.open()
    await database.close()


async def test_a_new_file_has_its_name_only_once_it_is_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home Assistant may be killed at any moment of its very first start with this."""
    there: list[bool] = []
    migrate = schema.migrate

    def watched_migrate(connection: sqlite3.Connection) -> None:
        there.append(path.exists())
        migrate(connection)

    monkeypatch.setattr(schema, "migrate", watched_migrate)
    database = Database(path)
    await database.open()
    await database.close()

    assert there == [False, True]
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("left", [b"", b"SQLite format 3\0 and no more"], ids=["empty", "a part"])
async def test_what_a_kill_left_of_a_new_file_is_in_nobodys_way(path: Path, left: bytes) -> None:
    path.parent.mkdir()
    for end in ("", "-wal", "-shm"):
        path.with_name(f"{path.name}.draft{end}").write_bytes(left)

    database = Database(path)
    await database.open()

    assert await database.read(version_of) == VERSION
    await database.close()
    assert list(path.parent.iterdir()) == [path]
