"""What all actions share: the field that names a Plex server, and how that is found."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall
from homeassistant.helpers import config_validation as cv, service

from .const import DOMAIN
from .coordinator import SyncConfigEntry

ENTRY_FIELD: Mapping[Any, Any] = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
"""The part of each action's schema that names the server."""


def entry_of(call: ServiceCall) -> SyncConfigEntry:
    """Give the config entry that an action is for.

    Raises `ServiceValidationError` when it is not loaded, or not named though there are several.
    """
    entry: SyncConfigEntry = service.async_get_config_entry(
        call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    )
    return entry
