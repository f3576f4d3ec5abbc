"""The action that shows the queue: what waits for Plex, and the labels that it will get."""

from collections.abc import Iterable, Mapping
from sqlite3 import Connection

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.util.json import JsonObjectType, JsonValueType

from ..const import DOMAIN
from ..core.model import Claim, Person, ReasonKind, fold_label
from ..core.people import unified
from ..core.phrase import Phrase, PhraseKind
from ..core.policy import Policy
from ..core.queue import Waiting
from ..core.wishes import Worded
from ..core.work import Work, WorkKind
from ..options import policy_from
from ..reasons import Words
from ..state import claims, waiting, work, years
from ..state.database import DatabaseError
from ..sync.servers import Names
from .entry import ENTRY_FIELD, entry_of, iso_time, not_read_error

ACTION_GET_QUEUE = "get_queue"


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
    policy = policy_from(entry.options)
    why = Words.of(call.hass).reason(Phrase.of(PhraseKind.NOT_IN_PLEX))
    try:
        rows = await entry.runtime_data.database.read(
            lambda connection: _rows(connection, policy, why)
        )
    except DatabaseError as err:
        raise not_read_error(err) from err
    return {"items": rows}


def _rows(connection: Connection, policy: Policy, why: str) -> list[JsonValueType]:
    """Give the queue as it is answered; `why` is why a title that was looked for still waits."""
    names = Names.of(connection)
    worded = names.wording(policy)
    people = unified(names.people.values())
    looks = {entry.key: entry for entry in work.all_of(connection, WorkKind.ARRIVAL)}
    return [
        _row(row, claims.about(connection, [row.title]), worded, people, looks)
        | {"year": years.of(connection, row.title) or None}
        | {"why": why if _is_tried(looks, row) else None}
        for row in waiting.everything(connection)
    ]


def _row(
    row: Waiting,
    wanted: Iterable[Claim],
    worded: Worded,
    people: Mapping[str, Person],
    looks: Mapping[str, Work],
) -> JsonObjectType:
    """Give a title with all labels that it will get, also those that let no title wait."""
    look = looks.get(waiting.arrival_key(row))
    labels: dict[str, str] = {}
    users: dict[str, None] = {}
    for claim in wanted:
        if label := worded(claim.reason):
            labels[fold_label(label)] = min(label, labels.get(fold_label(label), label))
            if claim.reason.kind is ReasonKind.USER:
                users[people[claim.reason.subject].name] = None
    return {
        "title": row.name,
        "media_type": row.media_type.value,
        "guids": [*sorted(row.guids)],
        "labels": [*sorted(labels.values())],
        "users": [*sorted(users)],
        "since": iso_time(row.since),
        "attempts": look.attempts if look else 0,
        "next_attempt": iso_time(look.not_before) if look else None,
    }


def _is_tried(looks: Mapping[str, Work], row: Waiting) -> bool:
    look = looks.get(waiting.arrival_key(row))
    return look is not None and look.attempts > 0
