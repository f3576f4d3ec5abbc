"""The devices: that of a Plex server and those of its instances, with the versions they tell."""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo

from .const import DOMAIN, SUBENTRY_RADARR, SUBENTRY_SEERR, SUBENTRY_SONARR
from .follow.polls import InstancePoll
from .follow.runtime import SyncConfigEntry

_APPLICATIONS = {SUBENTRY_RADARR: "Radarr", SUBENTRY_SONARR: "Sonarr", SUBENTRY_SEERR: "Seerr"}
_OF_HOME_ASSISTANT = "plex"


type _Listen = Callable[[Callable[[], None]], Callable[[], None]]


class _Versioned(Protocol):
    """A server that tells its version, once it was asked."""

    @property
    def version(self) -> str: ...


@callback
def registered_server(hass: HomeAssistant, entry: ConfigEntry[Any]) -> dr.DeviceEntry:
    """Give the device of a Plex server; it is made where there is none.

    Platforms are set up side by side, so that no order can be relied on.
    """
    registry = dr.async_get(hass)
    device = server_device(hass, entry)
    return registry.async_get_or_create(config_entry_id=entry.entry_id, **device)


@callback
def server_device(hass: HomeAssistant, entry: ConfigEntry[Any]) -> DeviceInfo:
    """Describe the device of a Plex server."""
    return DeviceInfo(
        identifiers={(DOMAIN, entry.entry_id)},
        name=_name(hass, entry.title),
        manufacturer="Plex",
        model="Plex Media Server",
        entry_type=DeviceEntryType.SERVICE,
        configuration_url=entry.data[CONF_URL],
    )


@callback
def instance_device(coordinator: InstancePoll) -> DeviceInfo:
    """Describe an instance's device, below that of its Plex server."""
    entry, subentry = coordinator.config_entry, coordinator.subentry
    server = registered_server(coordinator.hass, entry)
    application = _APPLICATIONS[subentry.subentry_type]
    return DeviceInfo(
        identifiers={(DOMAIN, subentry.subentry_id)},
        name=subentry.title,
        manufacturer=application,
        model=application,
        entry_type=DeviceEntryType.SERVICE,
        via_device_id=server.id,
        configuration_url=subentry.data[CONF_URL],
    )


@callback
def follow_versions(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Keep the versions of the devices as the servers tell them, until the entry is unloaded."""
    runtime = entry.runtime_data
    servers: dict[str, tuple[_Listen, _Versioned]] = {
        key: (poll.async_add_listener, poll) for key, poll in runtime.instances.items()
    }
    plex = runtime.engine.context.servers.plex
    servers[entry.entry_id] = runtime.coordinator.async_add_listener, plex
    for key, (listen, server) in servers.items():
        entry.async_on_unload(listen(partial(_note_version, hass, entry.entry_id, key, server)))


@callback
def _note_version(hass: HomeAssistant, entry_id: str, key: str, server: _Versioned) -> None:
    """Note a version that is known, and another one than before."""
    registry = dr.async_get(hass)
    device = registry.async_get_device_by_identifier((DOMAIN, key), entry_id)
    if device and server.version and device.sw_version != server.version:
        registry.async_update_device(device.id, sw_version=server.version)


def _name(hass: HomeAssistant, title: str) -> str:
    """Give the device's name: the server's, unless Home Assistant's own Plex has one of that."""
    taken = {
        device.name
        for entry in hass.config_entries.async_entries(_OF_HOME_ASSISTANT)
        for device in dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    }
    return f"Plex Label Sync ({title})" if title in taken else title
