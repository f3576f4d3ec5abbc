"""The devices of people: they come and go with the people, and are called as these are."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import DeviceEntryType

from .const import DOMAIN
from .device import registered_server
from .follow.runtime import SyncConfigEntry


def person_key(entry_id: str, person: str) -> str:
    """Give what tells a person's device, and begins the unique ids of its entities."""
    return f"{entry_id}_person_{person}"


def device_of(hass: HomeAssistant, entry: SyncConfigEntry, person: str) -> dr.DeviceEntry | None:
    """Give the device of a person."""
    identifier = (DOMAIN, person_key(entry.entry_id, person))
    return dr.async_get(hass).async_get_device_by_identifier(identifier, entry.entry_id)


@callback
def keep_devices(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Have a device for everybody who is known, now and later, and none for those who are gone.

    As long as somebody who may know them was not read, whoever was known before keeps theirs. What
    belongs to a device goes with it. It is to be called before there are any entities.
    """
    people = entry.runtime_data.coordinator.people

    @callback
    def keep() -> None:
        if people.known.is_complete:
            _remove(hass, entry)
        _make(hass, entry)

    keep()
    entry.async_on_unload(people.on_change(keep))


def _make(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    registry = dr.async_get(hass)
    server = registered_server(hass, entry)
    for person, state in entry.runtime_data.coordinator.people.states.items():
        registry.async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={(DOMAIN, person_key(entry.entry_id, person))},
            name=state.name,
            manufacturer="Plex Label Sync",
            model="Person",
            entry_type=DeviceEntryType.SERVICE,
            via_device_id=server.id,
        )


def _remove(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    registry = dr.async_get(hass)
    shown = entry.runtime_data.coordinator.people.shown
    known = {(DOMAIN, person_key(entry.entry_id, person)) for person in shown}
    beginning = person_key(entry.entry_id, "")
    for device in dr.async_entries_for_config_entry(registry, entry.entry_id):
        is_person = any(key.startswith(beginning) for _, key in device.identifiers)
        if is_person and known.isdisjoint(device.identifiers):
            registry.async_remove_device(device.id)
