"""The flow behind the repair issue of an instance that imports and posts no webhook."""

from typing import Any, override

import voluptuous as vol

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers import issue_registry as ir

from ..const import CONF_HOME_ASSISTANT_URL, DOMAIN
from ..markdown import escaped
from ..webhooks.instance_webhook import Instance, instances_of
from ..webhooks.trying import trouble_of_own
from ..webhooks.way import WebhookWay, way_of
from .known_instance import known_instance
from .webhook_address_flow import WebhookAddressFlow, outcome_of


class SilentWebhookFlow(WebhookAddressFlow):
    """Has the instance post a test. Where it does not come it asks for the address.

    Of a webhook that the user set up it only says what is wrong.
    """

    @override
    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_silent()

    async def async_step_silent(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Say what to look at, and try."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        known = known_instance(self.hass, self._entry_id, self._subentry_id)
        if issue is None or known is None:
            return self.async_create_entry(data={})
        self._about = {"said": "", **(issue.translation_placeholders or {})}
        entry, subentry = known
        error = ""
        if user_input is not None:
            if entry.state is not ConfigEntryState.LOADED:
                return self.async_abort(reason="not_set_up")
            instance = instances_of(entry)[subentry.subentry_id]
            if way_of(instance.kind, instance.data) is WebhookWay.AUTOMATIC:
                return await self._try(instance)
            if not (error := await self._trouble_of_own(instance)):
                return self.async_create_entry(data={})
        return self.async_show_form(
            step_id="silent",
            data_schema=vol.Schema({}),
            errors={"base": error} if error else {},
            description_placeholders=self._about,
        )

    async def _try(self, instance: Instance) -> RepairsFlowResult:
        if not (error := await self._trouble(instance)):
            return self.async_create_entry(data={})
        if "url" in self._about:
            return self._ask(instance.data[CONF_HOME_ASSISTANT_URL], {})
        return self.async_show_form(
            step_id="silent",
            data_schema=vol.Schema({}),
            errors={"base": error},
            description_placeholders=self._about,
        )

    async def _trouble_of_own(self, instance: Instance) -> str:
        trouble = await outcome_of(trouble_of_own(self.hass, instance))
        if isinstance(trouble, str):
            return trouble
        self._about["said"] = escaped(trouble.said)
        return trouble.key
