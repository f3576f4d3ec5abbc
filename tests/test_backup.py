"""Home Assistant's backups: nothing is written while one is made, and nothing is lost by it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
import tarfile
from types import SimpleNamespace

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.plex_label_sync.backup import async_post_backup, async_pre_backup
from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.state import settings
from custom_components.plex_label_sync.state.connection import connect
from custom_components.plex_label_sync.state.database import Database
from tests.state.disk import content, put_content


@pytest.fixture
async def databases(hass: HomeAssistant, tmp_path: Path) -> AsyncIterator[list[Database]]:
    """The open databases of two loaded config entries; a third entry is not loaded."""
    databases = [Database(tmp_path / "storage" / f"{number}.db") for number in range(2)]
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


def _unpacked(folder: Path, name: str) -> Path:
    """Unpack a file of the only backup in a configuration folder; gives where it is then."""
    (backup,) = (folder / "backups").glob("*.tar")
    with (
        tarfile.open(backup) as outer,
        tarfile.open(fileobj=outer.extractfile("homeassistant.tar.gz")) as inner,
    ):
        inner.extract(f"data/{name}", folder / "unpacked", filter="data")
    return folder / "unpacked" / "data" / name
