"""Connections on which a flood of messages comes: everybody else has their turn."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
import time

from aiohttp import ClientSession, web
import orjson
import pytest

from custom_components.plex_label_sync.clients.errors import CannotConnectError
from tests.clients.arr.live_listener import LiveListener
from tests.clients.bare import BareServer, Handler
from tests.clients.listening import Listener, sends
from tests.clients.plex.listener import FRAME, SEVEN, PlexListener

LONGEST = 0.06
"""Seconds of the processor's time in one piece."""

PING = '{"type":6}\x1e'
ODD = orjson.dumps({"NotificationContainer": {"type": "timeline", "TimelineEntry": [1] * 300_000}})

type Open = Callable[[ClientSession, str], Listener[object]]


def floods(message: str, times: int) -> Handler:
    """Serves a WebSocket that says so much that it is all there at once, and closes."""
    content = message.encode()
    flood = (bytes([0x81, len(content)]) + content) * times

    async def handler(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(timeout=1)
        await socket.prepare(request)
        await socket.send_str("{}\x1e")
        assert request.transport
        request.transport.write(flood)
        await socket.close()
        return socket

    return handler


@asynccontextmanager
async def others() -> AsyncIterator[list[float]]:
    """Let somebody else work meanwhile; gives how much of the processor's time each wait took."""
    waits: list[float] = []

    async def work() -> None:
        while True:
            before = time.thread_time()
            try:
                await asyncio.sleep(0)
            finally:
                waits.append(time.thread_time() - before)

    working = asyncio.create_task(work())
    yield waits
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


@pytest.mark.parametrize("listens", [LiveListener, PlexListener])
async def test_a_flood_of_messages_leaves_others_their_turn(
    session: ClientSession, bare: BareServer, listens: Open
) -> None:
    """They come in pieces of 256 KB, and whoever waits for the next one is given it at once."""
    bare.handler = floods(PING, 30_000)
    listener = listens(session, bare.url)

    async with others() as waits:
        with pytest.raises(CannotConnectError):
            await listener.listen()

    assert max(waits) < LONGEST


async def test_a_message_with_odd_entries_leaves_others_their_turn(
    session: ClientSession, bare: BareServer
) -> None:
    """Each is looked at; what comes after them is heard."""
    bare.handler = sends(ODD.decode(), FRAME)
    listener = PlexListener(session, bare.url)

    async with others() as waits:
        with pytest.raises(CannotConnectError):
            await listener.listen()

    assert listener.heard == [SEVEN]
    assert max(waits) < LONGEST
