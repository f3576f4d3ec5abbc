"""What Home Assistant's page on system health shows: whether plex.tv answers, and numbers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant, callback
from homeassistant.loader import async_get_integration

from .const import DOMAIN
from .follow.runtime import SyncConfigEntry
from .sync_state import SyncState

PLEX_TV = "https://plex.tv/api/v2/ping"


@callback
def async_register(_hass: HomeAssistant, register: system_health.SystemHealthRegistration) -> None:
    """Say who gives the information."""
    register.async_register_info(_info)


async def _info(hass: HomeAssistant) -> dict[str, Any]:
    entries: Sequence[SyncConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    states: list[SyncState] = [entry.runtime_data.coordinator.data for entry in entries]
    synced = [(one.last_sync, one.last_result) for one in states if one.last_sync]
    integration = await async_get_integration(hass, DOMAIN)
    return {
        "version": str(integration.version),
        "can_reach_plex_tv": system_health.async_check_can_reach_url(hass, PLEX_TV),
        "servers": len(states),
        "servers_connected": sum(bool(one.plex) for one in states),
        "labelled_items": sum(one.labelled_items or 0 for one in states),
        "queue_size": sum(one.queue_size or 0 for one in states),
        **_latest(synced),
    }


def _latest(synced: Sequence[tuple[datetime, str | None]]) -> dict[str, Any]:
    """Give when the last sync of any server ended, and how."""
    if not synced:
        return {}
    time, result = max(synced, key=lambda one: one[0])
    return {"last_sync": time, "last_sync_result": result}
