"""The sensors of people: how many titles they want, and how many of these Plex has."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)

from .follow.runtime import SyncConfigEntry
from .person_entity import PersonEntity
from .state.wanted import TitleCounts


@dataclass(frozen=True, kw_only=True)
class PersonSensorDescription(SensorEntityDescription):
    """A sensor of a person and where its state comes from."""

    value_fn: Callable[[TitleCounts], int]


_SENSORS = (
    PersonSensorDescription(
        key="wanted",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda counts: counts.wanted,
    ),
    PersonSensorDescription(
        key="available",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda counts: counts.available,
    ),
    PersonSensorDescription(
        key="waiting",
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda counts: counts.waiting,
    ),
)


def person_sensors(entry: SyncConfigEntry, person: str) -> Iterable[PersonSensor]:
    """Give the sensors of a person."""
    return (PersonSensor(entry, person, description) for description in _SENSORS)


class PersonSensor(PersonEntity, SensorEntity):
    """A count of titles; unknown until it was counted, and of people who get no labels."""

    entity_description: PersonSensorDescription

    @property
    @override
    def native_value(self) -> int | None:
        """The count."""
        counts = self.state_of_person.counts
        return None if counts is None else self.entity_description.value_fn(counts)
