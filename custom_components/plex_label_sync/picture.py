"""Shows posters to whoever is signed in: tokens, keys and addresses of servers stay here."""

from http import HTTPStatus

from aiohttp import web
from aiohttp.hdrs import CACHE_CONTROL

from homeassistant.components.http.decorators import require_admin
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.http import KEY_HASS, HomeAssistantView

from .clients.errors import NotFoundError, ServiceError
from .clients.images import Image, Images
from .const import DOMAIN, LOGGER, PICTURE_PATH, WAITING_PICTURE_PATH
from .core.guid import usable
from .core.model import MediaType, Title, packed
from .follow.runtime import runtime_of
from .media.posters import Ask, Posters
from .media.waiting_posters import WaitingPosters
from .state import items
from .state.database import DatabaseError

_LONGEST = 18
"""The digits of the largest number that the database can look for."""


@callback
def register_pictures(hass: HomeAssistant) -> None:
    """Let Home Assistant show posters."""
    posters = Posters()
    hass.http.register_view(PictureView(posters))
    waiting = WaitingPosters(Images(async_get_clientsession(hass)))
    hass.http.register_view(WaitingPictureView(posters, waiting))


class PictureView(HomeAssistantView):
    """The poster of one Plex item, for notifications, dashboards and the media browser."""

    name = f"api:{DOMAIN}:picture"
    url = PICTURE_PATH

    def __init__(self, posters: Posters) -> None:
        self._posters = posters

    async def get(self, request: web.Request, entry_id: str, rating_key: str) -> web.Response:
        """Give it; only that of an item that is known is asked for."""
        runtime = runtime_of(request.app[KEY_HASS], entry_id)
        if runtime is None or not rating_key.isdecimal() or len(rating_key) > _LONGEST:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        key = int(rating_key)

        async def ask() -> Image | None:
            if not await runtime.database.read(lambda connection: items.of(connection, [key])):
                return None
            return await runtime.engine.context.servers.plex.poster(key)

        return await _answer(self._posters, f"{entry_id} {key}", ask)


class WaitingPictureView(HomeAssistantView):
    """The poster of one title that Plex does not have: who waits for what is for admins alone."""

    name = f"api:{DOMAIN}:waiting_picture"
    url = WAITING_PICTURE_PATH

    def __init__(self, posters: Posters, waiting: WaitingPosters) -> None:
        self._posters = posters
        self._waiting = waiting

    @require_admin
    async def get(self, request: web.Request, entry_id: str, media_type: str) -> web.Response:
        """Give it; only that of a title that somebody wants, or an instance tags, is asked for."""
        runtime = runtime_of(request.app[KEY_HASS], entry_id)
        guids = usable([request.query.get("guid", "")])
        if runtime is None or media_type not in set(MediaType) or not guids:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        title = Title(MediaType(media_type), packed(guids), "")
        key = f"{entry_id} {media_type} {min(guids)}"
        return await _answer(self._posters, key, lambda: self._waiting.ask(runtime, title))


async def _answer(posters: Posters, key: str, ask: Ask) -> web.Response:
    try:
        poster = await posters.get(key, ask)
    except NotFoundError:
        return web.Response(status=HTTPStatus.NOT_FOUND)
    except (DatabaseError, ServiceError) as err:
        LOGGER.debug("A poster cannot be shown: %s", err)
        return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
    return web.Response(
        body=poster.content,
        content_type=poster.content_type,
        headers={CACHE_CONTROL: "private, max-age=3600", "X-Content-Type-Options": "nosniff"},
    )
