"""What entities share: all of them, those of a Plex server, and those of an instance."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import CoreState
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.restore_state import RestoredExtraData, RestoreEntity
from homeassistant.helpers.update_coordinator import CoordinatorEntity
from homeassistant.util import dt as dt_util

from .coordinator import SyncCoordinator
from .device import instance_device, server_device
from .follow.polls import InstancePoll
from .follow.runtime import SyncConfigEntry

_RELOAD = timedelta(minutes=1)
"""A reload takes no longer; what was shown before may be over."""

_SHOWN = "shown"


def instances_there(entry: SyncConfigEntry) -> Iterator[tuple[str, InstancePoll]]:
    """Give the instances, by the id of their subentry, that are still there when each is asked for.

    While the entry is set up one may be removed, and Home Assistant takes no entity for it then.
    """
    for key, instance in entry.runtime_data.instances.items():
        if key in entry.subentries:
            yield key, instance


class KeyedEntity(Entity):
    """An entity whose id ends with its key in every language, for dashboards and examples."""

    _attr_has_entity_name = True

    @property
    @override
    def suggested_object_id(self) -> str:
        return self.entity_description.key


class RestoredSensor(BinarySensorEntity, RestoreEntity):
    """A binary sensor whose state has to be asked for: after a reload it shows what it did before.

    A reload, as when an instance is added, takes a moment: until the answer is there it is neither
    unknown nor off. A restart may take long, and a server that was disabled may have been so for
    days, so that nothing is shown after it that may be over.
    """

    before: bool | None = None
    """What it showed before a reload."""

    @property
    @override
    def extra_restore_state_data(self) -> RestoredExtraData:
        """When it showed its state last."""
        return RestoredExtraData({_SHOWN: dt_util.utcnow().isoformat()})

    @override
    async def async_added_to_hass(self) -> None:
        """Take up the state from before."""
        await super().async_added_to_hass()
        if self.hass.state is not CoreState.running:
            return
        last, more = await self.async_get_last_state(), await self.async_get_last_extra_data()
        shown = more.as_dict().get(_SHOWN) if more else None
        if last and shown and dt_util.utcnow() - datetime.fromisoformat(shown) < _RELOAD:
            self.before = {STATE_ON: True, STATE_OFF: False}.get(last.state)


class SyncEntity(KeyedEntity, CoordinatorEntity[SyncCoordinator]):
    """An entity of the Plex server's service device."""

    def __init__(self, coordinator: SyncCoordinator, description: EntityDescription) -> None:
        super().__init__(coordinator)
        entry = coordinator.config_entry
        self.entity_description = description
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{entry.entry_id}_{description.key}"
        self._attr_device_info = server_device(coordinator.hass, entry)


class InstanceEntity(KeyedEntity, CoordinatorEntity[InstancePoll]):
    """An entity of the service device of a Radarr, Sonarr or Seerr."""

    def __init__(self, coordinator: InstancePoll, description: EntityDescription) -> None:
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{coordinator.subentry.subentry_id}_{description.key}"
        self._attr_device_info = instance_device(coordinator)

    @property
    @override
    def available(self) -> bool:
        """Always: what these entities show is known here, whether the instance answers or not."""
        return True
