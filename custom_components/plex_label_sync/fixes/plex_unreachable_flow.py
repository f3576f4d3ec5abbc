"""The flow behind the repair issue of a Plex server that does not answer."""

from typing import override

from homeassistant.components.repairs import FlowType, RepairsFlowResult
from homeassistant.config_entries import SOURCE_RECONFIGURE, ConfigFlowContext

from ..const import DOMAIN
from .entry_flow import EntryConfirmFlow


class PlexUnreachableFlow(EntryConfirmFlow):
    """Leads to the form in which the server's address is changed.

    The issue stays: that the server answers takes it back.
    """

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Say what may be wrong, and go on to the form. Without the server there is none."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None:
            return self.async_create_entry(data={})
        if user_input is None:
            return await super().async_step_confirm()
        open_flows = entry.async_get_active_flows(self.hass, {SOURCE_RECONFIGURE})
        flow = next(open_flows, None) or await self.hass.config_entries.flow.async_init(
            DOMAIN,
            context=ConfigFlowContext(source=SOURCE_RECONFIGURE, entry_id=self._entry_id),
        )
        return self.async_abort(
            reason="reconfigure", next_flow=(FlowType.CONFIG_FLOW, flow["flow_id"])
        )
