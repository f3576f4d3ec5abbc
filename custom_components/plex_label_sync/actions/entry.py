"""What actions share: the fields that several have, and how runs and times are answered."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import voluptuous as vol

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import ServiceCall, ServiceResponse, async_get_hass
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv, service

from ..const import DOMAIN
from ..follow.runtime import Runtime, SyncConfigEntry
from ..reasons import Words
from ..state.database import DatabaseError
from ..sync.expected import harm_of
from ..sync.outcome import Outcome
from ..sync.problem import Problem, Status

ATTR_DRY_RUN = "dry_run"

ENTRY_FIELD: Mapping[Any, Any] = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
"""The part of each action's schema that names the server."""

DRY_RUN_FIELD: Mapping[Any, Any] = {vol.Optional(ATTR_DRY_RUN, default=False): cv.boolean}
"""The part of a schema that asks only to say what would be done."""


def entry_of(call: ServiceCall) -> SyncConfigEntry:
    """Give the config entry that an action is for.

    Raises `ServiceValidationError` when it is not loaded, or not named though there are several.
    """
    entry: SyncConfigEntry = service.async_get_config_entry(
        call.hass, DOMAIN, call.data.get(ATTR_CONFIG_ENTRY_ID)
    )
    return entry


def check_harm(runtime: Runtime) -> None:
    """Raise `HomeAssistantError` while Plex is not to be written to, because it drops labels."""
    if harm := runtime.coordinator.data.harm:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="sync_stopped",
            translation_placeholders={"error": nameless([harm_of(harm)])},
        )


def answer_of(call: ServiceCall, outcome: Outcome) -> ServiceResponse:
    """Give the answer of a sync, or of its dry run, for who asks for one.

    Raises `HomeAssistantError` for who does not, when the run did not do its work. Home Assistant
    logs that, so that it names nobody.
    """
    failed = outcome.status in {Status.FAILED, Status.STOPPED}
    if failed and not call.return_response:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key=f"sync_{outcome.status.value}",
            translation_placeholders={"error": nameless(outcome.troubles)},
        )
    return {"dry_run": call.data[ATTR_DRY_RUN], **outcome.as_dict(Words.of(call.hass))}


def nameless(problems: Iterable[Problem]) -> str:
    """Give what went wrong as errors of actions tell it: Home Assistant logs them."""
    return Words.of(async_get_hass()).nameless_trouble(problems)


def iso_time(seconds: float) -> str:
    """Give a stored time as it is answered."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def not_saved_error(err: DatabaseError) -> HomeAssistantError:
    """Give the error for what could not be saved."""
    return _of_database(err, "not_saved")


def not_read_error(err: DatabaseError) -> HomeAssistantError:
    """Give the error for what could not be read."""
    return _of_database(err, "not_read")


def _of_database(err: DatabaseError, key: str) -> HomeAssistantError:
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders={"error": Words.of(async_get_hass()).reason(err.why)},
    )
