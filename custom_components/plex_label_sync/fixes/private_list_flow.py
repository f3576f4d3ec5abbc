"""The flow behind the repair issue of a friend who hides the watchlist."""

from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..follow.runtime import runtime_of
from ..markdown import escaped
from ..reasons import Words
from ..state.database import DatabaseError


class PrivateListFlow(RepairsFlow):
    """Asks whether the friend is left out, or the issue is to be silent.

    The third way is the friend's own: a list that can be read takes the issue back.
    """

    def __init__(self, entry_id: str, person: str, name: str) -> None:
        """`person` is the id of the friend's account."""
        self._entry_id = entry_id
        self._person = person
        self._name = name

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask."""
        return self.async_show_menu(
            step_id="init",
            menu_options=["leave_out", "ignore"],
            description_placeholders={"name": self._name, "shown": escaped(self._name)},
        )

    async def async_step_leave_out(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Let the friend have no labels, as their switch does."""
        runtime = runtime_of(self.hass, self._entry_id)
        if runtime is None:
            return self.async_abort(reason="not_set_up")
        try:
            await runtime.worker.choose(self._person, labels=False)
        except DatabaseError as err:
            placeholders = {"error": Words.of(self.hass).reason(err.why)}
            return self.async_abort(reason="not_saved", description_placeholders=placeholders)
        return self.async_create_entry(data={})

    async def async_step_ignore(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Show the issue no more, as long as it lasts: a flow that is done would delete it."""
        if ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id):
            ir.async_ignore_issue(self.hass, DOMAIN, self.issue_id, ignore=True)
        return self.async_abort(reason="ignored")
