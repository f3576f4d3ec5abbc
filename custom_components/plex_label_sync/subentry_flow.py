"""The flows that add and change Radarr and Sonarr instances."""

from collections.abc import Mapping
from typing import Any, ClassVar

import voluptuous as vol

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .clients.arr import Status
from .clients.http import HASTY
from .const import CONF_SYNC_TAGS, SUBENTRY_RADARR, SUBENTRY_SONARR
from .servers import arr_for
from .validation import checked, normalised

_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_URL): TextSelector(TextSelectorConfig(type=TextSelectorType.URL)),
        vol.Required(CONF_API_KEY): TextSelector(
            TextSelectorConfig(type=TextSelectorType.PASSWORD)
        ),
        vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
        vol.Required(CONF_SYNC_TAGS, default=True): BooleanSelector(),
    }
)


class _ArrFlow(ConfigSubentryFlow):
    """Adds or changes an instance; it is called by its own name."""

    kind: ClassVar[str]
    example_url: ClassVar[str]

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add an instance."""
        errors: dict[str, str] = {}
        if user_input is not None:
            found, errors = await checked(self._check(user_input))
            if found:
                status, data = found
                return self.async_create_entry(
                    title=status.name, data=data, unique_id=self._unique_id(data)
                )
        return self._form("user", user_input, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change an instance."""
        errors: dict[str, str] = {}
        subentry = self._get_reconfigure_subentry()
        if user_input is not None:
            found, errors = await checked(self._check(user_input))
            if found:
                status, data = found
                return self.async_update_and_abort(
                    self._get_entry(),
                    subentry,
                    title=status.name,
                    data=data,
                    unique_id=self._unique_id(data),
                )
        return self._form("reconfigure", user_input or subentry.data, errors)

    def _form(
        self, step_id: str, values: Mapping[str, Any] | None, errors: dict[str, str]
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, values),
            errors=errors,
            description_placeholders={"example_url": self.example_url},
        )

    async def _check(self, given: Mapping[str, Any]) -> tuple[Status, dict[str, Any]]:
        data = {
            **given,
            CONF_URL: normalised(given[CONF_URL]),
            CONF_API_KEY: given[CONF_API_KEY].strip(),
        }
        return await arr_for(self.hass, self.kind, data, patience=HASTY).status(), data

    def _unique_id(self, data: Mapping[str, Any]) -> str:
        return f"{self.kind}_{data[CONF_URL]}"


class RadarrFlow(_ArrFlow):
    """Adds or changes a Radarr."""

    kind = SUBENTRY_RADARR
    example_url = "http://192.168.1.10:7878/radarr"


class SonarrFlow(_ArrFlow):
    """Adds or changes a Sonarr."""

    kind = SUBENTRY_SONARR
    example_url = "http://192.168.1.10:8989/sonarr"
