"""The actions about the labels that are ours: clean them up, take them over, take them all back."""

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
from homeassistant.util.json import JsonObjectType

from ..const import DOMAIN
from ..coordinator import SyncCoordinator
from ..sync.ownership import Cleanup, Done
from ..sync.result import Result, Status
from .entry import ATTR_DRY_RUN, DRY_RUN_FIELD, ENTRY_FIELD, entry_of

ACTION_CLEANUP = "cleanup"
ACTION_REMOVE_ALL = "remove_all"
ATTR_CLEAR_QUEUE = "clear_queue"
ATTR_ADOPT = "adopt"


@callback
def register_ownership_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    cleanup = {
        vol.Optional(ATTR_CLEAR_QUEUE, default=True): cv.boolean,
        vol.Optional(ATTR_ADOPT, default=False): cv.boolean,
    }
    for name, action, fields in (
        (ACTION_CLEANUP, _cleanup, cleanup),
        (ACTION_REMOVE_ALL, _remove_all, {}),
    ):
        hass.services.async_register(
            DOMAIN,
            name,
            action,
            schema=vol.Schema({**ENTRY_FIELD, **DRY_RUN_FIELD, **fields}),
            supports_response=SupportsResponse.OPTIONAL,
        )


async def clean_up(coordinator: SyncCoordinator, order: Cleanup, *, dry_run: bool = False) -> Done:
    """Clean up, for the action and the button.

    Raises `HomeAssistantError` when that could not be done.
    """
    done = await coordinator.async_act(
        lambda engine: engine.clean_up(order, dry_run=dry_run), dry_run=dry_run
    )
    _raise_if_failed(done.result)
    return done


async def _cleanup(call: ServiceCall) -> ServiceResponse:
    """Remove labels of people who left and of tags that are gone."""
    coordinator = entry_of(call).runtime_data
    order = Cleanup(clear_queue=call.data[ATTR_CLEAR_QUEUE], adopt=call.data[ATTR_ADOPT])
    done = await clean_up(coordinator, order, dry_run=call.data[ATTR_DRY_RUN])
    return {**_answer(done.result), "cleared": done.cleared, "adopted": done.adopted}


async def _remove_all(call: ServiceCall) -> ServiceResponse:
    """Remove all labels of ours, once nothing adds them again.

    So labels stop to follow what happens even when Plex then cannot be reached.
    """
    coordinator = entry_of(call).runtime_data
    dry_run = call.data[ATTR_DRY_RUN]
    if not dry_run:
        await coordinator.async_set_enabled(False)
    done = await coordinator.async_act(
        lambda engine: engine.remove_all(dry_run=dry_run), dry_run=dry_run
    )
    _raise_if_failed(done.result)
    left: list[JsonObjectType] = [
        {"title": item.title, "rating_key": item.rating_key, "labels": list(labels)}
        for item, labels in done.left
    ]
    return {**_answer(done.result), "left": [*left]}


def _answer(result: Result) -> JsonObjectType:
    """Give what both answer: the part of a sync's answer that is about removals."""
    answer = result.as_dict()
    return {
        key: answer[key] for key in ("status", "removed", "sources", "changes") if key in answer
    }


def _raise_if_failed(result: Result) -> None:
    if result.status in {Status.FAILED, Status.STOPPED}:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="labels_not_removed",
            translation_placeholders={"error": result.trouble},
        )
