"""What fix flows share that choose something for a person."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from ..follow.runtime import Runtime


def runtime_of(hass: HomeAssistant, entry_id: str) -> Runtime | None:
    """Give the parts of a config entry; None while it is not set up: nothing can be kept then."""
    entry = hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.state is not ConfigEntryState.LOADED:
        return None
    runtime: Runtime = entry.runtime_data
    return runtime
