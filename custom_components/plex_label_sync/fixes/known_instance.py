"""The instance that a fix flow is about, which may be removed meanwhile."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant


def known_instance(
    hass: HomeAssistant, entry_id: str, subentry_id: str
) -> tuple[ConfigEntry[Any], ConfigSubentry] | None:
    """Give an instance's config entry and its subentry, as far as both are still there."""
    entry = hass.config_entries.async_get_entry(entry_id)
    subentry = entry.subentries.get(subentry_id) if entry else None
    return (entry, subentry) if entry and subentry else None
