"""What Home Assistant's own Plex integration knows of servers (its const.py, version 2026.10)."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant, callback

_PLEX = "plex"
_SERVER_CONFIG = "server_config"
_SERVER_IDENTIFIER = "server_id"


@callback
def plex_entries(hass: HomeAssistant) -> dict[str, ConfigEntry]:
    """Give its config entries by id; an ignored discovery is none."""
    entries = hass.config_entries.async_entries(_PLEX, include_ignore=False)
    return {entry.entry_id: entry for entry in entries}


def access_of(entry: ConfigEntry) -> dict[str, Any]:
    """Give address and token from one of its entries, as an entry of ours holds them."""
    server = entry.data[_SERVER_CONFIG]
    return {
        CONF_URL: server[CONF_URL],
        CONF_TOKEN: server.get(CONF_TOKEN, ""),
        CONF_VERIFY_SSL: server.get(CONF_VERIFY_SSL, True),
    }


@callback
def accesses_to(hass: HomeAssistant, machine_identifier: str) -> list[dict[str, Any]]:
    """Give addresses and tokens of a server from its entries, as an entry of ours holds them."""
    return [
        access_of(entry)
        for entry in plex_entries(hass).values()
        if entry.data.get(_SERVER_IDENTIFIER) == machine_identifier
    ]
