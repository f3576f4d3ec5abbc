"""The actions that users call: which there are, and the one that syncs."""

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers.service import verify_domain_control

from .actions.entry import ATTR_DRY_RUN, DRY_RUN_FIELD, ENTRY_FIELD, answer_of, entry_of
from .actions.history import register_history_action
from .actions.items import register_item_actions
from .actions.ownership import register_ownership_actions
from .actions.queue import register_queue_action
from .actions.requests import register_request_actions
from .actions.restrictions import register_restrictions_action
from .const import DOMAIN

ACTION_SYNC = "sync"


@callback
def register_actions(hass: HomeAssistant) -> None:
    """Register all actions."""
    hass.services.async_register(
        DOMAIN,
        ACTION_SYNC,
        _sync,
        schema=vol.Schema({**ENTRY_FIELD, **DRY_RUN_FIELD}),
        supports_response=SupportsResponse.OPTIONAL,
    )
    register_history_action(hass)
    register_item_actions(hass)
    register_ownership_actions(hass)
    register_queue_action(hass)
    register_request_actions(hass)
    register_restrictions_action(hass)


@verify_domain_control(DOMAIN)
async def _sync(call: ServiceCall) -> ServiceResponse:
    """Run a full sync. Who asks for no answer gets an error when the run did not do its work."""
    worker = entry_of(call).runtime_data.worker
    return answer_of(call, await worker.sync(dry_run=call.data[ATTR_DRY_RUN]))
