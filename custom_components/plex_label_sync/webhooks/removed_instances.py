"""Sees which instances are removed, or get another address, while their config entry is not loaded.

A loaded entry sees to that itself, before it is set up again. Nobody does for one that is disabled,
could not be set up, or waits to be tried again.
"""

from collections.abc import Mapping

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect

from ..const import DOMAIN
from ..issues.report import clear_instance_issues
from .instance_webhook import Instance, instances_of
from .pending_removals import PendingRemovals
from .removal import left_behind


@callback
def watch_instances(hass: HomeAssistant, removals: PendingRemovals) -> None:
    """Begin, for as long as Home Assistant runs."""
    known = {
        entry.entry_id: instances_of(entry) for entry in hass.config_entries.async_entries(DOMAIN)
    }

    @callback
    def see(change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain != DOMAIN:
            return
        before = known.pop(entry.entry_id, {})
        if change is ConfigEntryChange.REMOVED:
            return
        known[entry.entry_id] = after = instances_of(entry)
        if not entry.update_listeners and (left := left_behind(before, after)):
            _take_out(hass, entry, removals, left, after)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, see)


@callback
def _take_out(
    hass: HomeAssistant,
    entry: ConfigEntry,
    removals: PendingRemovals,
    left: tuple[Instance, ...],
    now: Mapping[str, Instance],
) -> None:
    for one in left:
        if one.id not in entry.subentries:
            clear_instance_issues(hass, entry.entry_id, one.id)
    hass.async_create_task(removals.remove(left, now), f"{DOMAIN} webhooks of removed instances")
