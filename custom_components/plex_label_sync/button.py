"""The buttons that start a full sync and a cleanup."""

from typing import override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .actions.ownership import run_cleanup
from .entity import SyncEntity
from .follow.runtime import Runtime, SyncConfigEntry
from .sync.clean_up import Cleanup

PARALLEL_UPDATES = 0

SYNC = ButtonEntityDescription(key="sync")
CLEANUP = ButtonEntityDescription(key="cleanup", entity_category=EntityCategory.CONFIG)


async def async_setup_entry(
    _hass: HomeAssistant, entry: SyncConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the buttons."""
    runtime = entry.runtime_data
    async_add_entities([SyncButton(runtime, SYNC), CleanupButton(runtime, CLEANUP)])


class _Button(SyncEntity, ButtonEntity):
    """A button of the Plex server."""

    def __init__(self, runtime: Runtime, description: ButtonEntityDescription) -> None:
        super().__init__(runtime.coordinator, description)
        self.runtime = runtime


class SyncButton(_Button):
    """Starts a full sync; its progress shows in the sensors."""

    @override
    async def async_press(self) -> None:
        """Start a full sync, or leave the running one to its work."""
        self.runtime.worker.full_sync.start()


class CleanupButton(_Button):
    """Cleans up as the action does when it is told nothing."""

    @override
    async def async_press(self) -> None:
        """Clean up. Raises `HomeAssistantError` when that could not be done."""
        await run_cleanup(self.runtime, Cleanup())
