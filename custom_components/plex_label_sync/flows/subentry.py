"""The flows that add and change Radarr, Sonarr and Seerr instances."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import voluptuous as vol

from homeassistant.components import webhook
from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..clients.http import HASTY
from ..const import (
    CONF_HOME_ASSISTANT_URL,
    CONF_REGISTER_WEBHOOK,
    CONF_REQUESTER_TAGS,
    CONF_SYNC_TAGS,
    SUBENTRY_RADARR,
    SUBENTRY_SEERR,
    SUBENTRY_SONARR,
)
from ..servers import arr_for, seerr_for
from ..webhooks.home_address import home_address, webhook_path
from .validation import InvalidUrlError, Refusal, checked, normalised

_HOME = "http://192.168.1.2:8123"
_TAGS = {
    vol.Required(CONF_SYNC_TAGS, default=True): BooleanSelector(),
    vol.Required(CONF_REQUESTER_TAGS, default=False): BooleanSelector(),
}


@dataclass(frozen=True, slots=True)
class _Checked:
    """What is to be saved of an instance that answered."""

    title: str
    data: dict[str, Any]
    unique_id: str


async def name_of(hass: HomeAssistant, kind: str, data: Mapping[str, Any]) -> str:
    """Ask an instance for its own name; its key is checked, too.

    Raises `WrongAppError`, `AuthError` or another `ServiceError`.
    """
    if kind == SUBENTRY_SEERR:
        return (await seerr_for(hass, data, patience=HASTY).status()).name
    return (await arr_for(hass, kind, data, patience=HASTY).status()).name


def _schema(tags: Mapping[Any, Any], *, register: bool) -> vol.Schema:
    """Give the form's fields; `register` is whether webhooks are registered by default."""
    url = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
    secret = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
    return vol.Schema(
        {
            vol.Required(CONF_URL): url,
            vol.Required(CONF_API_KEY): secret,
            vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
            **tags,
            vol.Required(CONF_REGISTER_WEBHOOK, default=register): BooleanSelector(),
            vol.Optional(CONF_HOME_ASSISTANT_URL, default=""): url,
        }
    )


class _InstanceFlow(ConfigSubentryFlow):
    """Adds or changes an instance; it is called by its own name."""

    kind: ClassVar[str]
    example_url: ClassVar[str]
    schema: ClassVar[vol.Schema]

    _found: _Checked

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add an instance."""
        return await self._ask("user", user_input, {}, webhook.async_generate_id())

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change an instance; its webhook stays the same."""
        known = self._get_reconfigure_subentry().data
        return await self._ask("reconfigure", user_input, known, known[CONF_WEBHOOK_ID])

    async def async_step_webhook(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the address that the user is to enter in the instance."""
        if user_input is not None:
            return self._save()
        base = home_address(self.hass, self._found.data)
        return self.async_show_form(
            step_id="webhook",
            data_schema=vol.Schema({}),
            errors={} if base else {"base": "no_home_assistant_url"},
            description_placeholders={
                "name": self._found.title,
                "webhook_url": (base or "") + webhook_path(self._found.data),
            },
        )

    async def _ask(
        self,
        step_id: str,
        user_input: dict[str, Any] | None,
        known: Mapping[str, Any],
        webhook_id: str,
    ) -> SubentryFlowResult:
        refusal = Refusal()
        if user_input is not None:
            found, refusal = await self._checked({**user_input, CONF_WEBHOOK_ID: webhook_id})
            if found:
                self._abort_if_taken(found.unique_id)
                self._found = found
                if found.data[CONF_REGISTER_WEBHOOK]:
                    return self._save()
                return await self.async_step_webhook()
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(self.schema, user_input or known),
            errors=refusal.errors,
            description_placeholders={
                "example_url": self.example_url,
                "example_home": _HOME,
                **refusal.placeholders,
            },
        )

    async def _checked(self, given: dict[str, Any]) -> tuple[_Checked | None, Refusal]:
        """Give what was entered, tidied, or why not: there are two addresses in it."""
        home = given[CONF_HOME_ASSISTANT_URL].strip()
        try:
            given[CONF_HOME_ASSISTANT_URL] = normalised(home) if home else ""
        except InvalidUrlError:
            return None, Refusal({CONF_HOME_ASSISTANT_URL: "invalid_home_assistant_url"})
        return await checked(self.hass, self._check(given))

    async def _check(self, given: Mapping[str, Any]) -> _Checked:
        data = {
            **given,
            CONF_URL: normalised(given[CONF_URL]),
            CONF_API_KEY: given[CONF_API_KEY].strip(),
        }
        title = await name_of(self.hass, self.kind, data)
        return _Checked(title, data, f"{self.kind}_{data[CONF_URL]}")

    def _abort_if_taken(self, unique_id: str) -> None:
        changed = self.context.get("subentry_id")
        for one in self._get_entry().subentries.values():
            if one.unique_id == unique_id and one.subentry_id != changed:
                raise AbortFlow("already_configured")

    def _save(self) -> SubentryFlowResult:
        found = self._found
        if "subentry_id" not in self.context:
            return self.async_create_entry(
                title=found.title, data=found.data, unique_id=found.unique_id
            )
        return self.async_update_and_abort(
            self._get_entry(),
            self._get_reconfigure_subentry(),
            title=found.title,
            data=found.data,
            unique_id=found.unique_id,
        )


class RadarrFlow(_InstanceFlow):
    """Adds or changes a Radarr."""

    kind = SUBENTRY_RADARR
    example_url = "http://192.168.1.10:7878/radarr"
    schema = _schema(_TAGS, register=True)


class SonarrFlow(_InstanceFlow):
    """Adds or changes a Sonarr."""

    kind = SUBENTRY_SONARR
    example_url = "http://192.168.1.10:8989/sonarr"
    schema = _schema(_TAGS, register=True)


class SeerrFlow(_InstanceFlow):
    """Adds or changes a Seerr, Overseerr or Jellyseerr, whose one webhook may be in use."""

    kind = SUBENTRY_SEERR
    example_url = "http://192.168.1.10:5055"
    schema = _schema({}, register=False)
