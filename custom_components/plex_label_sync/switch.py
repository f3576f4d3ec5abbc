"""Switches: whether labels follow what happens, and whether an instance's tags become labels."""

from functools import partial
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .actions.entry import not_saved_error
from .const import CONF_SYNC_TAGS
from .entity import InstanceEntity, SyncEntity, instances_there
from .follow.polls import ArrPoll
from .follow.runtime import Runtime, SyncConfigEntry
from .person_entity import add_people
from .person_switch import person_switches
from .state.database import DatabaseError

PARALLEL_UPDATES = 1

ENABLED = SwitchEntityDescription(key="enabled")
SYNC_TAGS = SwitchEntityDescription(key=CONF_SYNC_TAGS, entity_category=EntityCategory.CONFIG)


async def async_setup_entry(
    _hass: HomeAssistant, entry: SyncConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the switches."""
    runtime = entry.runtime_data
    async_add_entities([EnabledSwitch(runtime, ENABLED)])
    add_people(entry, async_add_entities, partial(person_switches, entry))
    for subentry_id, instance in instances_there(entry):
        if isinstance(instance, ArrPoll):
            async_add_entities(
                [SyncTagsSwitch(instance, SYNC_TAGS)], config_subentry_id=subentry_id
            )


class EnabledSwitch(SyncEntity, SwitchEntity):
    """Off: no webhook, poll or schedule changes a label. Actions still work."""

    def __init__(self, runtime: Runtime, description: SwitchEntityDescription) -> None:
        super().__init__(runtime.coordinator, description)
        self._runtime = runtime

    @property
    @override
    def is_on(self) -> bool:
        """Whether labels follow what happens."""
        return self.coordinator.data.enabled

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let labels follow, and catch up on what happened meanwhile."""
        await self._set(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Leave labels to actions."""
        await self._set(False)

    async def _set(self, enabled: bool) -> None:
        try:
            await self._runtime.worker.set_enabled(enabled)
        except DatabaseError as err:
            raise not_saved_error(err) from err


class SyncTagsSwitch(InstanceEntity, SwitchEntity):
    """Off: an instance's tags are no reason for a label."""

    @property
    @override
    def is_on(self) -> bool:
        """Whether tags become labels, as the instance is set up."""
        return bool(self.coordinator.subentry.data[CONF_SYNC_TAGS])

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Let tags become labels."""
        self._set(True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Let tags be tags; their labels go."""
        self._set(False)

    def _set(self, on: bool) -> None:
        """Change the instance's settings, which reloads the entry."""
        subentry = self.coordinator.subentry
        self.hass.config_entries.async_update_subentry(
            self.coordinator.config_entry, subentry, data={**subentry.data, CONF_SYNC_TAGS: on}
        )
        self.async_write_ha_state()
