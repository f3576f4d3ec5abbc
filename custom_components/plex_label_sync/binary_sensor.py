"""The binary sensor that tells whether a full sync runs."""

from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import SyncConfigEntry
from .entity import SyncEntity

PARALLEL_UPDATES = 0

SYNCING = BinarySensorEntityDescription(key="syncing", device_class=BinarySensorDeviceClass.RUNNING)


async def async_setup_entry(
    _hass: HomeAssistant, entry: SyncConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the binary sensor."""
    async_add_entities([SyncingSensor(entry.runtime_data, SYNCING)])


class SyncingSensor(SyncEntity, BinarySensorEntity):
    """Whether a full sync runs."""

    @property
    @override
    def is_on(self) -> bool:
        """On while a full sync runs."""
        return self.coordinator.data.progress is not None
