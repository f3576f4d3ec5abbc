"""The flow that adds a Plex server."""

from collections.abc import Mapping
from typing import Any, override

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowContext,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    OptionsFlow,
)
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
)

from .clients.http import HASTY
from .clients.plex.client import WrongServerError
from .const import (
    CONF_PLEX_ENTRY,
    DOMAIN,
    SUBENTRY_RADARR,
    SUBENTRY_SEERR,
    SUBENTRY_SONARR,
)
from .flows.find_server import FoundServer
from .flows.instance_kinds import SECRET, URL
from .flows.instance_steps import InstancesFlow
from .flows.options import SyncOptionsFlow
from .flows.pasted import token_of
from .flows.reauth_steps import ReauthFlow
from .flows.sign_in_steps import EXAMPLE
from .flows.subentry import RadarrFlow, SeerrFlow, SonarrFlow
from .flows.validation import Refusal, checked, normalised
from .migration import MINOR_VERSION
from .plex_integration import access_of, plex_entries
from .servers import plex_for

_FIELDS = (CONF_URL, CONF_TOKEN, CONF_VERIFY_SSL)
_MANUAL = vol.Schema(
    {
        vol.Required(CONF_URL): URL,
        vol.Required(CONF_TOKEN): SECRET,
        vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
    }
)
_RECONFIGURE = vol.Schema(
    {
        vol.Required(CONF_URL): URL,
        vol.Optional(CONF_TOKEN): SECRET,
        vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
    }
)


class PlexLabelSyncFlow(ReauthFlow, InstancesFlow, domain=DOMAIN):
    """Adds a Plex server with its instances, and mends what leads to it."""

    VERSION = 1
    MINOR_VERSION = MINOR_VERSION

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
        known = ["existing"] if plex_entries(self.hass) else []
        return self.async_show_menu(step_id="user", menu_options=[*known, "sign_in", "manual"])

    async def async_step_existing(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Reuse what HA knows of one of its Plex servers; if there is just one, that is it."""
        refusal = Refusal()
        entries = plex_entries(self.hass)
        if not entries:
            # Removed since the menu was shown.
            return await self.async_step_user()
        if user_input is None and len(entries) == 1:
            user_input = {CONF_PLEX_ENTRY: next(iter(entries))}
        chosen = entries.get(user_input[CONF_PLEX_ENTRY]) if user_input else None
        if chosen:
            data = access_of(chosen)
            found, refusal = await checked(self.hass, self._check(data))
            if found:
                return await self._add(found)
        choices = [SelectOptionDict(value=key, label=entries[key].title) for key in entries]
        choice = SelectSelector(SelectSelectorConfig(options=choices))
        return self.async_show_form(
            step_id="existing",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema({vol.Required(CONF_PLEX_ENTRY, default=next(iter(entries))): choice}),
                user_input,
            ),
            errors=refusal.errors,
            description_placeholders={**EXAMPLE, **refusal.placeholders},
        )

    async def async_step_manual(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for address and token."""
        refusal = Refusal()
        if user_input is not None:
            found, refusal = await checked(self.hass, self._check(user_input), _FIELDS)
            if found:
                return await self._add(found)
        return self.async_show_form(
            step_id="manual",
            data_schema=self.add_suggested_values_to_schema(_MANUAL, user_input),
            errors=refusal.errors,
            description_placeholders={**EXAMPLE, **refusal.placeholders},
        )

    async def async_step_reauth(self, _entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Get a new token: the one in use was rejected."""
        return await self.async_step_reauth_confirm()

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change how the server is reached; the token is not shown, and stays unless one is given.

        What is saved reloads the entry by itself.
        """
        entry, refusal = self._get_reconfigure_entry(), Refusal()
        known = {key: entry.data[key] for key in (CONF_URL, CONF_VERIFY_SSL)}
        if user_input is not None:
            found, refusal = await checked(self.hass, self._check(user_input, entry), _FIELDS)
            if found:
                return await self._update(entry, found)
        return self.async_show_form(
            step_id="reconfigure",
            data_schema=self.add_suggested_values_to_schema(_RECONFIGURE, user_input or known),
            errors=refusal.errors,
            description_placeholders={**EXAMPLE, **refusal.placeholders},
        )

    @override
    async def async_on_create_entry(self, result: ConfigFlowResult) -> ConfigFlowResult:
        """Go on to the options, which ask for the first sync."""
        flow = await self.hass.config_entries.options.async_init(
            result["result"].entry_id, context=ConfigFlowContext(source=SOURCE_USER)
        )
        result["next_flow"] = (FlowType.OPTIONS_FLOW, flow["flow_id"])
        return result

    @override
    async def _add(self, found: FoundServer) -> ConfigFlowResult:
        await self.async_set_unique_id(found[0].machine_identifier, raise_on_progress=False)
        self._abort_if_unique_id_configured()
        self._server = found
        return await self.async_step_instances()

    @override
    async def _update(self, entry: ConfigEntry, found: FoundServer) -> ConfigFlowResult:
        identity, data = found
        await self.async_set_unique_id(identity.machine_identifier, raise_on_progress=False)
        self._abort_if_unique_id_mismatch(reason="wrong_server")
        return self.async_update_and_abort(entry, data=data)

    @override
    async def _check(
        self, data: Mapping[str, Any], entry: ConfigEntry | None = None
    ) -> FoundServer:
        """Check what was entered. `entry` is one whose server it must be before it gets a token.

        Its token stays unless another one is given. Raises `InvalidUrlError`, `InvalidTokenError`,
        `AbortFlow` for another server, or a `ServiceError`.
        """
        url = _without_web(normalised(data[CONF_URL]))
        token = token_of(data.get(CONF_TOKEN, ""), url) or (entry.data[CONF_TOKEN] if entry else "")
        entry_data = {**data, CONF_URL: url, CONF_TOKEN: token}
        plex = await plex_for(self.hass, entry_data, patience=HASTY)
        if entry:
            try:
                await plex.verify(str(entry.unique_id))
            except WrongServerError as err:
                raise AbortFlow("wrong_server") from err
        return await plex.identity(), entry_data


def _without_web(url: str) -> str:
    """Cut Plex Web's own page off an address that was copied from the browser."""
    return url.partition("/web/")[0].removesuffix("/web")
