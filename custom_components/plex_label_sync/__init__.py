"""Plex Label Sync: keeps Plex labels in step with who asked for what."""

from collections.abc import Mapping
from functools import partial

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from .const import DOMAIN
from .coordinator import SyncConfigEntry, SyncCoordinator
from .follow.following import start_following
from .follow.schedule import start_schedule
from .issues.report import clear_instance_issues, clear_issues
from .servers import connect
from .services import register_actions
from .store import SyncStore
from .webhooks.endpoints import register_webhooks
from .webhooks.instance_webhook import Instance, instances_of
from .webhooks.registration import start_registration
from .webhooks.removal import left_behind, take_leave
from .webhooks.silence import watch_for_silence

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.SENSOR,
    Platform.SWITCH,
)


async def async_setup(hass: HomeAssistant, _config: ConfigType) -> bool:
    """Register the actions."""
    register_actions(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: SyncConfigEntry) -> bool:
    """Set up a Plex server. No other server is asked, so that none can hold up HA's start."""
    store = SyncStore(hass, entry.entry_id)
    await store.async_load()
    coordinator = entry.runtime_data = SyncCoordinator(hass, entry, store)
    coordinator.connect(*await connect(hass, entry, store, coordinator.follower.hear_source))
    register_webhooks(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    start_schedule(hass, entry)
    start_following(hass, entry)
    start_registration(hass, entry)
    watch_for_silence(hass, entry)
    entry.async_on_unload(entry.add_update_listener(partial(_reload, instances_of(entry))))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: SyncConfigEntry) -> bool:
    """Unload a Plex server; a running sync is cancelled and loses nothing."""
    await entry.runtime_data.store.async_flush()
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Forget what was stored and take our webhooks out of the instances.

    Labels in Plex stay as they are.
    """
    await SyncStore(hass, entry.entry_id).async_remove()
    clear_issues(hass, entry.entry_id)
    await take_leave(hass, instances_of(entry).values())


async def _reload(
    before: Mapping[str, Instance], hass: HomeAssistant, entry: SyncConfigEntry
) -> None:
    """Take in changed options and subentries.

    A webhook is removed from its old place before it is set up in the new one: both may be one
    instance under two addresses.
    """
    after = instances_of(entry)
    try:
        await take_leave(hass, left_behind(before, after))
    finally:
        for gone in before.keys() - after.keys():
            clear_instance_issues(hass, entry.entry_id, gone)
        hass.config_entries.async_schedule_reload(entry.entry_id)
