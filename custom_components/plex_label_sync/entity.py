"""What entities share: those of a Plex server, and those of an instance."""

from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_URL
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN, SUBENTRY_RADARR, SUBENTRY_SEERR, SUBENTRY_SONARR
from .coordinator import SyncCoordinator
from .follow.polls import InstancePoll

_MAKERS = {SUBENTRY_RADARR: "Radarr", SUBENTRY_SONARR: "Sonarr", SUBENTRY_SEERR: "Seerr"}


class _KeyedEntity(Entity):
    """An entity whose id ends with its key in every language, for dashboards and examples."""

    _attr_has_entity_name = True

    @property
    @override
    def suggested_object_id(self) -> str:
        return self.entity_description.key


class SyncEntity(_KeyedEntity, CoordinatorEntity[SyncCoordinator]):
    """An entity of the Plex server's service device."""

    def __init__(self, coordinator: SyncCoordinator, description: EntityDescription) -> None:
        super().__init__(coordinator)
        entry = coordinator.config_entry
        self.entity_description = description
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{entry.entry_id}_{description.key}"
        self._attr_device_info = _server(entry)


class InstanceEntity(_KeyedEntity, CoordinatorEntity[InstancePoll]):
    """An entity of the service device of a Radarr, Sonarr or Seerr."""

    def __init__(self, coordinator: InstancePoll, description: EntityDescription) -> None:
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{coordinator.subentry.subentry_id}_{description.key}"
        self._attr_device_info = _instance(coordinator)

    @property
    @override
    def available(self) -> bool:
        """Always: what these entities show is known here, whether the instance answers or not."""
        return True


def _server(entry: ConfigEntry) -> DeviceInfo:
    return DeviceInfo(
        identifiers={(DOMAIN, entry.entry_id)},
        name=entry.title,
        manufacturer="Plex Label Sync",
        entry_type=DeviceEntryType.SERVICE,
        configuration_url=entry.data[CONF_URL],
    )


def _instance(coordinator: InstancePoll) -> DeviceInfo:
    """Describe an instance's device; that of its Plex server is made here if it is not there yet.

    Platforms are set up side by side, so that no order can be relied on.
    """
    entry, subentry = coordinator.config_entry, coordinator.subentry
    server = dr.async_get(coordinator.hass).async_get_or_create(
        config_entry_id=entry.entry_id, **_server(entry)
    )
    return DeviceInfo(
        identifiers={(DOMAIN, subentry.subentry_id)},
        name=subentry.title,
        manufacturer=_MAKERS[subentry.subentry_type],
        entry_type=DeviceEntryType.SERVICE,
        via_device_id=server.id,
        configuration_url=subentry.data[CONF_URL],
    )
