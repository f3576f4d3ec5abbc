"""Shows the posters of Plex items to whoever is signed in, so that Plex's token stays here."""

from http import HTTPStatus

from aiohttp import web
from aiohttp.hdrs import CACHE_CONTROL

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import KEY_HASS, HomeAssistantView

from .clients.errors import ServiceError
from .const import DOMAIN, LOGGER, PICTURE_PATH
from .follow.runtime import SyncConfigEntry
from .state import items
from .state.database import DatabaseError

_LONGEST = 18
"""The digits of the largest number that the database can look for."""


@callback
def register_pictures(hass: HomeAssistant) -> None:
    """Let Home Assistant show posters."""
    hass.http.register_view(PictureView())


class PictureView(HomeAssistantView):
    """The poster of one Plex item that a notification or a dashboard may show."""

    name = f"api:{DOMAIN}:picture"
    url = PICTURE_PATH

    async def get(self, request: web.Request, entry_id: str, rating_key: str) -> web.Response:
        """Give it; only that of an item that is known is asked for."""
        entry: SyncConfigEntry | None = request.app[KEY_HASS].config_entries.async_get_entry(
            entry_id
        )
        if (
            entry is None
            or entry.domain != DOMAIN
            or entry.state is not ConfigEntryState.LOADED
            or not rating_key.isdecimal()
            or len(rating_key) > _LONGEST
        ):
            return web.Response(status=HTTPStatus.NOT_FOUND)
        try:
            return await _shown(entry, int(rating_key))
        except (DatabaseError, ServiceError) as err:
            LOGGER.debug("A poster cannot be shown: %s", err)
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)


async def _shown(entry: SyncConfigEntry, rating_key: int) -> web.Response:
    runtime = entry.runtime_data
    if not await runtime.database.read(lambda connection: items.of(connection, [rating_key])):
        return web.Response(status=HTTPStatus.NOT_FOUND)
    poster = await runtime.engine.context.servers.plex.poster(rating_key)
    return web.Response(
        body=poster.image,
        content_type=poster.content_type,
        headers={CACHE_CONTROL: "private, max-age=3600"},
    )
