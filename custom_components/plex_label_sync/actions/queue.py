"""The action that shows the queue: what waits for Plex, and the labels that it will get."""

from collections import ChainMap
from collections.abc import Sequence
from datetime import UTC, datetime

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.util.json import JsonValueType

from ..const import DOMAIN
from ..core.claims import Memory
from ..core.model import fold
from ..core.plan import Worded
from ..core.queue import Mark, Waiting, marks_of
from ..options import policy_from
from .entry import ENTRY_FIELD, entry_of

ACTION_GET_QUEUE = "get_queue"

type _Labels = dict[Mark, dict[str, str]]
"""Labels, by their folded form, that are wanted on a title with this mark."""


@callback
def register_queue_action(hass: HomeAssistant) -> None:
    """Register the action."""
    hass.services.async_register(
        DOMAIN,
        ACTION_GET_QUEUE,
        _get_queue,
        schema=vol.Schema(ENTRY_FIELD),
        supports_response=SupportsResponse.ONLY,
    )


async def _get_queue(call: ServiceCall) -> ServiceResponse:
    entry = entry_of(call)
    store = entry.runtime_data.store
    worded = policy_from(entry.options).wording(store.memory)
    rows = await call.hass.async_add_executor_job(_rows, store.queue or (), store.memory, worded)
    return {"items": rows}


def _rows(queue: Sequence[Waiting], memory: Memory, worded: Worded) -> list[JsonValueType]:
    """Give the queue as it is answered."""
    labels = _labels(queue, memory, worded)
    return [
        {
            "title": one.name,
            "media_type": one.media_type.value,
            "guids": [*sorted(one.guids)],
            "labels": [*sorted(ChainMap(*(labels[mark] for mark in one.marks)).values())],
            "since": _iso(one.since),
            "attempts": one.attempts,
            "next_attempt": None if one.next_attempt is None else _iso(one.next_attempt),
        }
        for one in queue
    ]


def _labels(queue: Sequence[Waiting], memory: Memory, worded: Worded) -> _Labels:
    """Give the labels of titles in the queue, from all claims that stand.

    Also from those that let no title wait, such as a tag: they count once Plex has it.
    """
    labels: _Labels = {mark: {} for one in queue for mark in one.marks}
    for claim in memory.standing():
        for mark in marks_of(claim.title):
            known = labels.get(mark)
            if known is not None and (label := worded(claim.reason)):
                known[fold(label)] = min(label, known.get(fold(label), label))
    return labels


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
