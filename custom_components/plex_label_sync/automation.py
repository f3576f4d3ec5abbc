"""What triggers and conditions share: the option that names a Plex server."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant

from .const import DOMAIN


def check_server(hass: HomeAssistant, options: Mapping[str, Any]) -> None:
    """Check that the Plex server in options, if one is named, is set up here; it may be unloaded.

    A template is not looked at. Raises `vol.Invalid`.
    """
    entry_id = options.get(ATTR_CONFIG_ENTRY_ID)
    if not isinstance(entry_id, str):
        return
    entry = hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.domain != DOMAIN:
        raise vol.Invalid(
            f"No Plex server is set up with the id {entry_id}. Choose one again, or none.",
            path=[ATTR_CONFIG_ENTRY_ID],
        )
