"""The flow behind the repair issue of sharing restrictions that name labels which are nowhere."""

from typing import override

import voluptuous as vol

from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..follow.restrictions import look_again
from ..follow.runtime import runtime_of
from ..reasons import Words
from .entry_flow import EntryConfirmFlow


class RestrictionFlow(EntryConfirmFlow):
    """Looks again, for whoever has changed the restrictions in Plex."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Say what to do, look, and say what is still wrong."""
        if self.hass.config_entries.async_get_entry(self._entry_id) is None:
            return self.async_create_entry(data={})
        errors: dict[str, str] = {}
        reason = ""
        if user_input is not None:
            runtime = runtime_of(self.hass, self._entry_id)
            if runtime is None:
                return self.async_abort(reason="not_set_up")
            if why := await look_again(self.hass, self._entry_id, runtime):
                errors, reason = {"base": "not_read"}, Words.of(self.hass).reason(why)
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        if issue is None:
            return self.async_create_entry(data={})
        if user_input is not None and not errors:
            errors = {"base": "still_broken"}
        about = issue.translation_placeholders or {}
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            errors=errors,
            description_placeholders={**about, "reason": reason},
        )
