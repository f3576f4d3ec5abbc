"""Home Assistant's backups: while one is made nothing is written to the databases."""

from asyncio import gather
from collections.abc import Iterator

from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .state.database import Database


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Let writes wait, and the files be whole in themselves, until the backup has been made."""
    await gather(*(database.pause() for database in _databases(hass)))


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let the writes go on."""
    await gather(*(database.resume() for database in _databases(hass)))


def _databases(hass: HomeAssistant) -> Iterator[Database]:
    return (
        entry.runtime_data.database for entry in hass.config_entries.async_loaded_entries(DOMAIN)
    )
