"""Tries whether an instance's webhook would arrive, while somebody waits for the answer.

Forms ask it before they save an address; what is kept in an instance is seen to in
`registration.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp.web import Request, Response
from msgspec import Struct

from homeassistant.components import webhook
from homeassistant.const import CONF_URL, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback

from ..clients.http import Patience
from ..clients.seerr.webhook import SettingsRefusedError, SlotTakenError
from ..const import DOMAIN
from ..reasons import Words
from .delivery import NotArrivedError, see_test
from .home_address import home_address, webhook_path
from .instance_webhook import Instance, UnreachableError, hook_of
from .received import received_by

NO_ADDRESS = "no_home_assistant_url"
FAILED = "webhook_failed"
NOT_LOCAL = "webhook_not_local"
ELSEWHERE = "webhook_elsewhere"
NO_CONNECTION = "no_connection"
REFUSED = "webhook_refused"
SLOT_TAKEN = "webhook_slot_taken"

_PATIENCE = Patience(tries=1, connect=5, answer=30, whole=30)


class Trouble(Struct, frozen=True):
    """Why a test did not come: `key` tells which trouble it is, the rest is for its text.

    `home` is the address of Home Assistant that was tried, `said` what the instance said of it, and
    `sender` where a test came from that Home Assistant dropped.
    """

    key: str
    home: str = ""
    said: str = ""
    sender: str = ""


async def trouble_of(hass: HomeAssistant, instance: Instance) -> Trouble | None:
    """Have an instance post a test; gives why it did not come, or None.

    Something must listen to the webhook: its entry is loaded, or `listening` is entered. Raises a
    `ServiceError` when the instance cannot be asked for a test.
    """
    base = home_address(hass, instance.data)
    if base is None:
        return Trouble(NO_ADDRESS)
    try:
        await see_test(hass, instance, hook_of(hass, instance, _PATIENCE), base)
    except UnreachableError as err:
        return Trouble(FAILED, base, said=Words.of(hass).reason(err.why))
    except NotArrivedError as err:
        return Trouble(NOT_LOCAL if err.sender else ELSEWHERE, base, sender=err.sender)
    except SlotTakenError:
        return Trouble(SLOT_TAKEN, base)
    except SettingsRefusedError:
        return Trouble(REFUSED, base)
    return None


async def trouble_of_own(hass: HomeAssistant, instance: Instance) -> Trouble | None:
    """Have an instance post a test where the user has its webhook posted; gives why none came.

    Its entry must be loaded. Raises a `ServiceError` when it cannot be asked for a test.
    """
    arrivals, key = received_by(hass), instance.data[CONF_WEBHOOK_ID]
    before = arrivals.tests[key]
    hook = hook_of(hass, instance, _PATIENCE)
    if not await hook.is_there():
        return Trouble(NO_CONNECTION)
    try:
        await hook.wake()
    except UnreachableError as err:
        return Trouble(FAILED, said=Words.of(hass).reason(err.why))
    return Trouble(ELSEWHERE) if arrivals.tests[key] == before else None


@callback
def is_known_to_arrive(hass: HomeAssistant, instance: Instance) -> bool:
    """Whether a test of it was seen to come on this way since Home Assistant started."""
    base = home_address(hass, instance.data)
    if base is None:
        return False
    way = (instance.data[CONF_URL], base + webhook_path(instance.data))
    return received_by(hass).ways.get(instance.data[CONF_WEBHOOK_ID]) == way


@contextmanager
def listening(hass: HomeAssistant, instance: Instance) -> Iterator[None]:
    """Listen for the tests of an instance that is not added yet, as it will be listened for."""
    webhook_id = instance.data[CONF_WEBHOOK_ID]

    async def note(hass: HomeAssistant, webhook_id: str, _request: Request) -> Response:
        received_by(hass).tests[webhook_id] += 1
        return Response()

    webhook.async_register(hass, DOMAIN, instance.title, webhook_id, note, local_only=True)
    try:
        yield
    finally:
        webhook.async_unregister(hass, webhook_id)
