"""The flow behind the repair issue of removals that a run held back."""

from typing import TYPE_CHECKING, Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from .report import went_through

if TYPE_CHECKING:
    from ..coordinator import SyncCoordinator

_NOT_SET_UP = "The Plex server is not set up in Home Assistant at the moment."


class RemovalLimitFlow(RepairsFlow):
    """Asks what becomes of the labels that a run held back: they go, or they stay.

    The answer is about the removals that are shown. Where others are planned by then these are
    shown, and the question is asked again.
    """

    def __init__(self, entry_id: str) -> None:
        """Remember which Plex server it is."""
        self._entry_id = entry_id
        self._mark = ""

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask."""
        return self._ask("init")

    async def async_step_changed(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask anew: another set of labels would go now."""
        return self._ask("changed")

    async def async_step_failed(self, error: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask anew: the answer could not be carried out."""
        return self._ask("failed", **error or {})

    async def async_step_approve(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Remove the labels that were shown."""
        coordinator = self._coordinator()
        if coordinator is None:
            return await self.async_step_failed({"error": _NOT_SET_UP})
        try:
            result = await coordinator.async_sync(approved=self._mark)
        except HomeAssistantError as err:
            return await self.async_step_failed({"error": str(err)})
        if not went_through(result):
            return await self.async_step_failed({"error": result.trouble})
        if result.held:
            return await self.async_step_changed()
        return self.async_create_entry(data={})

    async def async_step_keep(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Leave the labels that were shown, and ask about them no more."""
        coordinator = self._coordinator()
        if coordinator is None:
            return await self.async_step_failed({"error": _NOT_SET_UP})
        if (issue := self._issue()) and _mark_of(issue) != self._mark:
            return await self.async_step_changed()
        await coordinator.async_keep_labels(self._mark)
        return self.async_create_entry(data={})

    def _ask(self, step: str, **more: str) -> RepairsFlowResult:
        """Show what would go; when nothing would any more there is nothing left to fix."""
        issue = self._issue()
        if issue is None:
            return self.async_create_entry(data={})
        self._mark = _mark_of(issue)
        return self.async_show_menu(
            step_id=step,
            menu_options=["approve", "keep"],
            description_placeholders={**(issue.translation_placeholders or {}), **more},
        )

    def _issue(self) -> ir.IssueEntry | None:
        return ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)

    def _coordinator(self) -> SyncCoordinator | None:
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        coordinator: SyncCoordinator = entry.runtime_data
        return coordinator


def _mark_of(issue: ir.IssueEntry) -> str:
    return str((issue.data or {})["mark"])
