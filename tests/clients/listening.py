"""Who listens on a WebSocket, and servers that say there what a test lays ready."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, Protocol

from aiohttp import web
import pytest

from custom_components.plex_label_sync.clients.errors import CannotConnectError

from .bare import Handler


class Listener[T]:
    """Listens to one server. `heard` is what its frames told, `connected` how often it was open.

    `hearing` is set once something was heard.
    """

    def __init__(
        self, listen: Callable[[Callable[[], None]], AsyncGenerator[tuple[T, ...]]]
    ) -> None:
        """`listen` opens the connection, and calls what it is given once that is open."""
        self.connected = 0
        self.heard: list[tuple[T, ...]] = []
        self.hearing = asyncio.Event()
        self.frames = listen(self._count)

    def _count(self) -> None:
        self.connected += 1

    @property
    def told(self) -> list[T]:
        """What was heard, one after the other, in whatever frames it came."""
        return [one for frame in self.heard for one in frame]

    async def listen(self) -> None:
        """Hear all there is; raises when the connection ends."""
        async for frame in self.frames:
            self.heard.append(frame)
            self.hearing.set()


class Listened(Protocol):
    """A stand-in's side of the connections to it."""

    async def wait_for(self, count: int) -> None:
        """Wait until so many listen."""

    async def hang_up(self) -> None:
        """End all connections."""


async def told[T](
    listener: Listener[T], server: Listened, saying: Awaitable[object], *, end: str
) -> list[T]:
    """What a server tells until it hangs up, and that it was `end` which ended the connection."""
    listening = asyncio.create_task(listener.listen())
    await server.wait_for(1)
    await saying
    await server.hang_up()
    with pytest.raises(CannotConnectError, match=rf"^{end}$"):
        await listening
    return listener.told


def sends(*frames: str | bytes, once_greeted: bool = False) -> Handler:
    """Serves a WebSocket that sends these frames, if need be after a first one came, and closes."""

    async def handler(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(timeout=1)
        await socket.prepare(request)
        if once_greeted:
            await socket.receive_str()
        for frame in frames:
            await (socket.send_bytes(frame) if isinstance(frame, bytes) else socket.send_str(frame))
        await socket.close()
        return socket

    return handler


def pings(answers: list[Any], greeting: str = "") -> Handler:
    """Serves a WebSocket that pings, keeps what is answered, and closes.

    With a `greeting`, that is said first, once something came; and a pong that nobody asked for.
    """

    async def handler(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if greeting:
            await socket.receive()
            await socket.send_str(greeting)
            await socket.pong(b"there")
        await socket.ping(b"there?")
        answer = await socket.receive()
        answers.append((answer.type, answer.data))
        await socket.close()
        return socket

    return handler
