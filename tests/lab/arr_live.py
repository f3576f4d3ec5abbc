"""Radarr's and Sonarr's live channel: SignalR's hub protocol in JSON, as ASP.NET Core speaks it.

Facts come from Radarr's `MessageHub`, `SignalRMessage` and `RestControllerWithSignalR`, and from
SignalR's HubProtocol.md and TransportProtocols.md: each record ends in 0x1e, both sides ping each
15 seconds, and a client that is silent for 30 is dropped. A real server may send several records
in a frame, or one in several; `say` does either.
"""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web
import orjson

END = "\x1e"
PING = {"type": 6}
HANDSHAKE_SECONDS = 15
TRANSPORTS = {
    "WebSockets": ["Text", "Binary"],
    "ServerSentEvents": ["Text"],
    "LongPolling": ["Text", "Binary"],
}
"""What negotiation offers; of these the stand-in has WebSockets alone."""


class ArrLive:
    """The hub of one instance, and who is connected to it.

    It is offered where a test asks for that: an instance of long ago, or one behind a proxy that
    knows no WebSockets, has none. `ping_seconds` is how often it pings, `silence` after which time
    it drops who says nothing, `seconds` after which one a proxy before it cuts each connection.
    `pings` counts those of clients, and `refusal` is what it says to a handshake instead of
    agreeing.
    """

    def __init__(self) -> None:
        """Start with nobody."""
        self.is_offered = False
        self.ping_seconds = 15.0
        self.silence = 30.0
        self.seconds: float | None = None
        self.refusal = ""
        self.pings = 0
        self._offered: set[str] = set()
        self._sockets: set[web.WebSocketResponse] = set()
        self._muted: set[web.WebSocketResponse] = set()
        self._changed = asyncio.Condition()

    @property
    def listening(self) -> int:
        """How many clients are connected."""
        return len(self._sockets)

    async def wait_for(self, count: int) -> None:
        """Wait until so many clients are connected."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self._sockets) == count)

    def negotiate(self, request: web.Request) -> web.Response:
        """Offer a connection to a client that negotiates, which a WebSocket need not do.

        In version 1 its token is a secret beside the id, in version 0 they are one.
        """
        version = min(int(request.query.get("negotiateVersion", "0")), 1)
        connection, token = str(uuid4()), str(uuid4())
        self._offered.add(token if version else connection)
        transports = [
            {"transport": name, "transferFormats": formats} for name, formats in TRANSPORTS.items()
        ]
        answer = {"negotiateVersion": version, "connectionId": connection}
        answer |= {"connectionToken": token} if version else {}
        return web.json_response(answer | {"availableTransports": transports})

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """Serve one client until it leaves or is silent for too long."""
        socket = web.WebSocketResponse(timeout=0.1)
        if request.transport is None or not socket.can_prepare(request).ok:
            return web.Response(status=400, text="Connection ID required")
        if (offered := request.query.get("id")) and offered not in self._offered:
            return web.Response(status=404, text="No Connection with that ID")
        self._offered.discard(offered or "")
        await socket.prepare(request)
        if not await self._agree(socket):
            return socket
        await self._note(socket, present=True)
        pinging = asyncio.create_task(self._ping(socket))
        try:
            await self.tell("version", "unknown", body={"version": "5.28.0.10274"})
            async with asyncio.timeout(self.seconds):
                await self._hear(socket)
        except TimeoutError:
            request.transport.abort()
        finally:
            pinging.cancel()
            await self._note(socket, present=False)
        return socket

    async def tell(
        self, name: str, action: str, resource: Any = None, *, body: dict[str, Any] | None = None
    ) -> None:
        """Tell everybody of a change; without a resource the body has none, as for tags."""
        if body is None:
            body = {"action": action} | ({"resource": resource} if resource else {})
        message = {"name": name, "body": body, "action": action}
        await self.say(record({"type": 1, "target": "receiveMessage", "arguments": [message]}))

    async def say(self, *frames: str) -> None:
        """Send frames to everybody who is not left in silence."""
        for socket in self._sockets - self._muted:
            for frame in frames:
                with suppress(ConnectionError):
                    await socket.send_str(frame)

    def fall_silent(self) -> None:
        """Say nothing more to those who are connected, and close nothing."""
        self._muted |= self._sockets

    async def hang_up(self) -> None:
        """Close all connections, and say so before, as on the end of the application."""
        await self.say(record({"type": 7, "allowReconnect": True}))
        for socket in tuple(self._sockets):
            await socket.close()

    async def _agree(self, socket: web.WebSocketResponse) -> bool:
        message = await socket.receive(HANDSHAKE_SECONDS)
        if message.type is not WSMsgType.TEXT:
            return False
        asked = orjson.loads(str(message.data).removesuffix(END))
        refusal = self.refusal
        if asked != {"protocol": "json", "version": 1}:
            refusal = f"The protocol '{asked['protocol']}' is not supported."
        await socket.send_str(record({"error": refusal} if refusal else {}))
        return not refusal

    async def _hear(self, socket: web.WebSocketResponse) -> None:
        """Hear the client's pings until it leaves."""
        while True:
            try:
                message = await socket.receive(self.silence)
            except TimeoutError:
                return
            if message.type is not WSMsgType.TEXT:
                return
            self.pings += str(message.data).count(record(PING))

    async def _ping(self, socket: web.WebSocketResponse) -> None:
        while True:
            await asyncio.sleep(self.ping_seconds)
            if socket not in self._muted:
                with suppress(ConnectionError):
                    await socket.send_str(record(PING))

    async def _note(self, socket: web.WebSocketResponse, *, present: bool) -> None:
        async with self._changed:
            (self._sockets.add if present else self._sockets.discard)(socket)
            self._changed.notify_all()


def record(content: dict[str, Any]) -> str:
    """Write one record."""
    return orjson.dumps(content).decode() + END
