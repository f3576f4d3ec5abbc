"""The actions that users call: which there are, and the one that syncs."""

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv

from .const import DOMAIN
from .services_entry import ENTRY_FIELD, entry_of
from .services_queue import register_queue_action
from .services_requests import register_request_actions
from .sync.result import Result, Status

ATTR_DRY_RUN = "dry_run"
ACTION_SYNC = "sync"


@callback
def register_actions(hass: HomeAssistant) -> None:
    """Register all actions."""
    hass.services.async_register(
        DOMAIN,
        ACTION_SYNC,
        _sync,
        schema=vol.Schema({**ENTRY_FIELD, vol.Optional(ATTR_DRY_RUN, default=False): cv.boolean}),
        supports_response=SupportsResponse.OPTIONAL,
    )
    register_queue_action(hass)
    register_request_actions(hass)


async def _sync(call: ServiceCall) -> ServiceResponse:
    """Run a full sync. Who asks for no answer gets an error when the run did not do its work."""
    result = await entry_of(call).runtime_data.async_sync(dry_run=call.data[ATTR_DRY_RUN])
    if call.return_response:
        return result.as_dict()
    _raise_if_failed(result)
    return None


def _raise_if_failed(result: Result) -> None:
    if result.status in {Status.FAILED, Status.STOPPED}:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=f"sync_{result.status.value}",
            translation_placeholders={"error": result.trouble},
        )
