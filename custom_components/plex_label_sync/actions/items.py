"""The actions about one title: bring its labels in step, and say why they are there."""

from collections.abc import Iterable, Mapping
from copy import replace
from typing import Any

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.service import verify_domain_control

from ..clients.errors import ServiceError
from ..const import DOMAIN
from ..core.model import Reading
from ..follow.runtime import Runtime
from ..reasons import Words
from ..state.database import DatabaseError
from ..sync.expected import not_saved
from ..sync.explain import NOBODY, UnknownTitleError
from ..sync.outcome import Outcome
from ..sync.preview import Why
from ..sync.problem import of_readings
from ..sync.scope import Scope
from .entry import (
    ATTR_DRY_RUN,
    DRY_RUN_FIELD,
    ENTRY_FIELD,
    answer_of,
    check_harm,
    entry_of,
    not_read_error,
)
from .titles import TITLE_FIELDS, asked_title

ACTION_SYNC_ITEM = "sync_item"
ACTION_EXPLAIN = "explain"

_FIELDS = {**ENTRY_FIELD, **TITLE_FIELDS}


@callback
def register_item_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        ACTION_SYNC_ITEM,
        _sync_item,
        schema=vol.Schema({**_FIELDS, **DRY_RUN_FIELD}),
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        ACTION_EXPLAIN,
        _explain,
        schema=vol.Schema(_FIELDS),
        supports_response=SupportsResponse.ONLY,
    )


@verify_domain_control(DOMAIN)
async def _sync_item(call: ServiceCall) -> ServiceResponse:
    """Bring one title in step, by what the sources say now; the answer is that of a sync."""
    runtime, dry_run = entry_of(call).runtime_data, call.data[ATTR_DRY_RUN]
    if not dry_run:
        check_harm(runtime)

    async def act() -> tuple[Outcome, tuple[Reading, ...]]:
        scope = await _scope(runtime, call.data)
        return await runtime.worker.item_sync.run(scope, dry_run=dry_run)

    try:
        outcome, readings = await runtime.worker.act(act)
    except UnknownTitleError as err:
        raise _unknown_title() from err
    except DatabaseError as err:
        outcome, readings = not_saved(Outcome(), err), ()
    if not dry_run:
        await runtime.worker.tell(outcome)
    good, unknown = of_readings(readings)
    return answer_of(call, replace(outcome, good=good).with_problems(*unknown))


async def _explain(call: ServiceCall) -> ServiceResponse:
    """Say why the labels of one title are there; nothing is changed."""
    return await explanation(entry_of(call).runtime_data, call.data)


async def explanation(runtime: Runtime, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give why the labels of the title are there that fields name.

    Raises `ServiceValidationError` and `HomeAssistantError`.
    """
    words = Words.of(runtime.coordinator.hass)
    try:
        answer = await runtime.engine.explain(await _scope(runtime, fields))
    except UnknownTitleError as err:
        raise _unknown_title() from err
    except DatabaseError as err:
        raise not_read_error(err) from err
    except ServiceError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="explain_failed",
            translation_placeholders={"error": words.reason(err.why)},
        ) from err
    return {
        "items": [item | {"ours": _worded(item["ours"], words)} for item in answer["items"]],
        "waiting": [
            title | {"labels": _worded(title["labels"], words)} for title in answer["waiting"]
        ],
        "unclear": [
            _named(one, words) | {"why": words.reason(one["why"])} for one in answer["unclear"]
        ],
        "conflicts": [_named(one, words) for one in answer["conflicts"]],
        "unread_watchlists": [
            one | {"why": words.reason(one["why"])} for one in answer["unread_watchlists"]
        ],
        "sources": answer["sources"].sources_in(words),
    }


def _worded(labels: Iterable[dict[str, Any]], words: Words) -> list[dict[str, Any]]:
    """Give labels with their reasons in words."""
    return [
        label | {"reasons": [_named(reason, words) for reason in label["reasons"]]}
        for label in labels
    ]


def _named(reason: dict[str, Any], words: Words) -> dict[str, Any]:
    """Give a reason in Home Assistant's language: its source, and why that is unknown if it is."""
    source = reason["source"]
    told = words.why(Why(NOBODY, "", "")) if source == NOBODY else words.source(source)
    unknown = {"unknown": words.error(reason["unknown"])} if "unknown" in reason else {}
    return reason | {"source": told} | unknown


async def _scope(runtime: Runtime, fields: Mapping[str, Any]) -> Scope:
    """Give the one title that fields name.

    Raises `ServiceValidationError` and `DatabaseError`.
    """
    title = await asked_title(runtime, fields)
    if isinstance(title, int):
        return Scope(keys=frozenset({title}))
    return Scope(titles=frozenset({title}))


def _unknown_title() -> ServiceValidationError:
    return ServiceValidationError(translation_domain=DOMAIN, translation_key="unknown_title")
