"""The flows that add and change Radarr, Sonarr and Seerr instances of a Plex server."""

from collections.abc import Mapping
from typing import Any, ClassVar

import voluptuous as vol

from homeassistant.config_entries import (
    ConfigEntryState,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_API_KEY
from homeassistant.data_entry_flow import AbortFlow

from ..const import (
    CONF_WEBHOOK,
    CONF_WEBHOOK_URL,
    SUBENTRY_RADARR,
    SUBENTRY_SEERR,
    SUBENTRY_SONARR,
)
from ..webhooks.way import way_of
from .instance_form import FoundInstance, InstanceForm, address_to_paste
from .instance_kinds import KINDS, WEBHOOK_SCHEMA
from .suggestions import suggestion


class _InstanceFlow(ConfigSubentryFlow):
    """Adds or changes an instance; it is called by its own name."""

    kind: ClassVar[str]

    _form: InstanceForm | None = None
    _found: FoundInstance

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Add an instance; one that Home Assistant itself knows is filled in."""
        kind = KINDS[self.kind]
        taken = [str(one.unique_id) for one in self._get_entry().subentries.values()]
        self._form = self._form or InstanceForm(self.hass, kind)
        shown = suggestion(self.hass, self.kind, taken)
        return await self._ask("user", self._form, kind.schema(whole=True), user_input, shown)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change an instance; its webhook stays the same, and its key unless one is entered."""
        kind, known = KINDS[self.kind], self._get_reconfigure_subentry().data
        is_heard = self._get_entry().state is ConfigEntryState.LOADED
        self._form = self._form or InstanceForm(self.hass, kind, known, is_heard=is_heard)
        shown = {key: value for key, value in known.items() if key != CONF_API_KEY}
        shown[CONF_WEBHOOK] = way_of(self.kind, known).value
        schema = kind.schema_of_change()
        return await self._ask("reconfigure", self._form, schema, user_input, shown)

    async def async_step_webhook(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Show the address that the user is to enter in the instance."""
        if user_input is not None:
            return self._save()
        url, errors = address_to_paste(self.hass, self._found)
        return self.async_show_form(
            step_id="webhook",
            data_schema=self.add_suggested_values_to_schema(
                WEBHOOK_SCHEMA, {CONF_WEBHOOK_URL: url}
            ),
            errors=errors,
            description_placeholders={"name": self._found.title},
        )

    async def _ask(
        self,
        step_id: str,
        form: InstanceForm,
        schema: vol.Schema,
        user_input: dict[str, Any] | None,
        shown: Mapping[str, Any],
    ) -> SubentryFlowResult:
        if user_input is not None and (found := await form.check(user_input)):
            self._abort_if_taken(found.unique_id)
            if await form.may_go_on(found):
                self._found = found
                return await self.async_step_webhook() if found.is_manual else self._save()
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, user_input or shown),
            errors=form.errors,
            description_placeholders=form.placeholders,
        )

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


class SonarrFlow(_InstanceFlow):
    """Adds or changes a Sonarr."""

    kind = SUBENTRY_SONARR


class SeerrFlow(_InstanceFlow):
    """Adds or changes a Seerr, Overseerr or Jellyseerr."""

    kind = SUBENTRY_SEERR
