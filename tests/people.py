"""Short ways to the people of a house: what is chosen for them, and their entities."""

from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.plex_label_sync.const import DOMAIN
from custom_components.plex_label_sync.core.people import people_named
from custom_components.plex_label_sync.follow.runtime import Runtime


def person_id(entry: ConfigEntry, name: str) -> str:
    """Give the id of the person of this name who is known."""
    runtime: Runtime = entry.runtime_data
    people = runtime.coordinator.people.known.people
    (person,) = people_named(name, people.values(), people)
    return person.id


async def leave_out(entry: ConfigEntry, *names: str) -> None:
    """Let people have no labels."""
    for name in names:
        await entry.runtime_data.worker.choose(person_id(entry, name), labels=False)


async def let_in(entry: ConfigEntry, *names: str) -> None:
    """Let people have labels again."""
    for name in names:
        await entry.runtime_data.worker.choose(person_id(entry, name), labels=True)


async def call(entry: ConfigEntry, **names: str) -> None:
    """Give people other names for their labels, by username."""
    for username, name in names.items():
        await entry.runtime_data.worker.choose(person_id(entry, username), name=name)


def entity_of(hass: HomeAssistant, entry: ConfigEntry, platform: str, name: str, key: str) -> str:
    """Give the id of a person's entity."""
    unique_id = f"{entry.entry_id}_person_{person_id(entry, name)}_{key}"
    entity_id = er.async_get(hass).async_get_entity_id(platform, DOMAIN, unique_id)
    assert entity_id
    return entity_id


def devices_of_people(hass: HomeAssistant, entry: ConfigEntry) -> dict[str | None, dr.DeviceEntry]:
    """Give the devices of people, by their names."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    beginning = f"{entry.entry_id}_person_"
    return {
        device.name: device
        for device in devices
        if isinstance(device, dr.DeviceEntry)
        and any(key.startswith(beginning) for _, key in device.identifiers)
    }


async def act_on(
    hass: HomeAssistant, domain: str, action: str, entity_id: str, **data: Any
) -> None:
    """Call an action on an entity, as a card does."""
    await hass.services.async_call(domain, action, {"entity_id": entity_id, **data}, blocking=True)
