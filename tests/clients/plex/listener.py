"""Who listens to Plex's notifications, and a frame of these."""

from aiohttp import ClientSession

from custom_components.plex_label_sync.clients.plex.events import Stage, Touch, listen
from custom_components.plex_label_sync.core.model import MediaType
from tests.clients.listening import Listener

TOKEN = "t0ken-that-nobody-may-read"
ENTRY = '{"identifier":"com.plexapp.plugins.library","itemID":"7","type":1,"state":5}'
FRAME = '{"NotificationContainer":{"type":"timeline","TimelineEntry":[' + ENTRY + "]}}"
SEVEN = (Touch(7, MediaType.MOVIE, Stage.READY, of_part=False),)


class PlexListener(Listener[Touch]):
    """Listens to one server."""

    def __init__(
        self, session: ClientSession, url: str, token: str = TOKEN, *, heartbeat: float = 15
    ) -> None:
        super().__init__(
            lambda connected: listen(session, url, token, heartbeat=heartbeat, connected=connected)
        )
