"""Whether an instance's webhooks arrive: it sends a test, which our own handler must see.

Home Assistant answers 200 to what it drops, too, so that the instance's word is not enough.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

from aiohttp.web import Request, Response

from homeassistant.components import webhook
from homeassistant.const import CONF_URL, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.util.network import is_local

from ..clients.errors import ServiceError
from ..const import DOMAIN, LOGGER
from .home_address import webhook_path
from .instance_webhook import Hook, Instance, UnreachableError
from .received import received_by


class NotArrivedError(ServiceError):
    """A test was answered as if all were well, and did not come to our handler.

    `sender` is the address that it came from where Home Assistant drops it because that is not
    local; empty where it does not come to this Home Assistant at all.
    """

    def __init__(self, sender: str) -> None:
        super().__init__("its test was answered and did not arrive")
        self.sender = sender


async def keep_arriving(hass: HomeAssistant, instance: Instance, hook: Hook, base: str) -> None:
    """Have the instance keep its webhook to Home Assistant at `base`, and see a test of it come.

    Once one was seen, no other is asked for in this run of Home Assistant. Raises as `Hook.keep`
    and `see_test`.
    """
    arrivals, key = received_by(hass), instance.data[CONF_WEBHOOK_ID]
    url = base + webhook_path(instance.data)
    way, before = (instance.data[CONF_URL], url), arrivals.tests[key]
    await hook.keep(url)
    if arrivals.tests[key] == before and arrivals.ways.get(key) != way:
        await see_test(hass, instance, hook, base)
    arrivals.ways[key] = way


async def see_test(hass: HomeAssistant, instance: Instance, hook: Hook, base: str) -> None:
    """Have the instance post a test to Home Assistant at `base`, and see it come.

    Raises `NotArrivedError` when it does not, else as `Hook.test`.
    """
    arrivals, key = received_by(hass), instance.data[CONF_WEBHOOK_ID]
    before = arrivals.tests[key]
    await hook.test(base + webhook_path(instance.data))
    if arrivals.tests[key] == before:
        raise NotArrivedError(await _dropped_from(hass, hook, base))


async def wake(hass: HomeAssistant, instance: Instance, hook: Hook) -> None:
    """Have an instance send again to the webhook that the user keeps there, once in a run.

    Radarr and Sonarr leave one out for up to an hour after failures, as while Home Assistant was
    down. Whether the test comes is the user's to see. Raises a `ServiceError`.
    """
    arrivals, key = received_by(hass), instance.data[CONF_WEBHOOK_ID]
    way = (instance.data[CONF_URL], "")
    if arrivals.ways.get(key) == way:
        return
    try:
        await hook.wake()
    except UnreachableError:
        LOGGER.debug("A test that %s was asked for failed", instance.title)
    arrivals.ways[key] = way


async def _dropped_from(hass: HomeAssistant, hook: Hook, base: str) -> str:
    """Give the address that tests come from and are dropped for, or "" when none comes here.

    Raises as `Hook.test`.
    """
    with _open_to_all(hass) as (path, senders):
        await hook.test(base + path)
    return next((sender for sender in senders if not is_local(ip_address(sender))), "")


@contextmanager
def _open_to_all(hass: HomeAssistant) -> Iterator[tuple[str, list[str]]]:
    """Open an endpoint that takes nothing in and only notes who posts to it.

    Unlike ours it does so wherever that comes from. Its path is a secret and soon gone. Gives the
    path, and the list of the senders' addresses.
    """
    webhook_id = webhook.async_generate_id()
    senders: list[str] = []

    async def note(_hass: HomeAssistant, _webhook_id: str, request: Request) -> Response:
        if request.remote:
            senders.append(request.remote)
        return Response()

    webhook.async_register(hass, DOMAIN, "Test of a webhook", webhook_id, note)
    try:
        yield webhook.async_generate_path(webhook_id), senders
    finally:
        webhook.async_unregister(hass, webhook_id)
