"""Plex Label Sync: keeps Plex labels in step with who asked for what."""

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN
from .coordinator import SyncConfigEntry, SyncCoordinator
from .following import start_following
from .issues import clear_issues
from .schedule import start_schedule
from .servers import connect
from .services import register_actions
from .store import SyncStore
from .webhook import register_webhooks

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS = (Platform.BINARY_SENSOR, Platform.BUTTON, Platform.SENSOR)


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Register the actions."""
    register_actions(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: SyncConfigEntry) -> bool:
    """Set up a Plex server. No other server is asked, so that none can hold up HA's start."""
    store = SyncStore(hass, entry.entry_id)
    await store.async_load()
    coordinator = entry.runtime_data = SyncCoordinator(hass, entry, store)
    coordinator.connect(*await connect(hass, entry, coordinator.follower.hear_source))
    register_webhooks(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    start_schedule(hass, entry)
    start_following(hass, entry)
    entry.async_on_unload(entry.add_update_listener(_reload))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: SyncConfigEntry) -> bool:
    """Unload a Plex server; a running sync is cancelled and loses nothing."""
    await entry.runtime_data.store.async_flush()
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Forget what was stored; labels in Plex stay as they are."""
    await SyncStore(hass, entry.entry_id).async_remove()
    clear_issues(hass, entry.entry_id)


async def _reload(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Take in changed options and subentries."""
    hass.config_entries.async_schedule_reload(entry.entry_id)
