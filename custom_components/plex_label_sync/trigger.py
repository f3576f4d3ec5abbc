"""The triggers for automations: a title is there, a label came or went, and a sync ended."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, override

import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, Context, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import (
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from homeassistant.helpers.typing import ConfigType

from .actions.names import ATTR_MEDIA_TYPE, ATTR_USER
from .activity import (
    LABEL_ADDED,
    LABEL_REMOVED,
    SYNC_FAILED,
    SYNC_FINISHED,
    TITLE_AVAILABLE,
    on_any_activity,
)
from .activity_filter import ActivityFilter
from .automation import Aim, aims_of, check_server
from .core.model import MediaType
from .core.people import people_named, unified
from .follow.runtime import SyncConfigEntry, everybody
from .reasons import Words
from .sync.problem import Status

ATTR_LABEL = "label"
ATTR_SOURCE = "source"
ATTR_STATUS = "status"
ATTR_TAG = "tag"
ATTR_USERS = "users"


def _entered(value: Any) -> str:
    """Check a name, a label or a tag: what can never be met would be a trigger that never fires."""
    text = cv.string(value)
    if not text.strip():
        raise vol.Invalid("it is empty: leave it out, and any will do")
    if "{{" in text or "{%" in text:
        raise vol.Invalid("templates are not rendered here: use a condition")
    return text


_ONE_OR_SEVERAL = vol.All(cv.ensure_list, [_entered])
_SERVER: Mapping[Any, Any] = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
_MEDIA_TYPE: Mapping[Any, Any] = {
    vol.Optional(ATTR_MEDIA_TYPE): vol.In([one.value for one in MediaType])
}
_TITLE_OPTIONS: Mapping[Any, Any] = {
    **_SERVER,
    vol.Optional(ATTR_USER, default=list): _ONE_OR_SEVERAL,
    **_MEDIA_TYPE,
}
_LABEL_OPTIONS: Mapping[Any, Any] = {
    **_TITLE_OPTIONS,
    vol.Optional(ATTR_LABEL, default=list): _ONE_OR_SEVERAL,
    vol.Optional(ATTR_TAG, default=list): _ONE_OR_SEVERAL,
    vol.Optional(ATTR_SOURCE, default=list): _ONE_OR_SEVERAL,
}
_SYNC_OPTIONS: Mapping[Any, Any] = {
    **_SERVER,
    vol.Optional(
        ATTR_STATUS,
        default=lambda: [Status.OK.value, Status.PARTIAL.value, Status.STOPPED.value],
    ): vol.All(cv.ensure_list, vol.Length(min=1), [vol.In([one.value for one in Status])]),
}


def _schema_of(options: Mapping[Any, Any]) -> vol.Schema:
    return vol.Schema(
        {
            vol.Required(CONF_OPTIONS, default=dict): options,
            vol.Optional(CONF_TARGET): cv.TARGET_FIELDS,
        }
    )


class _ActivityTrigger(Trigger):
    """Fires for some of what runs of one Plex server do, or of any.

    It listens whether the server is loaded or not: activity is told by the server's id, so
    that a reload goes unnoticed, and a server that is set up later counts, too.
    """

    _schema: ClassVar[vol.Schema]
    _kinds: ClassVar[dict[str, str]]
    """The kinds of activity it is about, each with how the trigger is described then."""

    _missing: ClassVar[Mapping[str, Any]] = {}
    """What stands for attributes that not every activity has, so that templates may use them."""

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check the options."""
        checked: ConfigType = cls._schema(config)
        check_server(hass, checked[CONF_OPTIONS])
        return checked

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        super().__init__(hass, config)
        self._options = config.options or {}
        self._target = config.target

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Begin to listen; gives what ends that."""

        @callback
        def hear(entry_id: str, kind: str, attributes: dict[str, Any], _: Context) -> None:
            if (
                kind in self._kinds
                and self._options.get(ATTR_CONFIG_ENTRY_ID, entry_id) == entry_id
                and self._is_aimed_at(entry_id, attributes)
                and self._is_about(entry_id, attributes)
            ):
                variables = {**self._missing, **attributes, ATTR_CONFIG_ENTRY_ID: entry_id}
                run_action(variables, self._kinds[kind].format(**variables))

        return on_any_activity(self._hass, hear)

    def _is_aimed_at(self, entry_id: str, attributes: Mapping[str, Any]) -> bool:
        """Whether what happened is in the target; without one all is."""
        if self._target is None:
            return True
        aims = aims_of(self._hass, self._target)
        return any(aim.entry_id == entry_id and self._is_of_person(aim, attributes) for aim in aims)

    def _is_of_person(self, aim: Aim, attributes: Mapping[str, Any]) -> bool:
        """Whether what happened concerns the person who is aimed at, if one is."""
        if aim.person is None or ATTR_USERS not in attributes:
            return True
        names = _names_at(self._hass, aim.entry_id)(aim.person)
        return not set(names).isdisjoint(attributes[ATTR_USERS])

    @abstractmethod
    def _is_about(self, entry_id: str, attributes: Mapping[str, Any]) -> bool:
        """Whether what happened is what the options ask for."""


class _TitleTrigger(_ActivityTrigger):
    """Fires for each title about which something happened that the options ask for."""

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        super().__init__(hass, config)
        self._filter = ActivityFilter(
            users=self._options[ATTR_USER],
            labels=self._options.get(ATTR_LABEL, ()),
            tags=self._options.get(ATTR_TAG, ()),
            sources=self._options.get(ATTR_SOURCE, ()),
            media_type=self._options.get(ATTR_MEDIA_TYPE, ""),
        )

    @override
    def _is_about(self, entry_id: str, attributes: Mapping[str, Any]) -> bool:
        called = Words.of(self._hass).source
        return self._filter.lets_through(attributes, _names_at(self._hass, entry_id), called)


class TitleAvailableTrigger(_TitleTrigger):
    """Fires once for each title that somebody waited for and that is in Plex now."""

    _schema = _schema_of(_TITLE_OPTIONS)
    _kinds: ClassVar = {TITLE_AVAILABLE: "{title} is now in Plex"}


class LabelAddedTrigger(_TitleTrigger):
    """Fires for each item that got labels."""

    _schema = _schema_of(_LABEL_OPTIONS)
    _kinds: ClassVar = {LABEL_ADDED: "a label was added to {title}"}


class LabelRemovedTrigger(_TitleTrigger):
    """Fires for each item that lost labels."""

    _schema = _schema_of(_LABEL_OPTIONS)
    _kinds: ClassVar = {LABEL_REMOVED: "a label was removed from {title}"}


class SyncFinishedTrigger(_ActivityTrigger):
    """Fires when a full sync ended, or a run that changed so much that it is told as a whole."""

    _schema = _schema_of(_SYNC_OPTIONS)
    _kinds: ClassVar = dict.fromkeys((SYNC_FINISHED, SYNC_FAILED), "a sync ended {status}")
    _missing: ClassVar = {"error": ""}

    @override
    def _is_about(self, entry_id: str, attributes: Mapping[str, Any]) -> bool:
        return attributes[ATTR_STATUS] in self._options[ATTR_STATUS]


def _names_at(hass: HomeAssistant, entry_id: str) -> Callable[[str], list[str]]:
    """Give what tells how people are called at a Plex server, by any of their names."""
    entry: SyncConfigEntry | None = hass.config_entries.async_get_entry(entry_id)
    loaded = entry if entry and entry.state is ConfigEntryState.LOADED else None
    people = loaded.runtime_data.database.look(everybody) if loaded else {}

    def names(user: str) -> list[str]:
        meant = unified(people.values())
        return [person.name for person in people_named(user.strip(), people.values(), meant)]

    return names


_TRIGGERS: dict[str, type[_ActivityTrigger]] = {
    LABEL_ADDED: LabelAddedTrigger,
    LABEL_REMOVED: LabelRemovedTrigger,
    SYNC_FINISHED: SyncFinishedTrigger,
    TITLE_AVAILABLE: TitleAvailableTrigger,
}


async def async_get_triggers(_hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Give the triggers, by what follows the domain in their names."""
    return {**_TRIGGERS}
