"""Binary sensors: whether a full sync runs, and whether Plex and each instance can be heard."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import override

from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .entity import InstanceEntity, RestoredSensor, SyncEntity, instances_there
from .follow.runtime import SyncConfigEntry
from .person_binary_sensor import person_binary_sensors
from .person_entity import add_people
from .sync_state import SyncState

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SyncBinarySensorDescription(BinarySensorEntityDescription):
    """A binary sensor and where its state comes from."""

    is_on_fn: Callable[[SyncState], bool | None]


BINARY_SENSORS = (
    SyncBinarySensorDescription(
        key="syncing",
        device_class=BinarySensorDeviceClass.RUNNING,
        is_on_fn=lambda state: state.progress is not None,
    ),
    SyncBinarySensorDescription(
        key="plex",
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        is_on_fn=lambda state: state.plex,
    ),
)

CONNECTION = BinarySensorEntityDescription(
    key="connection",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    _hass: HomeAssistant, entry: SyncConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the binary sensors."""
    runtime = entry.runtime_data
    coordinator = runtime.coordinator
    async_add_entities(SyncBinarySensor(coordinator, description) for description in BINARY_SENSORS)
    add_people(entry, async_add_entities, partial(person_binary_sensors, entry))
    for subentry_id, instance in instances_there(entry):
        async_add_entities([ConnectionSensor(instance, CONNECTION)], config_subentry_id=subentry_id)


class SyncBinarySensor(SyncEntity, RestoredSensor):
    """A binary sensor of the Plex server."""

    entity_description: SyncBinarySensorDescription

    @property
    @override
    def is_on(self) -> bool | None:
        """The state, from the coordinator."""
        is_on = self.entity_description.is_on_fn(self.coordinator.data)
        return self.before if is_on is None else is_on


class ConnectionSensor(InstanceEntity, RestoredSensor):
    """Whether an instance answers, and takes the API key."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether it did when it was asked last."""
        answered = self.coordinator.last_update_success
        return self.before if answered and self.coordinator.data is None else answered
