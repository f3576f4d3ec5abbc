"""The flow behind the repair issue of a webhook that stayed in an instance which is gone here."""

from typing import Any

import voluptuous as vol

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..webhooks.pending_removals import pending_removals_of


class LeftWebhookFlow(RepairsFlow):
    """Tries again to remove the webhook, or hears that somebody did.

    Its step `confirm` is also what Home Assistant shows while nothing of ours is loaded.
    """

    def __init__(self, mark: str) -> None:
        """`mark` tells which webhook it is."""
        self._mark = mark

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask; where nothing can be tried any more the user alone can help."""
        removals = await pending_removals_of(self.hass)
        if not removals.knows(self._mark):
            return await self.async_step_confirm()
        return self._ask("init")

    async def async_step_try_again(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Try now."""
        removals = await pending_removals_of(self.hass)
        if await removals.try_now(self._mark):
            return await self.async_step_failed()
        return self.async_create_entry(data={})

    async def async_step_failed(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask again: it did not work, and the issue says why by now."""
        return self._ask("failed")

    async def async_step_by_hand(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Take the user's word that the webhook is gone."""
        removals = await pending_removals_of(self.hass)
        await removals.forget(self._mark)
        return self.async_create_entry(data={})

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Say what to do by hand."""
        if user_input is not None:
            return await self.async_step_by_hand()
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            description_placeholders=self._about(),
        )

    def _ask(self, step: str) -> RepairsFlowResult:
        return self.async_show_menu(
            step_id=step,
            menu_options=["try_again", "by_hand"],
            description_placeholders=self._about(),
        )

    def _about(self) -> dict[str, str]:
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        return dict(issue.translation_placeholders or {}) if issue else {}
