"""What the entities of people share, and how they come when people do."""

from collections.abc import Callable, Iterable
from typing import override

from homeassistant.core import CALLBACK_TYPE, CoreState, HomeAssistant, callback
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.start import async_at_started

from .entity import KeyedEntity
from .follow.runtime import SyncConfigEntry
from .people_state import PersonState
from .person_devices import device_of, person_key

_AT_ONCE = 10
"""How many people's entities a platform adds before others have their turn on the event loop."""


class PersonEntity(KeyedEntity):
    """An entity of a person's service device, written when something of the person changed."""

    _attr_should_poll = False

    def __init__(self, entry: SyncConfigEntry, person: str, description: EntityDescription) -> None:
        """`person` is the id of somebody who is known."""
        self.entry = entry
        self.person = person
        self.entity_description = description
        self._people = entry.runtime_data.coordinator.people
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{person_key(entry.entry_id, person)}_{description.key}"

    @property
    def state_of_person(self) -> PersonState:
        """What is known of the person; nobody asks once nothing is known any more."""
        return self._people.states[self.person]

    @property
    @override
    def available(self) -> bool:
        """Whether the person is known."""
        return self.person in self._people.states

    @override
    async def async_added_to_hass(self) -> None:
        """Begin to follow the person."""
        await super().async_added_to_hass()
        self.async_on_remove(self._people.on_state(self.person, self.async_write_ha_state))


@callback
def add_people(
    entry: SyncConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    make: Callable[[str], Iterable[Entity]],
) -> None:
    """Add the entities of a platform of everybody, and of whoever turns up.

    `make` makes a person's. Those of many people come little by little, so that Home Assistant goes
    on meanwhile, and after the first ones its start does not wait for them.
    """
    coordinator = entry.runtime_data.coordinator
    hass, people = coordinator.hass, coordinator.people
    added: set[str] = set()
    put_off: CALLBACK_TYPE | None = None

    @callback
    def add() -> None:
        nonlocal put_off
        end()
        added.intersection_update(people.shown)
        new = [person for person in people.states if person not in added]
        some = new[:_AT_ONCE]
        added.update(some)
        entities = [entity for person in some for entity in _placed(entry, person, make)]
        if entities:
            async_add_entities(entities)
        if len(new) > len(some):
            put_off = hass.loop.call_soon(go_on).cancel

    @callback
    def go_on() -> None:
        nonlocal put_off
        if hass.state is CoreState.running:
            add()
        else:
            put_off = async_at_started(hass, has_started)

    @callback
    def has_started(_hass: HomeAssistant) -> None:
        nonlocal put_off
        # Not at once: others, too, waited for Home Assistant to run.
        put_off = hass.loop.call_soon(add).cancel

    @callback
    def end() -> None:
        nonlocal put_off
        if put_off:
            put_off()
        put_off = None

    add()
    entry.async_on_unload(people.on_change(add))
    entry.async_on_unload(end)


def _placed(
    entry: SyncConfigEntry, person: str, make: Callable[[str], Iterable[Entity]]
) -> Iterable[Entity]:
    device = device_of(entry.runtime_data.coordinator.hass, entry, person)
    for entity in make(person):
        # The device is there: to name it here would look it up for each entity again.
        entity.device_entry = device
        yield entity
