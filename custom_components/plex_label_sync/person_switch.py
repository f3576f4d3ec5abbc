"""The switch of people: whether they get labels."""

from collections.abc import Iterable
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory

from .actions.entry import not_saved_error
from .follow.runtime import SyncConfigEntry
from .person_entity import PersonEntity
from .state.database import DatabaseError

_LABELS = SwitchEntityDescription(key="labels", entity_category=EntityCategory.CONFIG)


def person_switches(entry: SyncConfigEntry, person: str) -> Iterable[LabelsSwitch]:
    """Give the switch of a person."""
    return [LabelsSwitch(entry, person, _LABELS)]


class LabelsSwitch(PersonEntity, SwitchEntity):
    """Off: the person gets no labels, and those there go."""

    @property
    @override
    def is_on(self) -> bool:
        """Whether the person gets labels."""
        return self.state_of_person.labels

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let the person have labels; they come at once."""
        await self._choose(labels=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Let the person have no labels; those there go at once, within the removal limit."""
        await self._choose(labels=False)

    async def _choose(self, *, labels: bool) -> None:
        try:
            await self.entry.runtime_data.worker.choose(self.person, labels=labels)
        except DatabaseError as err:
            raise not_saved_error(err) from err
