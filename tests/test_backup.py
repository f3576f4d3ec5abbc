"""Home Assistant's backups: nothing is written while one is made, and nothing is lost by it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
import tarfile
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.backup.manager import CoreBackupReaderWriter
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.backup import (
    async_post_backup,
    async_pre_backup,
    pause_of,
)
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.follow.start import path_of
from custom_components.plex_label_sync.state import pause as pause_module, settings
from custom_components.plex_label_sync.state.connection import connect, files
from custom_components.plex_label_sync.state.database import Database
from tests.database import database_of
from tests.running import end, sync, until
from tests.state.disk import content, put_content


@pytest.fixture
async def databases(hass: HomeAssistant, tmp_path: Path) -> AsyncIterator[list[Database]]:
    """The open databases of two loaded config entries; a third entry is not loaded."""
    pause = pause_of(hass)
    databases = [Database(tmp_path / "storage" / f"{number}.db", pause) for number in range(2)]
    for database in databases:
        await database.open()
        entry = MockConfigEntry(domain=DOMAIN, state=ConfigEntryState.LOADED)
        entry.runtime_data = SimpleNamespace(database=database)
        entry.add_to_hass(hass)
    MockConfigEntry(domain=DOMAIN, state=ConfigEntryState.SETUP_RETRY).add_to_hass(hass)
    yield databases
    for database in databases:
        await database.close()


async def test_while_a_backup_is_made_writes_wait(
    hass: HomeAssistant, databases: list[Database]
) -> None:
    """They raise nothing, and go on when it has been made."""
    await async_pre_backup(hass)
    writes = [
        asyncio.create_task(database.write(lambda c: settings.put(c, "a", 1)))
        for database in databases
    ]
    await asyncio.sleep(0.05)
    assert not any(write.done() for write in writes)

    await async_post_backup(hass)

    async with asyncio.timeout(5):
        await asyncio.gather(*writes)


async def test_a_copy_that_was_made_meanwhile_is_whole(
    hass: HomeAssistant, databases: list[Database], tmp_path: Path
) -> None:
    """Even of the file without its log."""
    for database in databases:
        await database.write(lambda c: settings.put(c, "a", 1))
    await async_pre_backup(hass)

    for database in databases:
        copy = tmp_path / database.path.name
        put_content(copy, content(database.path))
        connection = connect(copy)
        assert settings.get(connection, "a") == 1
        connection.close()
    await async_post_backup(hass)


async def test_the_end_of_a_backup_that_never_began_is_nothing(
    hass: HomeAssistant, databases: list[Database]
) -> None:
    await async_post_backup(hass)

    for database in databases:
        await database.write(lambda c: settings.put(c, "a", 1))


async def test_a_backup_of_home_assistant_holds_the_whole_database(
    hass: HomeAssistant, loaded: MockConfigEntry, tmp_path: Path
) -> None:
    """It finds the hooks: all is in the file itself, without its log, and then writes go on."""
    assert await async_setup_component(hass, "backup", {})
    await hass.async_block_till_done()
    database: Database = loaded.runtime_data.database
    await database.write(lambda c: settings.put(c, "a", 1))

    await hass.services.async_call("backup", "create", blocking=True)

    name = str(database.path.relative_to(tmp_path))
    connection = connect(await hass.async_add_executor_job(_unpacked, tmp_path, name))
    assert settings.get(connection, "a") == 1
    connection.close()
    async with asyncio.timeout(5):
        await database.write(lambda c: settings.put(c, "a", 2))


def told(entry: MockConfigEntry, hass: HomeAssistant) -> list[bytes]:
    """Give what a backup would copy of the database: the file and its log."""
    file, log, _ = files(path_of(hass, entry.entry_id))
    return [content(one) if one.exists() else b"" for one in (file, log)]


async def test_an_entry_that_is_reloaded_while_a_backup_is_made_writes_nothing(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Its database is open and can be read; it goes on when the backup has been made."""
    await sync(hass)
    await async_pre_backup(hass)
    before = told(loaded, hass)
    assert before[0]
    assert not before[1]

    reloading = hass.async_create_task(hass.config_entries.async_reload(loaded.entry_id))
    await until(lambda: loaded.state is ConfigEntryState.SETUP_IN_PROGRESS)
    await asyncio.sleep(0.3)
    assert not reloading.done()
    assert told(loaded, hass) == before

    await async_post_backup(hass)
    assert await reloading
    assert loaded.state is ConfigEntryState.LOADED
    assert (await sync(hass))["removed"] == 0


async def test_an_entry_that_is_first_loaded_while_a_backup_is_made_waits(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Its database is made when the backup has been: half of one would be damaged."""
    await async_pre_backup(hass)
    entry.add_to_hass(hass)
    starting = hass.async_create_task(hass.config_entries.async_setup(entry.entry_id))
    await until(lambda: entry.state is ConfigEntryState.SETUP_IN_PROGRESS)
    await asyncio.sleep(0.3)
    assert not starting.done()
    assert not list(path_of(hass, entry.entry_id).parent.glob(f"{DOMAIN}.*"))

    await async_post_backup(hass)
    assert await starting
    await end(hass, entry)


async def test_a_backup_whose_end_is_never_told_holds_an_entry_up_for_an_hour_at_most(
    hass: HomeAssistant, loaded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where what makes it dies: only Home Assistant's own backups always tell."""
    monkeypatch.setattr(pause_module, "LONGEST_PAUSE", 0.3)
    await async_pre_backup(hass)

    async with asyncio.timeout(20):
        assert await hass.config_entries.async_reload(loaded.entry_id)

    await database_of(loaded).write(lambda c: settings.put(c, "a", 1))


async def test_an_entry_that_goes_while_a_backup_is_made_leaves_nothing_behind(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Nor does it hold up the end of the backup."""
    await async_pre_backup(hass)
    async with asyncio.timeout(20):
        await hass.config_entries.async_remove(loaded.entry_id)

    await async_post_backup(hass)
    assert not list(path_of(hass, loaded.entry_id).parent.glob(f"{DOMAIN}.{loaded.entry_id}*"))


async def test_an_entry_that_is_loaded_anew_while_a_backup_is_made_goes_after_it(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """It is being set up until then."""
    await async_pre_backup(hass)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    hass.config_entries.async_schedule_reload(loaded.entry_id)
    await until(lambda: loaded.state is ConfigEntryState.SETUP_IN_PROGRESS)
    going = hass.async_create_task(hass.config_entries.async_remove(loaded.entry_id))
    await asyncio.sleep(0.3)
    assert not going.done()

    await async_post_backup(hass)
    async with asyncio.timeout(20):
        await going
    assert not list(path_of(hass, loaded.entry_id).parent.glob(f"{DOMAIN}.{loaded.entry_id}*"))


async def test_a_backup_that_fails_holds_up_no_write(
    hass: HomeAssistant, loaded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Home Assistant tells its end all the same."""
    assert await async_setup_component(hass, "backup", {})
    await hass.async_block_till_done()

    def full(*_: Any) -> None:
        assert pause_of(hass).lasts
        raise OSError("no space left")

    monkeypatch.setattr(CoreBackupReaderWriter, "_mkdir_and_generate_backup_contents", full)
    with pytest.raises(HomeAssistantError):
        await hass.services.async_call("backup", "create", blocking=True)

    async with asyncio.timeout(5):
        await database_of(loaded).write(lambda c: settings.put(c, "a", 1))


def _unpacked(folder: Path, name: str) -> Path:
    """Unpack a file of the only backup in a configuration folder; gives where it is then."""
    (backup,) = (folder / "backups").glob("*.tar")
    with (
        tarfile.open(backup) as outer,
        tarfile.open(fileobj=outer.extractfile("homeassistant.tar.gz")) as inner,
    ):
        inner.extract(f"data/{name}", folder / "unpacked", filter="data")
    return folder / "unpacked" / "data" / name
