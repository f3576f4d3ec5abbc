"""How a connection to Plex's notifications breaks or is left."""

import asyncio
from contextlib import aclosing

from aiohttp import ClientSession, WSMsgType, web
import pytest

from custom_components.plex_label_sync.clients.errors import CannotConnectError
from tests.clients.bare import BareServer, Handler
from tests.clients.plex.ear import FRAME, SEVEN, Ear, sends
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
    ear = Ear(session, bare.url, heartbeat=0.1)
    with pytest.raises(CannotConnectError, match="no answer in time"):
        await asyncio.wait_for(ear.listen(), 2)
    assert ear.heard == [SEVEN]


async def test_who_works_for_long_on_what_was_heard_misses_nothing(
    session: ClientSession, town: Town
) -> None:
    """The server is asked for a sign only when somebody waits for it."""
    ear = Ear(session, town.plex.url, town.world.owner.token, heartbeat=0.1)
    async with aclosing(ear.frames):
        first = asyncio.ensure_future(anext(ear.frames))
        await town.plex.listeners.wait_for(1)
        await town.plex.announce_refreshed(town.world.plex.items() * 10)
        await first
        await asyncio.sleep(0.3)
        assert await anext(ear.frames)


async def test_a_ping_of_the_server_is_answered(session: ClientSession, bare: BareServer) -> None:
    """Else it would take us for gone."""
    answers = []

    async def handler(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        await socket.ping(b"there?")
        answers.append(await socket.receive())
        await socket.close()
        return socket

    bare.handler = handler
    with pytest.raises(CannotConnectError, match="it closed the connection"):
        await Ear(session, bare.url).listen()
    assert [(answer.type, answer.data) for answer in answers] == [(WSMsgType.PONG, b"there?")]


async def test_a_server_that_answers_pings_may_say_nothing_for_long(
    session: ClientSession, town: Town
) -> None:
    """A library may rest for days."""
    ear = Ear(session, town.plex.url, town.world.owner.token, heartbeat=0.1)
    listening = asyncio.create_task(ear.listen())
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
    ear = Ear(session, bare.url)
    with pytest.raises(CannotConnectError, match="it closed the connection"):
        await ear.listen()
    assert ear.heard == [SEVEN]


async def test_a_larger_frame_ends_the_connection(session: ClientSession, bare: BareServer) -> None:
    """Nobody's memory is filled."""
    bare.handler = sends(FRAME.ljust(MOST + 1))
    ear = Ear(session, bare.url)
    with pytest.raises(CannotConnectError, match="size"):
        await ear.listen()
    assert (ear.connected, ear.heard) == (1, [])


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
        await Ear(session, bare.url).listen()


async def test_who_stops_listening_leaves(session: ClientSession, town: Town) -> None:
    """The server is told, and the session still serves others."""
    ear = Ear(session, town.plex.url, town.world.owner.token)
    async with aclosing(ear.frames):
        first = asyncio.ensure_future(anext(ear.frames))
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
    ear = Ear(session, bare.url)
    listening = asyncio.create_task(ear.listen())
    await ear.hearing.wait()
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
    ear = Ear(session, bare.url)
    async with asyncio.timeout(3), aclosing(ear.frames):
        assert await anext(ear.frames) == SEVEN
    over.set()
