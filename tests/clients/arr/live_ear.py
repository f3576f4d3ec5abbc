"""Someone who listens to the live channel of an instance."""

from asyncio import Event

from aiohttp import ClientSession

from custom_components.plex_label_sync.clients.arr.kind import ArrKind
from custom_components.plex_label_sync.clients.arr.live import LiveHint, listen
from tests.lab.arr import ArrServer

KEY = "k3y-that-nobody-may-read"


class LiveEar:
    """Listens to one channel. `heard` is what it told, `connected` how often it was open."""

    def __init__(
        self,
        session: ClientSession,
        url: str,
        *,
        kind: ArrKind = ArrKind.RADARR,
        key: str = KEY,
        silence: float = 30,
    ) -> None:
        self.connected = 0
        self.heard: list[LiveHint] = []
        self.hearing = Event()
        self.frames = listen(session, kind, url, key, connected=self._count, silence=silence)

    @classmethod
    def at(cls, session: ClientSession, server: ArrServer, *, silence: float = 30) -> LiveEar:
        """Listen to an instance of the town, with its key."""
        state = server.state
        kind = ArrKind(state.kind)
        return cls(session, server.base_url, kind=kind, key=state.api_key, silence=silence)

    def _count(self) -> None:
        self.connected += 1

    async def listen(self) -> None:
        """Hear all there is; raises when the channel ends."""
        async for told in self.frames:
            self.heard += told
            self.hearing.set()
