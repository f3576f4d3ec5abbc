"""The text of people: the name in their labels."""

from typing import override

from homeassistant.components.text import TextEntity, TextEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .actions.entry import not_read_error, not_saved_error
from .const import DOMAIN
from .core.naming import MAX_NAME
from .core.person_name import trimmed
from .follow.runtime import SyncConfigEntry
from .person_entity import PersonEntity, add_people
from .state.database import DatabaseError

PARALLEL_UPDATES = 1

_NAME = TextEntityDescription(
    key="name", native_max=MAX_NAME, entity_category=EntityCategory.CONFIG
)


async def async_setup_entry(
    _hass: HomeAssistant, entry: SyncConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the texts."""
    add_people(entry, async_add_entities, lambda person: [NameText(entry, person, _NAME)])


class NameText(PersonEntity, TextEntity):
    """The name in a person's labels; empty: the one from Plex."""

    @property
    @override
    def native_value(self) -> str:
        """The name, if it is another one than Plex's."""
        return self.state_of_person.other_name

    @override
    async def async_set_value(self, value: str) -> None:
        """Call the person so in labels; they move at once.

        Raises `ServiceValidationError` for a name that cannot be used.
        """
        name, runtime = trimmed(value), self.entry.runtime_data
        try:
            fault = await runtime.name_fault(self.person, name)
        except DatabaseError as err:
            raise not_read_error(err) from err
        if fault:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key=fault.value,
                translation_placeholders={"name": name},
            )
        try:
            await runtime.worker.choose(self.person, name=name)
        except DatabaseError as err:
            raise not_saved_error(err) from err
