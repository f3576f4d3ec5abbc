"""The steps of the flow that adds a Plex server which add its Radarrs, Sonarrs and Seerrs."""

from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult, ConfigSubentryData
from homeassistant.const import CONF_API_KEY, CONF_URL

from ..const import CONF_WEBHOOK_URL, SUBENTRY_RADARR, SUBENTRY_SEERR, SUBENTRY_SONARR
from .find_server import FoundServer
from .instance_form import FoundInstance, InstanceForm, address_to_paste
from .instance_kinds import KINDS, WEBHOOK_SCHEMA
from .reasons import how_to_set_up
from .suggestions import suggestion

_NONE = "—"


class InstancesFlow(ConfigFlow):
    """Adds instances to the server that was found; nothing is kept before the user is done."""

    _server: FoundServer
    _form: InstanceForm | None = None
    _added: tuple[FoundInstance, ...] = ()
    _asked_about: FoundInstance

    async def async_step_instances(
        self, _user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Offer to add an instance, as often as there are any."""
        self._form = None
        identity, _ = self._server
        return self.async_show_menu(
            step_id="instances",
            menu_options=[*KINDS, "done"],
            description_placeholders={
                "server": identity.friendly_name,
                "added": ", ".join(one.title for one in self._added) or _NONE,
            },
        )

    async def async_step_radarr(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Add a Radarr."""
        return await self._ask_for(SUBENTRY_RADARR, user_input)

    async def async_step_sonarr(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Add a Sonarr."""
        return await self._ask_for(SUBENTRY_SONARR, user_input)

    async def async_step_seerr(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Add a Seerr, Overseerr or Jellyseerr."""
        return await self._ask_for(SUBENTRY_SEERR, user_input)

    async def async_step_webhook(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the address that the user is to enter in the instance."""
        found = self._asked_about
        if user_input is not None:
            return await self._take(found)
        url, errors = address_to_paste(self.hass, found)
        how = await how_to_set_up(self.hass, found.kind, found.title)
        return self.async_show_form(
            step_id="webhook",
            data_schema=self.add_suggested_values_to_schema(
                WEBHOOK_SCHEMA, {CONF_WEBHOOK_URL: url}
            ),
            errors=errors,
            description_placeholders={"name": found.title, "how": how},
        )

    async def async_step_done(self, _user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the entry with its subentries."""
        self._abort_if_unique_id_configured()
        identity, data = self._server
        return self.async_create_entry(
            title=identity.friendly_name,
            data=data,
            subentries=[
                ConfigSubentryData(
                    subentry_type=one.kind,
                    title=one.title,
                    unique_id=one.unique_id,
                    data=one.data,
                )
                for one in self._added
            ],
        )

    async def _ask_for(self, key: str, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        """Ask for an instance; an empty form leads back to the menu."""
        kind = KINDS[key]
        form = self._form = self._form or InstanceForm(self.hass, kind)
        if user_input is not None:
            if not any(user_input.get(field) for field in (CONF_URL, CONF_API_KEY)):
                return await self.async_step_instances()
            if await self._is_good(form, user_input):
                if self._asked_about.is_manual:
                    return await self.async_step_webhook()
                return await self._take(self._asked_about)
        known = suggestion(self.hass, key, [one.unique_id for one in self._added])
        return self.async_show_form(
            step_id=key,
            data_schema=self.add_suggested_values_to_schema(
                kind.schema(whole=False), user_input or known
            ),
            errors=form.errors,
            description_placeholders=form.placeholders,
        )

    async def _is_good(self, form: InstanceForm, user_input: dict[str, Any]) -> bool:
        """Whether an instance answers that was not added before, and its webhook arrives."""
        found = await form.check(user_input)
        if found is None:
            return False
        if any(one.unique_id == found.unique_id for one in self._added):
            form.refuse(CONF_URL, "already_added")
            return False
        self._asked_about = found
        return await form.may_go_on(found)

    async def _take(self, found: FoundInstance) -> ConfigFlowResult:
        self._added = (*self._added, found)
        return await self.async_step_instances()
