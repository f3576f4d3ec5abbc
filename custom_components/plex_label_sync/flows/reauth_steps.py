"""The steps of a flow that get a new token for a Plex server which rejects the one in use."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, override

import voluptuous as vol

from homeassistant.config_entries import ConfigEntry, ConfigFlowResult
from homeassistant.const import CONF_TOKEN

from ..clients.errors import AuthError, ServiceError
from ..const import LOGGER
from ..options import policy_from
from ..servers import plextv_for
from .find_server import FoundServer
from .instance_kinds import SECRET
from .reasons import text_of
from .sign_in_steps import EXAMPLE, SignInFlow
from .validation import Refusal, checked

_TOKEN = vol.Schema({vol.Required(CONF_TOKEN): SECRET})
_WAYS = ["sign_in", "reauth_token"]


class ReauthFlow(SignInFlow):
    """Signs in again or asks for a token; the rest goes on meanwhile."""

    @abstractmethod
    async def _check(
        self, data: Mapping[str, Any], entry: ConfigEntry | None = None
    ) -> FoundServer:
        """Check how a server is reached, `entry`'s own where that is given."""

    @abstractmethod
    async def _update(self, entry: ConfigEntry, found: FoundServer) -> ConfigFlowResult:
        """Keep how a server is reached that was added before."""

    async def async_step_reauth_confirm(
        self, _user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which way to take."""
        return self.async_show_menu(
            step_id="reauth_confirm",
            menu_options=_WAYS,
            description_placeholders={"name": self._get_reauth_entry().title},
        )

    async def async_step_reauth_token(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the new token, and use it unless it is rejected, too."""
        refusal, entry = Refusal(), self._get_reauth_entry()
        if user_input is not None:
            check = self._check_renewed(entry, user_input[CONF_TOKEN])
            found, refusal = await checked(self.hass, check, (CONF_TOKEN,))
            if found:
                return await self._update(entry, found)
        return self.async_show_form(
            step_id="reauth_token",
            data_schema=self.add_suggested_values_to_schema(_TOKEN, user_input),
            errors=refusal.errors,
            description_placeholders={**EXAMPLE, **refusal.placeholders, "name": entry.title},
        )

    @override
    async def async_step_signed_in_again(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Use the new token, unless it is rejected, too."""
        entry = self._get_reauth_entry()
        found, refusal = await checked(self.hass, self._check_renewed(entry, self._token))
        if found:
            return await self._update(entry, found)
        about = {**EXAMPLE, **refusal.placeholders}
        problem = await text_of(self.hass, refusal.errors["base"], about)
        return self.async_show_menu(
            step_id="signed_in_again",
            menu_options=_WAYS,
            description_placeholders={"name": entry.title, "problem": problem},
        )

    async def _check_renewed(self, entry: ConfigEntry, entered: str) -> FoundServer:
        """Check a new token with all that reject it: with plex.tv, too, if it gives watchlists.

        A plex.tv that does not answer at all rejects nothing.
        """
        found = await self._check({**entry.data, CONF_TOKEN: entered}, entry)
        policy = policy_from(entry.options)
        if policy.own_watchlist or policy.friends_watchlists:
            try:
                await (await plextv_for(self.hass, found[1][CONF_TOKEN])).account()
            except AuthError:
                raise
            except ServiceError as err:
                LOGGER.debug("plex.tv does not tell whether it takes the new token: %s", err)
        return found
