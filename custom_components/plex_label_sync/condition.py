"""The conditions for automations: a title is wanted, and the queue is empty."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from sqlite3 import Connection
from typing import Any, ClassVar, Unpack, override

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID, CONF_OPTIONS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConditionErrorMessage, ServiceValidationError, TemplateError
from homeassistant.helpers import config_validation as cv, service
from homeassistant.helpers.condition import Condition, ConditionCheckParams, ConditionConfig
from homeassistant.helpers.template import Template, is_template_string
from homeassistant.helpers.typing import ConfigType, TemplateVarsType

from .actions.names import (
    ATTR_GUID,
    ATTR_MEDIA_TYPE,
    ATTR_RATING_KEY,
    ATTR_USER,
    RATING_KEY,
    entry_error,
    named_title,
    person_of,
    pointed_title,
    pointer_of,
)
from .actions.titles import check_title
from .automation import check_server
from .certainty import check_queue, check_unwanted
from .const import DOMAIN
from .core.model import MediaType, Title
from .core.people import unified
from .core.pointer import Pointer
from .follow.runtime import Runtime, SyncConfigEntry, everybody
from .state import claims, waiting
from .state.database import DatabaseError
from .state.same_title import with_all_ids

_SERVER: Mapping[str, Any] = {ATTR_CONFIG_ENTRY_ID: cv.string}
_TITLE: Mapping[str, Any] = {
    **_SERVER,
    ATTR_USER: cv.string,
    ATTR_RATING_KEY: RATING_KEY,
    ATTR_GUID: cv.string,
    ATTR_MEDIA_TYPE: vol.Coerce(MediaType),
}


def _or_template(check: Any) -> Callable[[Any], Any]:
    """Give what checks an option that may be a template, which is rendered later."""
    plain = vol.Schema(check)

    def checked(value: Any) -> Any:
        if isinstance(value, str) and is_template_string(value):
            return cv.template(value)
        return plain(value)

    return checked


class _ServerCondition(Condition):
    """Tests something about one Plex server; each option may be a template."""

    _fields: ClassVar[Mapping[str, Any]]

    @classmethod
    @override
    async def async_validate_config(cls, hass: HomeAssistant, config: ConfigType) -> ConfigType:
        """Check the options, as far as they are no templates."""
        options = {vol.Optional(key): _or_template(check) for key, check in cls._fields.items()}
        schema = vol.Schema({vol.Required(CONF_OPTIONS, default=dict): options})
        checked: ConfigType = schema(config)
        check_server(hass, checked[CONF_OPTIONS])
        try:
            cls._check_options(checked[CONF_OPTIONS])
        except ServiceValidationError as err:
            raise vol.Invalid(str(err), path=[CONF_OPTIONS]) from err
        return checked

    @classmethod
    def _check_options(cls, options: Mapping[str, Any]) -> None:
        """Check options together. Raises `ServiceValidationError`."""

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        super().__init__(hass, config)
        self._options = config.options or {}

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        """Test; what is wrong with the options, or with the server, is the condition's error."""
        try:
            options = self._rendered(kwargs.get("variables"))
            entry: SyncConfigEntry = service.async_get_config_entry(
                self._hass, DOMAIN, options.get(ATTR_CONFIG_ENTRY_ID)
            )
            return self._is_met(entry.runtime_data, options)
        except (DatabaseError, ServiceValidationError, TemplateError, vol.Invalid) as err:
            raise ConditionErrorMessage(DOMAIN, str(err)) from err

    def _rendered(self, variables: TemplateVarsType) -> dict[str, Any]:
        """Give the options with what their templates come to, checked as if it was entered."""
        rendered = {
            key: value.async_render(variables, parse_result=False)
            if isinstance(value, Template)
            else value
            for key, value in self._options.items()
        }
        checked: dict[str, Any] = vol.Schema(
            {vol.Optional(key): check for key, check in self._fields.items()}
        )(rendered)
        return checked

    @abstractmethod
    def _is_met(self, runtime: Runtime, options: Mapping[str, Any]) -> bool:
        """Whether it is so. Raises `ServiceValidationError`."""


class IsWantedCondition(_ServerCondition):
    """Tests whether somebody wants a title; where nobody is named, whether anybody does."""

    _fields: ClassVar = _TITLE

    @classmethod
    @override
    def _check_options(cls, options: Mapping[str, Any]) -> None:
        check_title(options)
        if not any(isinstance(value, Template) for value in options.values()):
            _pointed(options, None)

    @override
    def _is_met(self, runtime: Runtime, options: Mapping[str, Any]) -> bool:
        return runtime.database.look(lambda connection: _is_wanted(connection, runtime, options))


class IsQueueEmptyCondition(_ServerCondition):
    """Tests whether no title waits, as long as that is known."""

    _fields: ClassVar = _SERVER

    @override
    def _is_met(self, runtime: Runtime, options: Mapping[str, Any]) -> bool:
        return runtime.database.look(lambda connection: _is_queue_empty(connection, runtime))


def _is_wanted(connection: Connection, runtime: Runtime, options: Mapping[str, Any]) -> bool:
    people = everybody(connection)
    person = person_of(options[ATTR_USER], people) if ATTR_USER in options else None
    title = with_all_ids(connection, _title(connection, runtime, options))
    wanting = claims.wishers(connection, [title])
    ids = wanting
    if person is not None:
        ids = frozenset(key for key, who in unified(people.values()).items() if who.id == person.id)
    if wanting & ids:
        return True
    check_unwanted(connection, runtime, title, person, ids)
    return False


def _title(connection: Connection, runtime: Runtime, options: Mapping[str, Any]) -> Title:
    """Give the title that options name. Raises `ServiceValidationError`."""
    found = _pointed(options, runtime.engine.context.servers.machine_identifier)
    if isinstance(found, int):
        return named_title(connection, found)
    return pointed_title(connection, found)


def _pointed(options: Mapping[str, Any], server: str | None) -> int | Pointer:
    """Give what options point to: no title by its name, for which all would be looked through.

    Raises `ServiceValidationError`.
    """
    found = pointer_of(options, server)
    if isinstance(found, Pointer) and found.words:
        raise entry_error("invalid_guid", guid=options[ATTR_GUID])
    return found


def _is_queue_empty(connection: Connection, runtime: Runtime) -> bool:
    check_queue(connection, runtime)
    return not waiting.count(connection)


_CONDITIONS: dict[str, type[_ServerCondition]] = {
    "is_queue_empty": IsQueueEmptyCondition,
    "is_wanted": IsWantedCondition,
}


async def async_get_conditions(_hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Give the conditions, by what follows the domain in their names."""
    return {**_CONDITIONS}
