"""The steps of a flow that sign in at plex.tv, and choose one of the account's servers."""

from abc import abstractmethod
from typing import Any, override

import voluptuous as vol

from homeassistant.config_entries import SOURCE_REAUTH, ConfigFlow, ConfigFlowResult
from homeassistant.core import callback
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector, SelectSelectorConfig

from ..clients.errors import CannotConnectError, Cause, ServiceError
from ..clients.plextv.login import OwnedServer, owned_servers
from ..const import CONF_SERVER, LOGGER
from .find_server import FoundServer, find_server
from .sign_in import SignIn
from .validation import Refusal, checked

EXAMPLE = {"app": "Plex", "example_url": "http://192.168.1.10:32400"}


class SignInFlow(ConfigFlow):
    """Signs in; what becomes of the token, or of the server that was chosen, others say."""

    _sign_in: SignIn | None = None
    _token = ""

    @abstractmethod
    async def _add(self, found: FoundServer) -> ConfigFlowResult:
        """Add a server."""

    @abstractmethod
    async def async_step_signed_in_again(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Use the new token of a server that was added before."""

    async def async_step_sign_in(
        self, _user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Send the browser to plex.tv, and wait until somebody signed in there, or did not."""
        if self._sign_in is None:
            try:
                self._sign_in = await SignIn.begin(self.hass, self.flow_id)
            except ServiceError as err:
                return await self._plextv_failed(err)
        if not self._sign_in.ended:
            return self.async_external_step(step_id="sign_in", url=self._sign_in.url)
        token, self._sign_in = self._sign_in.token, None
        if token is None:
            return self.async_external_step_done(next_step_id="not_signed_in")
        self._token = token
        again = self.source == SOURCE_REAUTH
        return self.async_external_step_done(
            next_step_id="signed_in_again" if again else "select_server"
        )

    async def async_step_select_server(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Choose one of the account's servers; if it has just one, that is it."""
        try:
            servers = {one.machine_identifier: one for one in await owned_servers(self._token)}
        except ServiceError as err:
            return await self._plextv_failed(err)
        if not servers:
            return await self.async_step_no_server()
        refusal = Refusal()
        if user_input or len(servers) == 1:
            key = (user_input or {}).get(CONF_SERVER, next(iter(servers)))
            await self.async_set_unique_id(key, raise_on_progress=False)
            self._abort_if_unique_id_configured()
            found, refusal = await checked(self.hass, self._find(servers.get(key)))
            if found:
                return await self._add(found)
        choices = [SelectOptionDict(value=key, label=servers[key].name) for key in servers]
        return self.async_show_form(
            step_id="select_server",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(
                    {
                        vol.Required(CONF_SERVER, default=next(iter(servers))): SelectSelector(
                            SelectSelectorConfig(options=choices)
                        )
                    }
                ),
                user_input,
            ),
            errors=refusal.errors,
            description_placeholders={**EXAMPLE, **refusal.placeholders},
        )

    async def async_step_not_signed_in(
        self, _user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that nobody signed in."""
        return self._other_ways("not_signed_in")

    async def async_step_plextv_failed(
        self, _user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that plex.tv cannot be used."""
        return self._other_ways("plextv_failed")

    async def async_step_no_server(
        self, _user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Say that the account owns no server."""
        return self._other_ways("no_server")

    @callback
    @override
    def async_remove(self) -> None:
        """Wait for nobody any more."""
        if self._sign_in:
            self._sign_in.cancel()

    async def _find(self, server: OwnedServer | None) -> FoundServer:
        if server is None:
            raise CannotConnectError("the account no longer owns it", Cause.NOWHERE)
        return await find_server(self.hass, server, self._token)

    async def _plextv_failed(self, err: ServiceError) -> ConfigFlowResult:
        LOGGER.debug("Signing in at plex.tv failed: %s", err)
        return await self.async_step_plextv_failed()

    def _other_ways(self, step_id: str) -> ConfigFlowResult:
        """Offer to sign in again, or to do without."""
        other = "reauth_token" if self.source == SOURCE_REAUTH else "manual"
        return self.async_show_menu(step_id=step_id, menu_options=["sign_in", other])
