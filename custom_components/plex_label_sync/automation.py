"""What triggers and conditions share: what tells which Plex server, or whom, they are about."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids

from .const import DOMAIN
from .person_devices import person_key


class Aim(Struct, frozen=True):
    """A Plex server, by its config entry, or one of its people alone, by the person's id."""

    entry_id: str
    person: str | None = None


@callback
def aims_of(hass: HomeAssistant, target: Mapping[str, Any]) -> frozenset[Aim]:
    """Give what a target means: devices of ours, also by their areas, labels or entities.

    An instance's device means its Plex server.
    """
    selected = async_extract_referenced_entity_ids(
        hass, TargetSelection(dict(target)), primary_entities_only=False
    )
    entities, devices = er.async_get(hass), dr.async_get(hass)
    keys = set(selected.referenced_devices)
    for entity_id in selected.referenced | selected.indirectly_referenced:
        entity = entities.async_get(entity_id)
        if entity and entity.device_id:
            keys.add(entity.device_id)
    return frozenset(
        aim for key in keys if (device := devices.async_get(key)) and (aim := _aim(device))
    )


def _aim(device: dr.DeviceEntry | dr.ChildDeviceEntry) -> Aim | None:
    key = next((key for domain, key in device.identifiers if domain == DOMAIN), None)
    if key is None or device.config_entry_id is None:
        return None
    _, of_person, person = key.partition(person_key(device.config_entry_id, ""))
    return Aim(device.config_entry_id, person if of_person else None)


def check_server(hass: HomeAssistant, options: Mapping[str, Any]) -> None:
    """Check that the Plex server in options, if one is named, is set up here; it may be unloaded.

    A template is not looked at. Raises `vol.Invalid`.
    """
    entry_id = options.get(ATTR_CONFIG_ENTRY_ID)
    if not isinstance(entry_id, str):
        return
    entry = hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.domain != DOMAIN:
        raise vol.Invalid(
            f"No Plex server is set up with the id {entry_id}. Choose one again, or none.",
            path=[ATTR_CONFIG_ENTRY_ID],
        )
