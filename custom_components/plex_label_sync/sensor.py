"""Sensors: the queue, the last sync, the running one, the next one, counts, and last webhooks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, override

from homeassistant.components.sensor import (
    RestoreSensor,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory, Platform, UnitOfTime
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .const import DOMAIN
from .entity import InstanceEntity, SyncEntity, instances_there
from .follow.runtime import SyncConfigEntry
from .person_entity import add_people
from .person_sensor import person_sensors
from .reasons import Words
from .sync.problem import Status
from .sync_state import SyncState
from .webhooks.way import wants_webhook

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class SyncSensorDescription(SensorEntityDescription):
    """A sensor and where its state, and its attributes if it has some, come from."""

    value_fn: Callable[[SyncState], datetime | float | str | None]
    attributes_fn: Callable[[SyncState, HomeAssistant], Mapping[str, Any] | None] = lambda *_: None


def _reason(state: SyncState, hass: HomeAssistant) -> str | None:
    """Give what went wrong with the last full sync, in words."""
    return Words.of(hass).trouble(state.problems) if state.problems else None


SENSORS = (
    SyncSensorDescription(
        key="queue_size",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.queue_size,
    ),
    SyncSensorDescription(
        key="last_sync",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda state: state.last_sync,
    ),
    SyncSensorDescription(
        key="last_sync_result",
        device_class=SensorDeviceClass.ENUM,
        options=[status.value for status in Status],
        value_fn=lambda state: state.last_result,
        attributes_fn=lambda state, hass: {"reason": _reason(state, hass)},
    ),
    SyncSensorDescription(
        key="next_sync",
        device_class=SensorDeviceClass.TIMESTAMP,
        value_fn=lambda state: state.next_sync,
    ),
    SyncSensorDescription(
        key="last_sync_duration",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_display_precision=1,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda state: state.duration,
    ),
    SyncSensorDescription(
        key="sync_progress",
        native_unit_of_measurement=PERCENTAGE,
        entity_registry_enabled_default=False,
        value_fn=lambda state: state.progress,
        attributes_fn=lambda state, _: {"step": state.step},
    ),
    SyncSensorDescription(
        key="labelled_items",
        state_class=SensorStateClass.MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda state: state.labelled_items,
    ),
    SyncSensorDescription(
        key="labels",
        state_class=SensorStateClass.MEASUREMENT,
        entity_registry_enabled_default=False,
        value_fn=lambda state: state.labels,
    ),
    SyncSensorDescription(
        key="users",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda state: state.users,
    ),
    SyncSensorDescription(
        key="failed_items",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda state: state.failed_items,
    ),
)

LAST_WEBHOOK = SensorEntityDescription(
    key="last_webhook",
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant, entry: SyncConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors."""
    runtime = entry.runtime_data
    coordinator = runtime.coordinator
    async_add_entities(SyncSensor(coordinator, description) for description in SENSORS)
    add_people(entry, async_add_entities, partial(person_sensors, entry))
    for subentry_id, instance in instances_there(entry):
        if wants_webhook(instance.subentry):
            last_webhook = LastWebhookSensor(instance, LAST_WEBHOOK)
            async_add_entities([last_webhook], config_subentry_id=subentry_id)
        else:
            _remove(hass, f"{subentry_id}_{LAST_WEBHOOK.key}")


@callback
def _remove(hass: HomeAssistant, unique_id: str) -> None:
    """Remove a sensor that an instance had before from the registry."""
    registry = er.async_get(hass)
    if entity_id := registry.async_get_entity_id(Platform.SENSOR, DOMAIN, unique_id):
        registry.async_remove(entity_id)


class SyncSensor(SyncEntity, SensorEntity):
    """A sensor of the Plex server."""

    entity_description: SyncSensorDescription

    @property
    @override
    def native_value(self) -> datetime | float | str | None:
        """The state, from the coordinator."""
        return self.entity_description.value_fn(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """More about the state, from the coordinator."""
        return self.entity_description.attributes_fn(self.coordinator.data, self.hass)


class LastWebhookSensor(InstanceEntity, RestoreSensor):
    """When an instance's last webhook came, also before a restart."""

    @override
    async def async_added_to_hass(self) -> None:
        """Take up what was shown before, for whoever else asks, too."""
        await super().async_added_to_hass()
        before = await self.async_get_last_sensor_data()
        if before and isinstance(before.native_value, datetime):
            self.coordinator.take_up_webhook(before.native_value)

    @property
    @override
    def native_value(self) -> datetime | None:
        """The time, or None when none has ever come."""
        return self.coordinator.last_webhook
