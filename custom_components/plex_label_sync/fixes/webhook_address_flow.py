"""The flow behind the repair issues of an instance whose webhooks do not come to Home Assistant."""

from collections.abc import Awaitable
from typing import Any

import voluptuous as vol

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import TextSelector, TextSelectorConfig, TextSelectorType

from ..clients.errors import AuthError, ServiceError
from ..const import CONF_HOME_ASSISTANT_URL, DOMAIN
from ..flows.validation import InvalidUrlError, home_of
from ..markdown import escaped
from ..webhooks.instance_webhook import Instance
from ..webhooks.trying import ELSEWHERE, FAILED, NOT_LOCAL, Trouble, trouble_of
from .known_instance import known_instance

_SCHEMA = vol.Schema(
    {
        vol.Optional(CONF_HOME_ASSISTANT_URL): TextSelector(
            TextSelectorConfig(type=TextSelectorType.URL)
        )
    }
)
_STEPS = {FAILED, NOT_LOCAL, ELSEWHERE}
"""The troubles that have a step of their own; any other is told as the form's error."""


class WebhookAddressFlow(RepairsFlow):
    """Asks for the address under which an instance reaches Home Assistant, and tries it.

    There is a step for each way in which a test comes to nothing: it `failed`, what came was
    dropped because it was `not_local`, or it went `elsewhere`. None was made where there is
    `no_address`.
    """

    def __init__(self, entry_id: str, subentry_id: str) -> None:
        """Remember which instance it is; it may be removed meanwhile."""
        self._entry_id = entry_id
        self._subentry_id = subentry_id
        self._about: dict[str, str] = {}

    async def async_step_init(self, _: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask; what is said of the last test is what the issue says."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        known = known_instance(self.hass, self._entry_id, self._subentry_id)
        if issue is None or known is None:
            return self.async_create_entry(data={})
        self._about = dict(issue.translation_placeholders or {})
        return self._ask(known[1].data[CONF_HOME_ASSISTANT_URL], {})

    async def async_step_no_address(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Take an address where Home Assistant does not know its own."""
        return await self._take(user_input or {})

    async def async_step_failed(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Take an address after the instance could not post its test."""
        return await self._take(user_input or {})

    async def async_step_not_local(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Take an address after the test came from where nothing is taken from."""
        return await self._take(user_input or {})

    async def async_step_elsewhere(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Take an address after the test came to somebody else."""
        return await self._take(user_input or {})

    async def _take(self, user_input: dict[str, Any]) -> RepairsFlowResult:
        """Keep the address if a test comes under it. Without the instance nothing is to be done."""
        if (known := known_instance(self.hass, self._entry_id, self._subentry_id)) is None:
            return self.async_create_entry(data={})
        entry, subentry = known
        entered = str(user_input.get(CONF_HOME_ASSISTANT_URL, "")).strip()
        try:
            address = home_of(entered) if entered else ""
        except InvalidUrlError:
            return self._ask(entered, {CONF_HOME_ASSISTANT_URL: "invalid_home_assistant_url"})
        data = {**subentry.data, CONF_HOME_ASSISTANT_URL: address}
        instance = Instance(subentry.subentry_id, subentry.subentry_type, subentry.title, data)
        if entry.state is ConfigEntryState.LOADED and (error := await self._trouble(instance)):
            return self._ask(entered, {"base": error})
        if known := known_instance(self.hass, self._entry_id, self._subentry_id):
            # What was changed while the test was waited for stays.
            data = {**known[1].data, CONF_HOME_ASSISTANT_URL: address}
            self.hass.config_entries.async_update_subentry(*known, data=data)
        return self.async_create_entry(data={})

    async def _trouble(self, instance: Instance) -> str:
        """Have a test posted; gives the form's error, or "" when it came."""
        trouble = await outcome_of(trouble_of(self.hass, instance))
        if isinstance(trouble, str):
            return trouble
        if trouble.key not in _STEPS:
            return trouble.key
        self._about = {"name": instance.title, "url": trouble.home}
        if trouble.key == FAILED:
            self._about["said"] = escaped(trouble.said)
        else:
            self._about["sender"] = trouble.sender
        return "still_unreachable"

    def _ask(self, shown: str, errors: dict[str, str]) -> RepairsFlowResult:
        if "url" not in self._about:
            step = "no_address"
        elif "said" in self._about:
            step = "failed"
        else:
            step = "not_local" if self._about.get("sender") else "elsewhere"
        return self.async_show_form(
            step_id=step,
            data_schema=self.add_suggested_values_to_schema(
                _SCHEMA, {CONF_HOME_ASSISTANT_URL: shown}
            ),
            errors=errors,
            description_placeholders=self._about,
        )


async def outcome_of(trouble: Awaitable[Trouble | None]) -> Trouble | str:
    """Give what is wrong; where there is nothing to tell of it, the form's error, or ""."""
    try:
        return await trouble or ""
    except AuthError:
        return "invalid_auth"
    except ServiceError:
        return "cannot_connect"
