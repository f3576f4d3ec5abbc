"""How a connection to Plex's notifications breaks or is left."""

import asyncio
from contextlib import aclosing

from aiohttp import ClientSession, WSMsgType, web
import pytest

from custom_components.plex_label_sync.clients.errors import CannotConnectError
from tests.clients.bare import BareServer, Handler
from tests.clients.listening import pings, sends
from tests.clients.plex.listener import FRAME, SEVEN, PlexListener
from tests.lab.town import Town

MOST = 4 * 1024 * 1024


def stays_silent() -> Handler:
    """Serves a WebSocket that sends one frame, and answers no ping."""

    async def handler(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=False, timeout=0.1)
        await socket.prepare(request)
        await socket.send_str(FRAME)
        async for _ in socket:
            pass
        return socket

    return handler


async def test_a_server_that_answers_no_ping_is_gone(
    session: ClientSession, bare: BareServer
) -> None:
    """Nobody else would say so: a broken network closes nothing."""
    bare.handler = stays_silent()
    listener = PlexListener(session, bare.url, heartbeat=0.1)
    with pytest.raises(CannotConnectError, match="no answer in time"):
        await asyncio.wait_for(listener.listen(), 2)
    assert listener.heard == [SEVEN]


async def test_who_works_for_long_on_what_was_heard_misses_nothing(
    session: ClientSession, town: Town
) -> None:
    """The server is asked for a sign only when somebody waits for it."""
    listener = PlexListener(session, town.plex.url, town.world.owner.token, heartbeat=0.1)
    async with aclosing(listener.frames):
        first = asyncio.ensure_future(anext(listener.frames))
        await town.plex.listeners.wait_for(1)
        await town.plex.announce_refreshed(town.world.plex.items() * 10)
        await first
        await asyncio.sleep(0.3)
        assert await anext(listener.frames)


async def test_a_ping_of_the_server_is_answered(session: ClientSession, bare: BareServer) -> None:
    """Else it would take us for gone."""
    answers: list[object] = []
    bare.handler = pings(answers)
    with pytest.raises(CannotConnectError, match="it closed the connection"):
        await PlexListener(session, bare.url).listen()
    assert answers == [(WSMsgType.PONG, b"there?")]


async def test_a_server_that_answers_pings_may_say_nothing_for_long(
    session: ClientSession, town: Town
) -> None:
    """A library may rest for days."""
    listener = PlexListener(session, town.plex.url, town.world.owner.token, heartbeat=0.1)
    listening = asyncio.create_task(listener.listen())
    await town.plex.listeners.wait_for(1)
    await asyncio.sleep(0.5)
    assert not listening.done()
    await town.plex.listeners.hang_up()
    with pytest.raises(CannotConnectError, match="it closed the connection"):
        await listening


async def test_a_frame_as_large_as_it_may_be_is_heard(
    session: ClientSession, bare: BareServer
) -> None:
    """A library's refresh is far smaller."""
    bare.handler = sends(FRAME.ljust(MOST - 1))
    listener = PlexListener(session, bare.url)
    with pytest.raises(CannotConnectError, match="it closed the connection"):
        await listener.listen()
    assert listener.heard == [SEVEN]


async def test_a_larger_frame_ends_the_connection(session: ClientSession, bare: BareServer) -> None:
    """Nobody's memory is filled."""
    bare.handler = sends(FRAME.ljust(MOST + 1))
    listener = PlexListener(session, bare.url)
    with pytest.raises(CannotConnectError, match="size"):
        await listener.listen()
    assert (listener.connected, listener.heard) == (1, [])


async def test_a_ping_that_cannot_be_answered_ends_the_connection(
    session: ClientSession, bare: BareServer
) -> None:
    """The server is gone when the answer should be sent."""

    async def handler(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.ping()
        assert request.transport
        request.transport.abort()
        return socket

    bare.handler = handler
    with pytest.raises(CannotConnectError):
        await PlexListener(session, bare.url).listen()


async def test_who_stops_listening_leaves(session: ClientSession, town: Town) -> None:
    """The server is told, and the session still serves others."""
    listener = PlexListener(session, town.plex.url, town.world.owner.token)
    async with aclosing(listener.frames):
        first = asyncio.ensure_future(anext(listener.frames))
        await town.plex.listeners.wait_for(1)
        await town.plex.announce(town.world.plex.items()[0])
        assert await first
    await asyncio.wait_for(town.plex.listeners.wait_for(0), 1)
    assert (await session.get(f"{town.plex.url}/identity")).status == 200


def says_no_goodbye(until: asyncio.Event) -> Handler:
    """Serves a WebSocket that sends one frame, and does not answer when the client closes."""

    async def handler(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoclose=False)
        await socket.prepare(request)
        await socket.send_str(FRAME)
        assert (await socket.receive()).type is WSMsgType.CLOSE
        await until.wait()
        return socket

    return handler


async def test_who_is_cancelled_leaves_at_once(session: ClientSession, bare: BareServer) -> None:
    """Home Assistant stops or reloads; the server is told and not waited for."""
    over = asyncio.Event()
    bare.handler = says_no_goodbye(over)
    listener = PlexListener(session, bare.url)
    listening = asyncio.create_task(listener.listen())
    await listener.hearing.wait()
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(listening, 0.5)
    over.set()


async def test_who_stops_does_not_wait_long_for_a_goodbye(
    session: ClientSession, bare: BareServer
) -> None:
    """A second, not ten."""
    over = asyncio.Event()
    bare.handler = says_no_goodbye(over)
    listener = PlexListener(session, bare.url)
    async with asyncio.timeout(3), aclosing(listener.frames):
        assert await anext(listener.frames) == SEVEN
    over.set()
