"""The actions about the labels that are ours: clean them up, take them over, take them all back."""

from collections.abc import Awaitable, Callable, Iterable
from contextlib import nullcontext
from copy import replace

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
from homeassistant.helpers.service import async_register_admin_service, verify_domain_control
from homeassistant.util.json import JsonObjectType

from ..clients.errors import ServiceError
from ..const import DOMAIN
from ..core.model import Reading
from ..follow.runtime import Runtime
from ..reasons import Words
from ..sources.reader import Wishes
from ..state.database import DatabaseError
from ..sync.clean_up import CleanedUp, Cleanup, clean_up
from ..sync.dry_run import dry_run_engine
from ..sync.expected import not_saved, plex_failed
from ..sync.outcome import Outcome
from ..sync.problem import Status
from ..sync.remove_all import TakenBack, remove_all
from .entry import (
    ATTR_DRY_RUN,
    DRY_RUN_FIELD,
    ENTRY_FIELD,
    check_harm,
    entry_of,
    nameless,
    not_saved_error,
)

ACTION_CLEANUP = "cleanup"
ACTION_REMOVE_ALL = "remove_all"
ATTR_CLEAR_QUEUE = "clear_queue"
ATTR_ADOPT = "adopt"


@callback
def register_ownership_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    cleanup = {
        **DRY_RUN_FIELD,
        vol.Optional(ATTR_CLEAR_QUEUE, default=True): cv.boolean,
        vol.Optional(ATTR_ADOPT, default=False): cv.boolean,
    }
    hass.services.async_register(
        DOMAIN,
        ACTION_CLEANUP,
        _cleanup,
        schema=vol.Schema({**ENTRY_FIELD, **cleanup}),
        supports_response=SupportsResponse.OPTIONAL,
    )
    async_register_admin_service(
        hass,
        DOMAIN,
        ACTION_REMOVE_ALL,
        _remove_all,
        schema=vol.Schema({**ENTRY_FIELD, vol.Required(ATTR_DRY_RUN): cv.boolean}),
        supports_response=SupportsResponse.OPTIONAL,
    )


async def run_cleanup(runtime: Runtime, order: Cleanup, *, dry_run: bool = False) -> CleanedUp:
    """Clean up, for the action and the button.

    Raises `HomeAssistantError` when that could not be done.
    """

    async def act() -> CleanedUp:
        worker, engine = runtime.worker, runtime.engine
        counted = engine.counter()
        if dry_run:
            wishes = [await poll.reader.read() for poll in runtime.polls]
            async with dry_run_engine(engine, wishes) as trial:
                done = await clean_up(trial.context, _readings(wishes), order, writing=None)
        else:
            try:
                wishes = await worker.full_sync.read_sources()
                readings = _readings(wishes)
                done = await clean_up(engine.context, readings, order, writing=engine.writing)
            finally:
                await worker.full_sync.release()
        return replace(done, outcome=counted(done.outcome))

    return await _acted(runtime, act, dry_run=dry_run)


@verify_domain_control(DOMAIN)
async def _cleanup(call: ServiceCall) -> ServiceResponse:
    """Remove labels of people who left and of tags that are gone."""
    runtime = entry_of(call).runtime_data
    order = Cleanup(clear_queue=call.data[ATTR_CLEAR_QUEUE], adopt=call.data[ATTR_ADOPT])
    done = await run_cleanup(runtime, order, dry_run=call.data[ATTR_DRY_RUN])
    return {
        **_answer(call, done.outcome),
        "adopted": done.adopted,
        "cleared": done.cleared,
    }


async def _remove_all(call: ServiceCall) -> ServiceResponse:
    """Remove all labels of ours, once nothing adds them again.

    So labels stop to follow what happens even when Plex then cannot be reached.
    """
    runtime = entry_of(call).runtime_data
    dry_run = call.data[ATTR_DRY_RUN]
    if not dry_run:
        try:
            await runtime.worker.set_enabled(False)
        except DatabaseError as err:
            raise not_saved_error(err) from err

    async def act() -> TakenBack:
        engine = runtime.engine
        counted = engine.counter()
        async with nullcontext() if dry_run else engine.writing:
            done = await remove_all(engine.context, dry_run=dry_run)
        return replace(done, outcome=counted(done.outcome))

    done = await _acted(runtime, act, dry_run=dry_run)
    left: list[JsonObjectType] = [
        {"title": item.title, "rating_key": item.rating_key, "labels": list(labels)}
        for item, labels in done.left
    ]
    return {**_answer(call, done.outcome), "left": [*left]}


async def _acted[T: (CleanedUp, TakenBack)](
    runtime: Runtime, act: Callable[[], Awaitable[T]], *, dry_run: bool
) -> T:
    """Have an action done, and tell of it. Raises `HomeAssistantError` when it failed."""
    if not dry_run:
        check_harm(runtime)
    try:
        done = await runtime.worker.act(act)
    except ServiceError as err:
        outcome = plex_failed(err)
    except DatabaseError as err:
        outcome = not_saved(Outcome(), err)
    else:
        outcome = done.outcome
    if not dry_run:
        await runtime.worker.tell(outcome)
    if outcome.status in {Status.FAILED, Status.STOPPED}:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="labels_not_removed",
            translation_placeholders={"error": nameless(outcome.troubles)},
        )
    return done


def _readings(wishes: Iterable[Wishes]) -> list[Reading]:
    return [reading for part in wishes for reading in part.readings]


def _answer(call: ServiceCall, outcome: Outcome) -> JsonObjectType:
    """Give what both answer: the part of a sync's answer that is about removals."""
    answer = {"dry_run": call.data[ATTR_DRY_RUN], **outcome.as_dict(Words.of(call.hass))}
    parts = ("dry_run", "status", "removed", "sources", "changes", "changes_left_out")
    return {key: answer[key] for key in parts if key in answer}
