"""The binary sensor of people: whether their watchlist cannot be read."""

from collections.abc import Iterable, Mapping
from typing import Any, override

from homeassistant.components.binary_sensor import BinarySensorEntityDescription
from homeassistant.components.binary_sensor.const import BinarySensorDeviceClass
from homeassistant.const import EntityCategory

from .entity import RestoredSensor
from .follow.runtime import SyncConfigEntry
from .person_entity import PersonEntity
from .reasons import Words

_WATCHLIST = BinarySensorEntityDescription(
    key="watchlist",
    device_class=BinarySensorDeviceClass.PROBLEM,
    entity_category=EntityCategory.DIAGNOSTIC,
)


def person_binary_sensors(entry: SyncConfigEntry, person: str) -> Iterable[WatchlistSensor]:
    """Give the binary sensor of a person, if they have an account at plex.tv and a watchlist."""
    who = entry.runtime_data.coordinator.people.known.people[person]
    return [WatchlistSensor(entry, person, _WATCHLIST)] if who.has_account else []


class WatchlistSensor(PersonEntity, RestoredSensor):
    """On: the watchlist cannot be read. Unknown while it is not asked for."""

    @property
    @override
    def is_on(self) -> bool | None:
        """Whether it could not be read the last time."""
        state = self.state_of_person
        if state.is_due:
            return self.before
        if state.unread:
            return True
        return False if state.is_read else None

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Why it cannot be read: it is private, or plex.tv knows no friendship."""
        unread = self.state_of_person.unread
        return {"why": Words.of(self.hass).reason(unread) if unread else None}
