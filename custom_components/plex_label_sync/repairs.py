"""The flows behind the button of repair issues that can be fixed in Home Assistant."""

from collections.abc import Callable, Mapping
from typing import Any, override

import voluptuous as vol

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_API_KEY, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType

from .fixes.entry_flow import EntryConfirmFlow
from .fixes.first_sync_flow import FirstSyncFlow
from .fixes.known_instance import known_instance
from .fixes.label_collision_flow import LabelCollisionFlow
from .fixes.left_webhook_flow import LeftWebhookFlow
from .fixes.library_gone_flow import LibraryGoneFlow
from .fixes.plex_unreachable_flow import PlexUnreachableFlow
from .fixes.private_list_flow import PrivateListFlow
from .fixes.refused_webhook_flow import RefusedWebhookFlow
from .fixes.removal_limit_flow import RemovalLimitFlow
from .fixes.reserved_label_flow import ReservedLabelFlow
from .fixes.restriction_flow import RestrictionFlow
from .fixes.silent_webhook_flow import SilentWebhookFlow
from .fixes.webhook_address_flow import WebhookAddressFlow
from .flows.instance_form import name_of
from .flows.pasted import key_of
from .flows.validation import Refusal, checked
from .follow.runtime import runtime_of
from .issues.report import (
    FIRST_SYNC,
    INSTANCE_AUTH,
    LABEL_COLLISION,
    LIBRARY_GONE,
    NO_HOME_ASSISTANT_URL,
    PLEX_UNREACHABLE,
    REMOVAL_LIMIT,
    RESERVED_LABEL,
    RESTRICTION_BROKEN,
    WATCHLIST_PRIVATE,
    WEBHOOK_LEFT_BEHIND,
    WEBHOOK_REFUSED,
    WEBHOOK_SILENT,
    WEBHOOK_SLOT_TAKEN,
    WEBHOOK_UNREACHABLE,
)
from .reasons import Words
from .state.database import DatabaseError

_SCHEMA = vol.Schema(
    {vol.Required(CONF_API_KEY): TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))}
)


async def async_create_fix_flow(
    _hass: HomeAssistant, issue_id: str, data: Mapping[str, Any] | None
) -> RepairsFlow:
    """Give the flow that fixes an issue."""
    about = data or {}
    if issue_id.startswith(WEBHOOK_LEFT_BEHIND):
        return LeftWebhookFlow(str(about["mark"]))
    entry_id = str(about["entry_id"])
    flows: dict[str, Callable[[], RepairsFlow]] = {
        FIRST_SYNC: lambda: FirstSyncFlow(entry_id),
        INSTANCE_AUTH: lambda: InstanceKeyFlow(entry_id, str(about["subentry_id"])),
        LABEL_COLLISION: lambda: LabelCollisionFlow(entry_id),
        LIBRARY_GONE: lambda: LibraryGoneFlow(entry_id),
        NO_HOME_ASSISTANT_URL: lambda: WebhookAddressFlow(entry_id, str(about["subentry_id"])),
        PLEX_UNREACHABLE: lambda: PlexUnreachableFlow(entry_id),
        REMOVAL_LIMIT: lambda: RemovalLimitFlow(entry_id),
        RESERVED_LABEL: lambda: ReservedLabelFlow(entry_id),
        RESTRICTION_BROKEN: lambda: RestrictionFlow(entry_id),
        WATCHLIST_PRIVATE: lambda: PrivateListFlow(
            entry_id, str(about["person"]), str(about["name"])
        ),
        WEBHOOK_REFUSED: lambda: RefusedWebhookFlow(entry_id, str(about["subentry_id"])),
        WEBHOOK_SILENT: lambda: SilentWebhookFlow(entry_id, str(about["subentry_id"])),
        WEBHOOK_SLOT_TAKEN: lambda: RefusedWebhookFlow(entry_id, str(about["subentry_id"])),
        WEBHOOK_UNREACHABLE: lambda: WebhookAddressFlow(entry_id, str(about["subentry_id"])),
    }
    for beginning, flow in flows.items():
        if issue_id.startswith(beginning):
            return flow()
    return LabelsLostFlow(entry_id)


class LabelsLostFlow(EntryConfirmFlow):
    """Has it confirmed that what Plex dropped is mended; only then it is written to again."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask. While the server is not set up the answer is not kept, and the issue comes back."""
        runtime = runtime_of(self.hass, self._entry_id)
        if user_input is not None and runtime:
            try:
                await runtime.worker.confirm_harm()
            except DatabaseError as err:
                why = {"error": Words.of(self.hass).reason(err.why)}
                return self.async_abort(reason="not_saved", description_placeholders=why)
        return await super().async_step_confirm(user_input)


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
        known = known_instance(self.hass, self._entry_id, self._subentry_id)
        if known is None:
            return self.async_create_entry(data={})
        _, subentry = known
        refusal = Refusal()
        if user_input is not None:
            check = self._tried(subentry, user_input[CONF_API_KEY])
            key, refusal = await checked(self.hass, check, (CONF_API_KEY,))
            if key is not None:
                return self._save(key)
        return self.async_show_form(
            step_id="confirm",
            data_schema=self.add_suggested_values_to_schema(_SCHEMA, user_input),
            errors=refusal.errors,
            description_placeholders={"name": subentry.title, **refusal.placeholders},
        )

    async def _tried(self, subentry: ConfigSubentry, entered: str) -> str:
        """Give the key that was entered, if the instance takes it."""
        key = key_of(entered, subentry.data[CONF_URL])
        await name_of(self.hass, subentry.subentry_type, {**subentry.data, CONF_API_KEY: key})
        return key

    def _save(self, key: str) -> RepairsFlowResult:
        """Keep the key, which sets all up again; the instance may be gone since it was asked."""
        if known := known_instance(self.hass, self._entry_id, self._subentry_id):
            # What was changed while the key was tried stays.
            data = {**known[1].data, CONF_API_KEY: key}
            self.hass.config_entries.async_update_subentry(*known, data=data)
        return self.async_create_entry(data={})
