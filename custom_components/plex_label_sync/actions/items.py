"""The actions about one title: bring its labels in step, and say why they are there."""

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv

from ..clients.errors import ServiceError
from ..const import DOMAIN
from ..core.model import MediaType
from ..sync.engine import Engine
from ..sync.explain import UnknownTitleError
from ..sync.ownership import Done
from ..sync.scope import News
from .entry import ATTR_DRY_RUN, DRY_RUN_FIELD, ENTRY_FIELD, answer_of, entry_of
from .names import ATTR_GUID, ATTR_MEDIA_TYPE, ATTR_RATING_KEY, title_of

ACTION_SYNC_ITEM = "sync_item"
ACTION_EXPLAIN = "explain"

_FIELDS = {
    **ENTRY_FIELD,
    vol.Optional(ATTR_RATING_KEY): cv.positive_int,
    vol.Optional(ATTR_GUID): cv.string,
    vol.Optional(ATTR_MEDIA_TYPE): vol.Coerce(MediaType),
}


@callback
def register_item_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    hass.services.async_register(
        DOMAIN,
        ACTION_SYNC_ITEM,
        _sync_item,
        schema=vol.Schema({**_FIELDS, **DRY_RUN_FIELD}),
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        ACTION_EXPLAIN,
        _explain,
        schema=vol.Schema(_FIELDS),
        supports_response=SupportsResponse.ONLY,
    )


async def _sync_item(call: ServiceCall) -> ServiceResponse:
    """Bring one title in step, by what the sources said last; the answer is that of a sync."""
    coordinator, news = entry_of(call).runtime_data, _news(call)
    dry_run = call.data[ATTR_DRY_RUN]

    async def act(engine: Engine) -> Done:
        return Done(await engine.sync_item(news, dry_run=dry_run))

    try:
        done = await coordinator.async_act(act, dry_run=dry_run)
    except UnknownTitleError as err:
        raise _unknown_title() from err
    return answer_of(call, done.result)


async def _explain(call: ServiceCall) -> ServiceResponse:
    """Say why the labels of one title are there; nothing is changed."""
    coordinator, news = entry_of(call).runtime_data, _news(call)
    try:
        return await coordinator.async_explain(news)
    except UnknownTitleError as err:
        raise _unknown_title() from err
    except ServiceError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="explain_failed",
            translation_placeholders={"error": str(err)},
        ) from err


def _news(call: ServiceCall) -> News:
    """Give the one title that an action names. Raises `ServiceValidationError`."""
    title = title_of(call.data)
    if isinstance(title, int):
        return News(keys=frozenset({title}))
    return News(titles=frozenset({title}))


def _unknown_title() -> ServiceValidationError:
    return ServiceValidationError(translation_domain=DOMAIN, translation_key="unknown_title")
