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
from ..coordinator import SyncConfigEntry
from ..follow.hearsay import Hear, hearsay_of
from ..follow.polls import InstanceCoordinator

MOST_BYTES = 1024 * 1024
"""The largest body that is read."""


@callback
def register_webhooks(hass: HomeAssistant, entry: SyncConfigEntry) -> None:
    """Open the endpoints of all instances; they close when the entry is unloaded."""
    for instance in entry.runtime_data.instances.values():
        webhook_id = instance.subentry.data[CONF_WEBHOOK_ID]
        hear = hearsay_of(hass, entry, instance)
        webhook.async_register(
            hass,
            DOMAIN,
            f"{entry.title}: {instance.subentry.title}",
            webhook_id,
            partial(_answer, instance, hear),
            local_only=True,
        )
        entry.async_on_unload(partial(webhook.async_unregister, hass, webhook_id))


async def _answer(
    instance: InstanceCoordinator,
    hear: Hear,
    _hass: HomeAssistant,
    _webhook_id: str,
    request: Request,
) -> Response:
    """Take an event in and answer; nobody is asked anything before."""
    try:
        body = await _body(request)
        if body is None:
            return Response(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        hear(_parsed(body))
    except (ConnectionError, RequestPayloadError, TypeError, ValueError) as err:
        LOGGER.debug("A webhook of %s was refused: %s", instance.subentry.title, err)
        return Response(status=HTTPStatus.BAD_REQUEST, text=str(err))
    instance.note_webhook()
    return Response(status=HTTPStatus.OK)


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
