"""The actions by which requests are made, and taken back, in Home Assistant itself."""

from collections.abc import Callable, Mapping
from sqlite3 import Connection
from typing import Self

from msgspec import Struct
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
from homeassistant.helpers.service import verify_domain_control
from homeassistant.util.json import JsonValueType

from ..const import DOMAIN
from ..core.model import Person, Reason, ReasonKind, Title
from ..core.people import unified
from ..core.policy import Policy
from ..core.requests import HERE, Request
from ..follow.runtime import Runtime
from ..options import policy_from
from ..reasons import Words
from ..state import choices, requests, years
from ..state.database import DatabaseError
from ..state.same_title import with_all_ids
from ..state.title_names import name_of
from .catalogue import new_title
from .entry import ENTRY_FIELD, entry_of
from .names import ATTR_USER, entry_error, named_title, person_of
from .titles import ATTR_TITLE, TITLE_FIELDS, asked_title

ACTION_ADD_REQUEST = "add_request"
ACTION_REMOVE_REQUEST = "remove_request"

type _Change = Callable[[_Asked, tuple[Request, ...]], tuple[Request, ...]]

_SCHEMA = vol.Schema(
    {
        **ENTRY_FIELD,
        vol.Required(ATTR_USER): cv.string,
        **TITLE_FIELDS,
    }
)


@callback
def register_request_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, action in ((ACTION_ADD_REQUEST, _add), (ACTION_REMOVE_REQUEST, _remove)):
        hass.services.async_register(
            DOMAIN, name, action, schema=_SCHEMA, supports_response=SupportsResponse.OPTIONAL
        )


class _Asked(Struct, frozen=True):
    """What an action was called for. `people` are all who are known, `meant` tells who is who.

    `known` is the same request, of the title with all ids that are known to be its own.
    """

    runtime: Runtime
    policy: Policy
    request: Request
    known: Request
    people: Mapping[str, Person]
    meant: Mapping[str, Person]

    @classmethod
    async def by(cls, call: ServiceCall, *, is_new: bool) -> Self:
        """Read an action's fields; a request that `is_new` may be of a title that nobody knows.

        Raises `ServiceValidationError`, `HomeAssistantError` and `DatabaseError`.
        """
        entry = entry_of(call)
        runtime = entry.runtime_data
        people = await runtime.people()
        meant = unified(people.values())
        person = person_of(call.data[ATTR_USER], people)
        new = await new_title(runtime, call.data) if is_new else None
        wanted = [] if is_new else await _wanted_by(runtime, person, meant)
        named = new or await asked_title(runtime, call.data, wanted)
        entered = "" if isinstance(named, Title) and named.name else call.data.get(ATTR_TITLE, "")

        def titles(connection: Connection) -> tuple[Title, Title]:
            title = named_title(connection, named)
            name = entered or title.name or name_of(connection, title)
            told = Title(title.media_type, title.packed_guids, name, title.year)
            return told, with_all_ids(connection, title)

        title, known = await runtime.database.read(titles)
        if not title.guids:
            raise entry_error("title_without_ids")
        return cls(
            runtime,
            policy_from(entry.options).choosing(await runtime.database.read(choices.of)),
            Request(title, person),
            Request(known, person),
            people,
            meant,
        )

    def meant_of(self, requests: tuple[Request, ...]) -> tuple[Request, ...]:
        """Give those of these requests that are meant: by the id that was named, or any other."""
        named = tuple(one for one in requests if one.is_same(self.request, self.meant))
        return named or tuple(one for one in requests if one.is_same(self.known, self.meant))

    def labels(self) -> list[JsonValueType]:
        """Give the label that the request is a reason for; none of whom the options leave out."""
        worded = self.policy.wording(self.people, {})
        label = worded(Reason(ReasonKind.USER, self.request.person.id, HERE))
        return [label] if label else []


@verify_domain_control(DOMAIN)
async def _add(call: ServiceCall) -> ServiceResponse:
    """Note a request; one that is there already stays as it is."""

    def added(asked: _Asked, requests: tuple[Request, ...]) -> tuple[Request, ...]:
        return requests if asked.meant_of(requests) else (*requests, asked.request)

    return await _change(call, added, is_new=True)


@verify_domain_control(DOMAIN)
async def _remove(call: ServiceCall) -> ServiceResponse:
    """Take a request back."""

    def removed(asked: _Asked, requests: tuple[Request, ...]) -> tuple[Request, ...]:
        over = asked.meant_of(requests)
        if not over:
            raise entry_error("request_unknown")
        return tuple(one for one in requests if one not in over)

    return await _change(call, removed, is_new=False)


async def _wanted_by(runtime: Runtime, person: Person, meant: Mapping[str, Person]) -> list[Title]:
    """Give the titles that a person requested here."""
    everything = await runtime.database.read(requests.everything)
    return [
        request.title
        for request in everything
        if meant.get(request.person.id, request.person).id == person.id
    ]


async def _change(call: ServiceCall, change: _Change, *, is_new: bool) -> ServiceResponse:
    """Change the requests and have the labels follow; the answer is which labels that concerns."""

    def changed(connection: Connection) -> None:
        before = requests.everything(connection)
        after = change(asked, before)
        if after != before:
            requests.replace(connection, after)
            years.note(connection, [asked.request.title])

    try:
        asked = await _Asked.by(call, is_new=is_new)
        await asked.runtime.database.write(changed, durable=True)
    except DatabaseError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="request_not_saved",
            translation_placeholders={"error": Words.of(call.hass).reason(err.why)},
        ) from err
    await next(poll for poll in asked.runtime.polls if poll.source == HERE).async_refresh()
    return {"labels": asked.labels()}
