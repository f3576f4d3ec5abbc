"""Why a server cannot be used, in words for a form."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..clients.errors import (
    BusyError,
    CannotConnectError,
    NotFoundError,
    RedirectedError,
    ServerFaultError,
    ServiceError,
)
from ..const import DOMAIN

_CATEGORY = "exceptions"


async def reason_of(hass: HomeAssistant, err: ServiceError) -> str:
    """Give the reason in the language of this Home Assistant: a flow does not know the user's."""
    texts = await async_get_translations(hass, hass.config.language, _CATEGORY, [DOMAIN])
    text = texts[f"component.{DOMAIN}.{_CATEGORY}.{_key(err)}.message"]
    return text.format(url=err.target) if isinstance(err, RedirectedError) else text


def _key(err: ServiceError) -> str:
    match err:
        case CannotConnectError():
            key = f"reason_{err.cause}"
        case RedirectedError(target=""):
            key = "reason_redirected_away"
        case RedirectedError():
            key = "reason_redirected"
        case NotFoundError():
            key = "reason_not_found"
        case BusyError():
            key = "reason_busy"
        case ServerFaultError():
            key = "reason_failed"
        case _:
            key = "reason_unexpected"
    return key
