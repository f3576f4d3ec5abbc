"""The flow behind the repair issue of a first sync that is still to be made."""

from typing import override

from homeassistant.components.repairs import FlowType, RepairsFlowResult

from .entry_flow import EntryConfirmFlow


class FirstSyncFlow(EntryConfirmFlow):
    """Leads to the menu in which the first sync is previewed or run.

    The issue stays: that a sync has gone through takes it back.
    """

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Say what the sync would do, and go on to the menu. Without the server there is none."""
        if self.hass.config_entries.async_get_entry(self._entry_id) is None:
            return self.async_create_entry(data={})
        if user_input is None:
            return await super().async_step_confirm()
        flow = await self.hass.config_entries.options.async_init(self._entry_id)
        return self.async_abort(
            reason="options", next_flow=(FlowType.OPTIONS_FLOW, flow["flow_id"])
        )
