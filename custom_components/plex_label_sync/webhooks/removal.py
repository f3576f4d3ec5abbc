"""Takes a webhook out of an instance that was removed, or that has another address now."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant

from ..clients.errors import Cause, ServiceError, SilentError
from ..clients.http import HASTY
from .instance_webhook import Instance, hook_of

_SECONDS = 10


def left_behind(
    before: Mapping[str, Instance], after: Mapping[str, Instance]
) -> tuple[Instance, ...]:
    """Give the instances, as they were, that are gone or are reached elsewhere now."""
    return tuple(
        one
        for key, one in before.items()
        if key not in after or after[key].data[CONF_URL] != one.data[CONF_URL]
    )


async def has_webhook(hass: HomeAssistant, instance: Instance) -> bool:
    """Whether an instance has its webhook; not, where it does not say within ten seconds."""
    with suppress(ServiceError, TimeoutError):
        async with asyncio.timeout(_SECONDS):
            return await hook_of(hass, instance, HASTY).is_there()
    return False


async def remove_webhook(hass: HomeAssistant, instance: Instance) -> ServiceError | None:
    """Remove all that leads to an instance's webhook, within ten seconds.

    Gives what went wrong, or None when nothing of it is left there.
    """
    hook = hook_of(hass, instance, HASTY)
    try:
        async with asyncio.timeout(_SECONDS):
            await hook.remove()
    except ServiceError as err:
        return err
    except TimeoutError:
        return SilentError("no answer in time", Cause.SILENT)
    return None
