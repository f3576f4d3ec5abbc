"""Someone who listens to Plex's notifications, and servers that say what a test lays ready."""

from asyncio import Event

from aiohttp import ClientSession, web

from custom_components.plex_label_sync.clients.plex.events import Stage, Touch, listen
from custom_components.plex_label_sync.core.model import MediaType
from tests.clients.bare import Handler

TOKEN = "t0ken-that-nobody-may-read"
ENTRY = '{"identifier":"com.plexapp.plugins.library","itemID":"7","type":1,"state":5}'
FRAME = '{"NotificationContainer":{"type":"timeline","TimelineEntry":[' + ENTRY + "]}}"
SEVEN = (Touch(7, MediaType.MOVIE, Stage.READY, of_part=False),)


class Ear:
    """Listens to one server. `heard` is what it told, `connected` how often it was open.

    `hearing` is set once something was heard.
    """

    def __init__(
        self, session: ClientSession, url: str, token: str = TOKEN, *, heartbeat: float = 15
    ) -> None:
        self.connected = 0
        self.heard: list[tuple[Touch, ...]] = []
        self.hearing = Event()
        self.frames = listen(session, url, token, heartbeat=heartbeat, connected=self._count)

    def _count(self) -> None:
        self.connected += 1

    async def listen(self) -> None:
        """Hear all there is; raises when the connection ends."""
        async for touches in self.frames:
            self.heard.append(touches)
            self.hearing.set()


def sends(*frames: str | bytes) -> Handler:
    """Serves a WebSocket that sends these frames and closes."""

    async def handler(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(timeout=1)
        await socket.prepare(request)
        for frame in frames:
            await (socket.send_bytes(frame) if isinstance(frame, bytes) else socket.send_str(frame))
        await socket.close()
        return socket

    return handler
