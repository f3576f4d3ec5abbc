"""The event entity that tells one by one what runs did."""

from typing import Any, override

from homeassistant.components.event import (
    ATTR_EVENT_TYPE,
    EventEntity,
    EventEntityDescription,
)
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .activity import EVENT_ACTIVITY, KINDS, on_activity
from .entity import SyncEntity
from .follow.runtime import SyncConfigEntry

PARALLEL_UPDATES = 0

ACTIVITY = EventEntityDescription(key="activity", event_types=KINDS)


async def async_setup_entry(
    _hass: HomeAssistant, entry: SyncConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the event entity."""
    async_add_entities([ActivityEvent(entry.runtime_data.coordinator, ACTIVITY)])


class ActivityEvent(SyncEntity, EventEntity):
    """Labels that came or went, titles that wait, and full syncs that ended."""

    _deed: Context | None = None
    """The context of what was told last."""

    @override
    async def async_added_to_hass(self) -> None:
        """Begin to listen."""
        await super().async_added_to_hass()
        entry = self.coordinator.config_entry
        self.async_on_remove(on_activity(self.hass, entry.entry_id, self._tell))

    @callback
    def _tell(self, kind: str, attributes: dict[str, Any], context: Context) -> None:
        """Tell it on the event bus, for the logbook, and as the cause of the new state.

        On the bus one deed is told once, however many copies of the title there are: the logbook
        would have the same line for each of them.
        """
        if context is not self._deed:
            about = {ATTR_ENTITY_ID: self.entity_id, ATTR_EVENT_TYPE: kind}
            self.hass.bus.async_fire(EVENT_ACTIVITY, {**attributes, **about}, context=context)
        self._deed = context
        self.async_set_context(context)
        self._trigger_event(kind, attributes)
        self.async_write_ha_state()
