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


def known_to(entry: ConfigEntry) -> dict[str, Any]:
    """Give what one of its entries knows, as an entry of ours holds it."""
    known = entry.data[_SERVER_CONFIG]
    return {
        CONF_URL: known[CONF_URL],
        CONF_TOKEN: known.get(CONF_TOKEN, ""),
        CONF_VERIFY_SSL: known.get(CONF_VERIFY_SSL, True),
    }


@callback
def known_of(hass: HomeAssistant, machine_identifier: str) -> list[dict[str, Any]]:
    """Give what its entries know of a server, as an entry of ours holds it."""
    return [
        known_to(entry)
        for entry in plex_entries(hass).values()
        if entry.data.get(_SERVER_IDENTIFIER) == machine_identifier
    ]
