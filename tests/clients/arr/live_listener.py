"""Who listens to the live channel of an instance."""

from aiohttp import ClientSession

from custom_components.plex_label_sync.clients.arr.kind import ArrKind
from custom_components.plex_label_sync.clients.arr.live import LiveHint, listen
from tests.clients.listening import Listener
from tests.lab.arr import ArrServer

KEY = "k3y-that-nobody-may-read"


class LiveListener(Listener[LiveHint]):
    """Listens to one channel."""

    def __init__(
        self,
        session: ClientSession,
        url: str,
        *,
        kind: ArrKind = ArrKind.RADARR,
        key: str = KEY,
        silence: float = 30,
    ) -> None:
        super().__init__(
            lambda connected: listen(session, kind, url, key, connected=connected, silence=silence)
        )

    @classmethod
    def at(cls, session: ClientSession, server: ArrServer, *, silence: float = 30) -> LiveListener:
        """Listen to an instance of the town, with its key."""
        state = server.state
        kind = ArrKind(state.kind)
        return cls(session, server.base_url, kind=kind, key=state.api_key, silence=silence)
