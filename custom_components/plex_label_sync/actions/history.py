"""The action that shows the last runs: when, what started each, what changed, and why not."""

from typing import Any

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.util.json import JsonObjectType

from ..const import DOMAIN
from ..reasons import Words
from ..state import runs
from ..state.database import DatabaseError
from ..sync.problem import Problem
from .entry import ENTRY_FIELD, entry_of, iso_time, not_read_error

ACTION_GET_HISTORY = "get_history"


@callback
def register_history_action(hass: HomeAssistant) -> None:
    """Register the action."""
    hass.services.async_register(
        DOMAIN,
        ACTION_GET_HISTORY,
        _get_history,
        schema=vol.Schema(ENTRY_FIELD),
        supports_response=SupportsResponse.ONLY,
    )


async def _get_history(call: ServiceCall) -> ServiceResponse:
    try:
        kept = await entry_of(call).runtime_data.database.read(runs.everything)
    except DatabaseError as err:
        raise not_read_error(err) from err
    words = Words.of(call.hass)
    return {"runs": [_answered(run, words) for run in kept]}


def _answered(run: dict[str, Any], words: Words) -> JsonObjectType:
    """Give a run as it is answered; what an older version did not keep of one is None."""
    return {
        "ended": iso_time(run["at"]),
        **{part: run.get(part) for part in runs.PARTS},
        "problems": [_worded(problem, words) for problem in run["problems"]],
    }


def _worded(kept: dict[str, Any], words: Words) -> JsonObjectType:
    """Give a problem in words; one that an older version kept in a line of text has no kind."""
    if kept["kind"] is None:
        return {"kind": None, "concerns": None, "error": kept["error"]}
    problem = Problem.read(kept)
    return {
        "kind": problem.kind.value,
        "concerns": words.concerns(problem),
        "error": words.error(problem),
    }
