"""The flow that adds a Plex server."""

from collections.abc import Mapping
from typing import Any, override

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
    FlowType,
    OptionsFlow,
    SubentryFlowContext,
)
from homeassistant.const import CONF_TOKEN, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from .clients.errors import AuthError, ServiceError
from .clients.http import HASTY
from .clients.plex.client import WrongServerError
from .const import (
    CONF_PLEX_ENTRY,
    DOMAIN,
    LOGGER,
    SUBENTRY_RADARR,
    SUBENTRY_SEERR,
    SUBENTRY_SONARR,
)
from .flows.find_server import Found
from .flows.options import SyncOptionsFlow
from .flows.sign_in_steps import EXAMPLE, SignInFlow
from .flows.subentry import RadarrFlow, SeerrFlow, SonarrFlow
from .flows.validation import Refusal, checked, normalised
from .follow.plex_entries import known_to, plex_entries
from .options import policy_from
from .servers import plex_for, plextv_for

_URL = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
_SECRET = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_MANUAL = vol.Schema(
    {
        vol.Required(CONF_URL): _URL,
        vol.Required(CONF_TOKEN): _SECRET,
        vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
    }
)
_RECONFIGURE = vol.Schema(
    {
        vol.Required(CONF_URL): _URL,
        vol.Optional(CONF_TOKEN): _SECRET,
        vol.Required(CONF_VERIFY_SSL, default=True): BooleanSelector(),
    }
)
_REAUTH = vol.Schema({vol.Optional(CONF_TOKEN): _SECRET})


class PlexLabelSyncFlow(SignInFlow, domain=DOMAIN):
    """Adds a Plex server, and mends what leads to it."""

    VERSION = 1

    _typed = ""

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
        """Reuse the address and token of one of HA's Plex servers."""
        refusal = Refusal()
        entries = plex_entries(self.hass)
        if user_input is not None:
            data = known_to(entries[user_input[CONF_PLEX_ENTRY]])
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
            found, refusal = await checked(self.hass, self._check(user_input))
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

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the new token; without one it comes from signing in."""
        if user_input is None:
            return self._ask_for_token(Refusal())
        self._typed = user_input.get(CONF_TOKEN, "")
        self._token = self._typed.strip()
        if not self._token:
            return await self.async_step_sign_in()
        return await self.async_step_signed_in_again()

    @override
    async def async_step_signed_in_again(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Use the new token, unless it is rejected, too."""
        entry = self._get_reauth_entry()
        found, refusal = await checked(self.hass, self._check_renewed(entry, self._token))
        return await self._update(entry, found) if found else self._ask_for_token(refusal)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change how the server is reached; the token is not shown, and stays unless one is given.

        What is saved reloads the entry by itself.
        """
        entry, refusal = self._get_reconfigure_entry(), Refusal()
        known = {key: entry.data[key] for key in (CONF_URL, CONF_VERIFY_SSL)}
        if user_input is not None:
            given = user_input.get(CONF_TOKEN, "").strip() or entry.data[CONF_TOKEN]
            data = {**user_input, CONF_TOKEN: given}
            found, refusal = await checked(self.hass, self._check(data, entry))
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
        """Go on to the first instance; whoever closes that form has a Plex server all the same."""
        flow = await self.hass.config_entries.subentries.async_init(
            (result["result"].entry_id, SUBENTRY_RADARR),
            context=SubentryFlowContext(source=SOURCE_USER),
        )
        result["next_flow"] = (FlowType.CONFIG_SUBENTRIES_FLOW, flow["flow_id"])
        return result

    def _ask_for_token(self, refusal: Refusal) -> ConfigFlowResult:
        typed = {CONF_TOKEN: self._typed} if self._typed else {}
        name = self._get_reauth_entry().title
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(_REAUTH, typed),
            errors=refusal.errors,
            description_placeholders={**EXAMPLE, **refusal.placeholders, "name": name},
        )

    @override
    async def _add(self, found: Found) -> ConfigFlowResult:
        identity, data = found
        await self.async_set_unique_id(identity.machine_identifier, raise_on_progress=False)
        self._abort_if_unique_id_configured()
        return self.async_create_entry(title=identity.friendly_name, data=data)

    async def _update(self, entry: ConfigEntry, found: Found) -> ConfigFlowResult:
        identity, data = found
        await self.async_set_unique_id(identity.machine_identifier, raise_on_progress=False)
        self._abort_if_unique_id_mismatch(reason="wrong_server")
        return self.async_update_and_abort(entry, data=data)

    async def _check(self, data: Mapping[str, Any], entry: ConfigEntry | None = None) -> Found:
        """Check what was entered. `entry` is one whose server it must be before it gets a token.

        Raises `InvalidUrlError`, `AbortFlow` for another server, or a `ServiceError`.
        """
        entry_data = {
            **data,
            CONF_URL: _without_web(normalised(data[CONF_URL])),
            CONF_TOKEN: data[CONF_TOKEN].strip(),
        }
        plex = await plex_for(self.hass, entry_data, patience=HASTY)
        if entry:
            try:
                await plex.verify(str(entry.unique_id))
            except WrongServerError as err:
                raise AbortFlow("wrong_server") from err
        return await plex.identity(), entry_data

    async def _check_renewed(self, entry: ConfigEntry, token: str) -> Found:
        """Check a new token with all that reject it: with plex.tv, too, if it gives watchlists.

        A plex.tv that does not answer at all rejects nothing.
        """
        found = await self._check({**entry.data, CONF_TOKEN: token}, entry)
        policy = policy_from(entry.options)
        if policy.own_watchlist or policy.friends_watchlists:
            try:
                await (await plextv_for(self.hass, token)).account()
            except AuthError:
                raise
            except ServiceError as err:
                LOGGER.debug("plex.tv does not tell whether it takes the new token: %s", err)
        return found


def _without_web(url: str) -> str:
    """Cut Plex Web's own page off an address that was copied from the browser."""
    return url.partition("/web/")[0].removesuffix("/web")
