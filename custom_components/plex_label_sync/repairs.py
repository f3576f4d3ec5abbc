"""The flows behind the button of repair issues that can be fixed in Home Assistant."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import voluptuous as vol

from homeassistant.components.repairs import ConfirmRepairFlow, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntry, ConfigEntryState, ConfigSubentry
from homeassistant.const import CONF_API_KEY
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType

from .const import DOMAIN
from .issues import INSTANCE_AUTH, REMOVAL_LIMIT, went_through
from .subentry_flow import name_of
from .validation import checked

if TYPE_CHECKING:
    from .coordinator import SyncCoordinator

_SCHEMA = vol.Schema(
    {vol.Required(CONF_API_KEY): TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))}
)
_NOT_SET_UP = "The Plex server is not set up in Home Assistant at the moment."


async def async_create_fix_flow(
    _hass: HomeAssistant, issue_id: str, data: Mapping[str, Any] | None
) -> RepairsFlow:
    """Give the flow that fixes an issue; where nothing is asked, confirming is enough."""
    if data and issue_id.startswith(INSTANCE_AUTH):
        return InstanceKeyFlow(data["entry_id"], data["subentry_id"])
    if data and issue_id.startswith(REMOVAL_LIMIT):
        return RemovalLimitFlow(str(data["entry_id"]))
    return ConfirmRepairFlow()


class InstanceKeyFlow(RepairsFlow):
    """Asks for the new API key of an instance that rejects the one it was added with."""

    def __init__(self, entry_id: str, subentry_id: str) -> None:
        """Remember which instance it is; it may be removed meanwhile."""
        self._entry_id = entry_id
        self._subentry_id = subentry_id

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Begin."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask for the key and try it. Without the instance there is nothing left to fix."""
        known = self._known()
        if known is None:
            return self.async_create_entry(data={})
        _, subentry = known
        errors: dict[str, str] = {}
        if user_input is not None:
            data = {**subentry.data, CONF_API_KEY: user_input[CONF_API_KEY].strip()}
            name, errors = await checked(name_of(self.hass, subentry.subentry_type, data))
            if name is not None:
                return self._save(data)
        return self.async_show_form(
            step_id="confirm",
            data_schema=_SCHEMA,
            errors=errors,
            description_placeholders={"name": subentry.title},
        )

    def _known(self) -> tuple[ConfigEntry, ConfigSubentry] | None:
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        subentry = entry.subentries.get(self._subentry_id) if entry else None
        return (entry, subentry) if entry and subentry else None

    def _save(self, data: dict[str, Any]) -> RepairsFlowResult:
        """Keep the key, which sets all up again; the instance may be gone since it was asked."""
        if known := self._known():
            self.hass.config_entries.async_update_subentry(*known, data=data)
        return self.async_create_entry(data={})


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
