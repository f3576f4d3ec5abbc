"""The endpoints for webhooks, one for each instance: they answer first and work later."""

from functools import partial
from http import HTTPStatus
import json
from typing import Any

from aiohttp.web import Request, RequestPayloadError, Response

from homeassistant.components import webhook
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback

from ..const import DOMAIN, LOGGER
from ..core.work import WorkKind
from ..follow.instance_work import key_of
from ..follow.notes import Notes
from ..follow.polls import ArrPoll, InstancePoll
from ..follow.runtime import SyncConfigEntry
from .payloads import is_test, request_told_of, title_told_of
from .received import received_by

_WAIT = 0.15
"""Seconds in which more events may come that are looked into along."""

MOST_BYTES = 1024 * 1024
"""The largest body that is read."""


@callback
def register_webhooks(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Open the endpoints of all instances; they close when the entry is unloaded."""
    runtime = entry.runtime_data
    for instance in runtime.instances.values():
        webhook_id = instance.subentry.data[CONF_WEBHOOK_ID]
        webhook.async_register(
            hass,
            DOMAIN,
            f"{entry.title}: {instance.subentry.title}",
            webhook_id,
            partial(_answer, instance, runtime.worker.notes),
            local_only=True,
        )
        entry.async_on_unload(partial(webhook.async_unregister, hass, webhook_id))


async def _answer(
    instance: InstancePoll,
    notes: Notes,
    hass: HomeAssistant,
    webhook_id: str,
    request: Request,
) -> Response:
    """Take an event in and answer; nobody is asked anything before."""
    try:
        body = await _body(request)
        if body is None:
            return Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        payload = _parsed(body)
        _note(instance, notes, payload)
    except (ConnectionError, RequestPayloadError, TypeError, ValueError) as err:
        LOGGER.debug("A webhook of %s was refused: %s", instance.subentry.title, err)
        return Response(status=HTTPStatus.BAD_REQUEST, text=str(err))
    instance.note_webhook()
    if is_test(instance.subentry.subentry_type, payload):
        received_by(hass).tests[webhook_id] += 1
    return Response(status=HTTPStatus.OK)


def _note(instance: InstancePoll, notes: Notes, payload: dict[str, Any]) -> None:
    """Note what an event is a hint at. Raises `NoEventError` when the payload names no event."""
    subentry = instance.subentry
    if isinstance(instance, ArrPoll):
        if title := title_told_of(subentry.subentry_type, payload):
            key = key_of(subentry.subentry_id, title)
            notes.note(WorkKind.INSTANCE_TITLE, key, wait=_WAIT)
    elif request := request_told_of(payload):
        number, told = request
        key = key_of(subentry.subentry_id, number)
        notes.note(WorkKind.REQUESTS, key, {"told": told}, wait=_WAIT)


async def _body(request: Request) -> bytes | None:
    """Give the body, or None as soon as it is too large."""
    body = b""
    while chunk := await request.content.read(MOST_BYTES + 1 - len(body)):
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return body


def _parsed(body: bytes) -> dict[str, Any]:
    """Give the object in a body. Raises with what to tell the sender."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError) as err:
        raise ValueError("this is no JSON") from err
    if not isinstance(payload, dict):
        raise TypeError("this is no JSON object")
    return payload
