"""The button that starts a full sync."""

from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import SyncConfigEntry
from .entity import SyncEntity

PARALLEL_UPDATES = 0

SYNC = ButtonEntityDescription(key="sync")


async def async_setup_entry(
    _hass: HomeAssistant, entry: SyncConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the button."""
    async_add_entities([SyncButton(entry.runtime_data, SYNC)])


class SyncButton(SyncEntity, ButtonEntity):
    """Starts a full sync; its progress shows in the sensors."""

    @override
    async def async_press(self) -> None:
        """Start a full sync, or leave the running one to its work."""
        self.coordinator.start_sync()
