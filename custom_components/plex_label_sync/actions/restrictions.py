"""The action that shows which labels sharing restrictions name, and which of these are nowhere."""

from collections.abc import Collection, Iterable

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.util.json import JsonObjectType

from ..clients.errors import ServiceError
from ..const import DOMAIN
from ..core.restrictions import NamedLabel, Restriction, Rule
from ..follow.restrictions import read_restrictions
from ..reasons import Words
from ..state.database import DatabaseError
from ..sync.labels_in_plex import labels_in_plex
from .entry import ENTRY_FIELD, entry_of, not_saved_error

ACTION_GET_RESTRICTIONS = "get_restrictions"


@callback
def register_restrictions_action(hass: HomeAssistant) -> None:
    """Register the action."""
    async_register_admin_service(
        hass,
        DOMAIN,
        ACTION_GET_RESTRICTIONS,
        _get_restrictions,
        schema=vol.Schema(ENTRY_FIELD),
        supports_response=SupportsResponse.ONLY,
    )


async def _get_restrictions(call: ServiceCall) -> ServiceResponse:
    """Ask plex.tv and Plex now: what was known before is no answer to who relies on it."""
    runtime, words = entry_of(call).runtime_data, Words.of(call.hass)
    try:
        told = await read_restrictions(runtime)
        if told.trouble:
            raise _unread(words.reason(told.trouble))
        there = await labels_in_plex(runtime.engine.context, told.readings)
    except ServiceError as err:
        raise _unread(f"Plex: {words.nameless(err.why)}") from err
    except DatabaseError as err:
        raise not_saved_error(err) from err
    return {
        "complete": told.are_complete,
        "people": [_row(one, there) for one in told.people],
    }


def _row(restriction: Restriction, there: Collection[str]) -> JsonObjectType:
    return {
        "user": restriction.person.name,
        "movies": _rule(restriction.movies),
        "shows": _rule(restriction.shows),
        "unknown_labels": [
            *_texts(one for one in restriction.labels if one.readings.isdisjoint(there))
        ],
        "complete": restriction.is_read,
    }


def _rule(rule: Rule) -> JsonObjectType:
    return {"allow": [*_texts(rule.allow)], "exclude": [*_texts(rule.exclude)]}


def _texts(labels: Iterable[NamedLabel]) -> dict[str, None]:
    """Give what labels are called, each once."""
    return dict.fromkeys(label.text for label in labels)


def _unread(error: str) -> HomeAssistantError:
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key="restrictions_unread",
        translation_placeholders={"error": error},
    )
