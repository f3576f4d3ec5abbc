"""The flow behind the repair issue of a friend who hides the watchlist."""

from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..options import EXCLUDE_USERS, SCOPE


class PrivateListFlow(RepairsFlow):
    """Asks whether the friend is left out, or the issue is to be silent.

    The third way is the friend's own: a list that can be read takes the issue back.
    """

    def __init__(self, entry_id: str, user: str, name: str) -> None:
        """`user` is what the options call the friend: the username, or else the account's id."""
        self._entry_id = entry_id
        self._user = user
        self._name = name

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask."""
        return self.async_show_menu(
            step_id="init",
            menu_options=["leave_out", "ignore"],
            description_placeholders={"name": self._name},
        )

    async def async_step_leave_out(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Add the friend to the excluded people in the options, which sets all up again."""
        if entry := self.hass.config_entries.async_get_entry(self._entry_id):
            scope = entry.options.get(SCOPE, {})
            excluded = [*scope.get(EXCLUDE_USERS, ()), self._user]
            self.hass.config_entries.async_update_entry(
                entry, options={**entry.options, SCOPE: {**scope, EXCLUDE_USERS: excluded}}
            )
        return self.async_create_entry(data={})

    async def async_step_ignore(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Show the issue no more, as long as it lasts: a flow that is done would delete it."""
        if ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id):
            ir.async_ignore_issue(self.hass, DOMAIN, self.issue_id, ignore=True)
        return self.async_abort(reason="ignored")
