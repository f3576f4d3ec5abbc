"""The flow that adds a Plex server."""

from collections.abc import Mapping
from typing import Any, override

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .clients.http import HASTY
from .clients.plex import Identity
from .const import (
    CONF_PLEX_ENTRY,
    DOMAIN,
    SUBENTRY_RADARR,
    SUBENTRY_SEERR,
    SUBENTRY_SONARR,
)
from .options_flow import SyncOptionsFlow
from .servers import plex_for
from .subentry_flow import RadarrFlow, SeerrFlow, SonarrFlow
from .validation import checked, normalised

# Where HA's own plex integration keeps what it knows (its const.py, version 2026.10).
_PLEX = "plex"
_PLEX_SERVER_CONFIG = "server_config"

_EXAMPLE = {"example_url": "http://192.168.1.10:32400"}
_MANUAL = vol.Schema(
    {
        vol.Required(CONF_URL): TextSelector(TextSelectorConfig(type=TextSelectorType.URL)),
        vol.Required(CONF_TOKEN): TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD)),
        vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
    }
)


class PlexLabelSyncFlow(ConfigFlow, domain=DOMAIN):
    """Adds a Plex server: one that HA knows already, or any by address and token."""

    VERSION = 1

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Give the kinds of instances that a Plex server can have."""
        return {
            SUBENTRY_RADARR: RadarrFlow,
            SUBENTRY_SONARR: SonarrFlow,
            SUBENTRY_SEERR: SeerrFlow,
        }

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Give the flow of the options."""
        return SyncOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask which way to take."""
        ways = ["existing", "manual"] if self._plex_entries() else ["manual"]
        return self.async_show_menu(step_id="user", menu_options=ways)

    async def async_step_existing(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Reuse the address and token of one of HA's Plex servers."""
        errors: dict[str, str] = {}
        entries = self._plex_entries()
        if user_input is not None:
            known = entries[user_input[CONF_PLEX_ENTRY]].data[_PLEX_SERVER_CONFIG]
            data = {
                CONF_URL: known[CONF_URL],
                CONF_TOKEN: known.get(CONF_TOKEN, ""),
                CONF_VERIFY_SSL: known.get(CONF_VERIFY_SSL, True),
            }
            result, errors = await self._add(data)
            if result:
                return result
        choices = [SelectOptionDict(value=key, label=entries[key].title) for key in entries]
        choice = SelectSelector(SelectSelectorConfig(options=choices))
        return self.async_show_form(
            step_id="existing",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({vol.Required(CONF_PLEX_ENTRY, default=next(iter(entries))): choice}),
                user_input,
            ),
            errors=errors,
            description_placeholders=_EXAMPLE,
        )

    async def async_step_manual(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for address and token."""
        errors: dict[str, str] = {}
        if user_input is not None:
            result, errors = await self._add(user_input)
            if result:
                return result
        return self.async_show_form(
            step_id="manual",
            data_schema=self.add_suggested_values_to_schema(_MANUAL, user_input),
            errors=errors,
            description_placeholders=_EXAMPLE,
        )

    async def _add(self, data: Mapping[str, Any]) -> tuple[ConfigFlowResult | None, dict[str, str]]:
        """Add the server, or give the form's errors."""
        found, errors = await checked(self._check(data))
        if found is None:
            return None, errors
        identity, entry_data = found
        await self.async_set_unique_id(identity.machine_identifier)
        self._abort_if_unique_id_configured()
        return self.async_create_entry(title=identity.friendly_name, data=entry_data), errors

    async def _check(self, data: Mapping[str, Any]) -> tuple[Identity, dict[str, Any]]:
        entry_data = {
            **data,
            CONF_URL: _without_web(normalised(data[CONF_URL])),
            CONF_TOKEN: data[CONF_TOKEN].strip(),
        }
        plex = await plex_for(self.hass, entry_data, patience=HASTY)
        return await plex.identity(), entry_data

    def _plex_entries(self) -> dict[str, ConfigEntry]:
        entries = self.hass.config_entries.async_entries(_PLEX, include_ignore=False)
        return {entry.entry_id: entry for entry in entries}


def _without_web(url: str) -> str:
    """Cut Plex Web's own page off an address that was copied from the browser."""
    return url.partition("/web/")[0].removesuffix("/web")
