"""The files of version 0.1.0 in Home Assistant's storage folder: taken over once, and kept."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from custom_components.plex_label_sync.state import ledger, requests, settings, waiting
from custom_components.plex_label_sync.state.database import Database, NotSavedError
from custom_components.plex_label_sync.state.takeover import KINDS, take_over_files

from .disk import content, put_content
from .older import written

ENTRY = "01M8G6STQDFX3EF600WJYK9RFP"
NAME = f"plex_label_sync.{ENTRY}"


@pytest.fixture
def storage(path: Path) -> Path:
    """Home Assistant's storage folder with the files of the quiet house, and others' files."""
    path.parent.mkdir(exist_ok=True)
    for kind, stored in written("quiet").items():
        assert stored
        put_content(path.parent / f"plex_label_sync.{ENTRY}.{kind}", stored)
    put_content(path.parent / "plex_label_sync.ANOTHER.ledger", b"{")
    return path.parent


def names(storage: Path) -> Iterable[str]:
    """Give the names of the JSON files that are there."""
    return sorted(file.name for file in storage.iterdir() if ".db" not in file.name)


async def test_files_are_kept_under_another_name(storage: Path, database: Database) -> None:
    """So that somebody can go back; other entries' files are not touched."""
    assert await take_over_files(database, storage, NAME) == frozenset()

    assert names(storage) == sorted(
        [
            "plex_label_sync.ANOTHER.ledger",
            *(f"plex_label_sync.{ENTRY}.{kind}.taken_over" for kind in KINDS),
        ]
    )
    kept = storage / f"plex_label_sync.{ENTRY}.ledger.taken_over"
    assert content(kept) == written("quiet")["ledger"]
    assert await database.read(ledger.totals) == {"items": 11, "labels": 9, "records": 36}


async def test_without_files_nothing_is_done(database: Database, path: Path) -> None:
    """A new entry is no entry of 0.1.0."""
    assert await take_over_files(database, path.parent, NAME) == frozenset()

    assert await database.read(lambda c: settings.get(c, settings.TAKEN_OVER)) is None


async def test_damaged_files_are_kept_as_well(storage: Path, database: Database) -> None:
    put_content(storage / f"plex_label_sync.{ENTRY}.ledger", b"")

    assert await take_over_files(database, storage, NAME) == {"ledger"}

    assert f"plex_label_sync.{ENTRY}.ledger.taken_over" in names(storage)
    assert await database.read(waiting.count) == 3


async def test_where_they_cannot_be_saved_the_files_stay(storage: Path, database: Database) -> None:
    """And nothing is half taken over."""
    before = names(storage)
    await database.read(lambda c: c.execute("PRAGMA max_page_count = 1").fetchone())

    with pytest.raises(NotSavedError):
        await take_over_files(database, storage, NAME)

    assert names(storage) == before
    assert await database.read(ledger.keys) == []
    await database.read(lambda c: c.execute("PRAGMA max_page_count = 100000").fetchone())
    assert await take_over_files(database, storage, NAME) == frozenset()
    assert len(await database.read(ledger.keys)) == 11


async def test_a_crash_between_saving_and_renaming_does_no_harm(
    storage: Path, database: Database
) -> None:
    """The next start finds the files and that they were taken over."""
    before = {storage / name: content(storage / name) for name in names(storage)}
    await take_over_files(database, storage, NAME)
    await database.write(lambda c: requests.replace(c, []))
    for path, stored in before.items():
        put_content(path, stored)

    assert await take_over_files(database, storage, NAME) == frozenset()

    assert await database.read(requests.everything) == ()
    assert f"plex_label_sync.{ENTRY}.ledger" not in names(storage)


async def test_a_file_that_cannot_be_read_is_told(storage: Path, database: Database) -> None:
    """Nothing is taken over as if it were not there."""
    path = storage / f"plex_label_sync.{ENTRY}.ledger"
    for change in (path.unlink, path.mkdir):
        change()

    with pytest.raises(NotSavedError, match="Is a directory"):
        await take_over_files(database, storage, NAME)

    assert await database.read(waiting.count) == 0
