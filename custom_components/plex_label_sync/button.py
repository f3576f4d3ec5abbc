"""The buttons that start a full sync and a cleanup."""

from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .actions.ownership import clean_up
from .coordinator import SyncConfigEntry
from .entity import SyncEntity
from .sync.ownership import Cleanup

PARALLEL_UPDATES = 0

SYNC = ButtonEntityDescription(key="sync")
CLEANUP = ButtonEntityDescription(key="cleanup")


async def async_setup_entry(
    _hass: HomeAssistant, entry: SyncConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the buttons."""
    coordinator = entry.runtime_data
    async_add_entities([SyncButton(coordinator, SYNC), CleanupButton(coordinator, CLEANUP)])


class SyncButton(SyncEntity, ButtonEntity):
    """Starts a full sync; its progress shows in the sensors."""

    @override
    async def async_press(self) -> None:
        """Start a full sync, or leave the running one to its work."""
        self.coordinator.start_sync()


class CleanupButton(SyncEntity, ButtonEntity):
    """Cleans up as the action does when it is told nothing."""

    @override
    async def async_press(self) -> None:
        """Clean up. Raises `HomeAssistantError` when that could not be done."""
        await clean_up(self.coordinator, Cleanup())
