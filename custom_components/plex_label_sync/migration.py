"""Takes over what earlier versions stored in config entries and their subentries."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .const import CONF_WEBHOOK
from .webhooks.way import REGISTER_WEBHOOK, way_of

MINOR_VERSION = 2
"""Of config entries. 2: instances say who sets up their webhook (`webhooks/way.py`)."""


@callback
def migrate(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Bring an entry to this version; what is so already stays as it is."""
    for subentry in list(entry.subentries.values()):
        if REGISTER_WEBHOOK in subentry.data:
            way = way_of(subentry.subentry_type, subentry.data)
            data = {key: value for key, value in subentry.data.items() if key != REGISTER_WEBHOOK}
            hass.config_entries.async_update_subentry(
                entry, subentry, data={**data, CONF_WEBHOOK: way.value}
            )
    hass.config_entries.async_update_entry(entry, minor_version=MINOR_VERSION)
