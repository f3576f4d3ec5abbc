"""Looks a title up in plex.tv's catalogue that neither Plex nor a source knows."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from homeassistant.exceptions import HomeAssistantError

from ..clients.errors import ServiceError
from ..const import DOMAIN
from ..core.model import Title
from ..core.pointer import Pointer
from ..follow.runtime import Runtime
from ..reasons import Words
from ..state.title_names import media_types
from .names import ATTR_GUID, ATTR_RATING_KEY, entry_error, pointer_of
from .titles import ATTR_TITLE, check_title


async def new_title(runtime: Runtime, fields: Mapping[str, Any]) -> Title | None:
    """Give the title that fields name by Plex's own id, as the catalogue knows it.

    None where it is named otherwise, or known here. Other catalogues' ids cannot be looked up. A
    title whose type and name were entered may be requested while plex.tv fails. Raises
    `ServiceValidationError`, `HomeAssistantError` and `DatabaseError`.
    """
    check_title(fields)
    if ATTR_RATING_KEY in fields or ATTR_GUID not in fields:
        return None
    found = pointer_of(fields, runtime.engine.context.servers.machine_identifier)
    if isinstance(found, int) or not any(guid.startswith("plex://") for guid in found.guids):
        return None
    if await runtime.database.read(partial(media_types, guids=found.guids)):
        return None
    return await _looked_up(runtime, found, fields.get(ATTR_TITLE, ""))


async def _looked_up(runtime: Runtime, found: Pointer, name: str) -> Title | None:
    plex_id = min(found.guids).rsplit("/", 1)[-1]
    try:
        title = await runtime.engine.context.servers.plextv.title(plex_id)
    except ServiceError as err:
        if found.media_type and name:
            return None
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="catalogue_failed",
            translation_placeholders={"error": Words.of(runtime.coordinator.hass).reason(err.why)},
        ) from err
    if title is None or not title.guids <= found.guids:
        raise entry_error("not_in_catalogue")
    return title
