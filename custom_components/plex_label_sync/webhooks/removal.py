"""Takes the webhooks out of instances that were removed, or that have another address now."""

import asyncio
from collections.abc import Iterable, Mapping

from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant

from ..clients.errors import ServiceError
from ..clients.http import HASTY
from ..const import CONF_REGISTER_WEBHOOK, LOGGER
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


async def take_leave(hass: HomeAssistant, instances: Iterable[Instance]) -> None:
    """Remove the webhooks that we keep in these instances, within ten seconds in all.

    Where that fails, the log says what to delete by hand.
    """
    kept = (one for one in instances if one.data[CONF_REGISTER_WEBHOOK])
    await asyncio.gather(*(_leave(hass, one) for one in kept))


async def _leave(hass: HomeAssistant, instance: Instance) -> None:
    hook = hook_of(hass, instance, HASTY)
    try:
        async with asyncio.timeout(_SECONDS):
            await hook.remove()
    except (ServiceError, TimeoutError) as err:
        LOGGER.warning(
            "The webhook in %s could not be removed (%s). Delete %s there by hand",
            instance.title,
            err.plain if isinstance(err, ServiceError) else "no answer in time",
            hook.place,
        )
