"""The flow behind the repair issues of an instance that takes no webhook of ours.

Its only slot is in use, or it refuses to have its settings changed.
"""

from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers import issue_registry as ir

from ..const import CONF_WEBHOOK, CONF_WEBHOOK_URL, DOMAIN
from ..flows.instance_kinds import WEBHOOK_SCHEMA
from ..markdown import escaped
from ..reasons import Words
from ..webhooks.home_address import home_address, webhook_path
from ..webhooks.instance_webhook import instances_of
from ..webhooks.registration import Registration
from ..webhooks.trying import REFUSED
from ..webhooks.way import WebhookWay, way_of
from .known_instance import known_instance


class RefusedWebhookFlow(RepairsFlow):
    """Tries again to set the webhook up, or does without, or has the user set it up.

    By hand nothing can be set up where the slot is in use.
    """

    def __init__(self, entry_id: str, subentry_id: str) -> None:
        """Remember which instance it is; it may be removed meanwhile."""
        self._entry_id = entry_id
        self._subentry_id = subentry_id
        self._error = ""

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask."""
        return self._ask("init")

    async def async_step_try_again(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Try now, and say what came of it."""
        if (known := known_instance(self.hass, self._entry_id, self._subentry_id)) is None:
            return self.async_create_entry(data={})
        entry, subentry = known
        if entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_set_up")
        instance = instances_of(entry)[subentry.subentry_id]
        registration = Registration(self.hass, entry, instance)
        if await registration.check():
            return self.async_create_entry(data={})
        if self._issue() is None:
            # Another one stands in its place, which says what is wrong now.
            return self.async_abort(reason="other_issue")
        if why := registration.failure:
            self._error = escaped(Words.of(self.hass).reason(why.why))
        return await self.async_step_failed()

    async def async_step_failed(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask again: it did not work."""
        return self._ask("failed")

    async def async_step_without(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Expect no webhook any more."""
        return self._choose(WebhookWay.NONE)

    async def async_step_by_hand(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show the address that the user is to enter in the instance."""
        known = known_instance(self.hass, self._entry_id, self._subentry_id)
        if known is None or user_input is not None:
            return self._choose(WebhookWay.MANUAL)
        base = home_address(self.hass, known[1].data)
        url = (base or "") + webhook_path(known[1].data)
        return self.async_show_form(
            step_id="by_hand",
            data_schema=self.add_suggested_values_to_schema(
                WEBHOOK_SCHEMA, {CONF_WEBHOOK_URL: url}
            ),
            errors={} if base else {"base": "no_home_assistant_url"},
            description_placeholders={"name": known[1].title},
        )

    def _choose(self, way: WebhookWay) -> RepairsFlowResult:
        """Keep who sets up the webhook, which sets all up again."""
        if known := known_instance(self.hass, self._entry_id, self._subentry_id):
            data = {**known[1].data, CONF_WEBHOOK: way.value}
            self.hass.config_entries.async_update_subentry(*known, data=data)
        return self.async_create_entry(data={})

    def _ask(self, step: str) -> RepairsFlowResult:
        issue = self._issue()
        known = known_instance(self.hass, self._entry_id, self._subentry_id)
        if issue is None or known is None:
            return self.async_create_entry(data={})
        options = ["try_again"]
        if way_of(known[1].subentry_type, known[1].data) is WebhookWay.AUTOMATIC:
            by_hand = ["by_hand"] if issue.translation_key == REFUSED else []
            options += [*by_hand, "without"]
        return self.async_show_menu(
            step_id=step,
            menu_options=options,
            description_placeholders={
                **(issue.translation_placeholders or {}),
                "error": self._error,
            },
        )

    def _issue(self) -> ir.IssueEntry | None:
        return ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
