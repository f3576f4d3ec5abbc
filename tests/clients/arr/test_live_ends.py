"""How the live channel of Radarr and Sonarr is opened, and how it breaks or is left."""

import asyncio
from contextlib import aclosing

from aiohttp import ClientSession, WSMsgType, web
import pytest

from custom_components.plex_label_sync.clients.arr.live import LiveHint
from custom_components.plex_label_sync.clients.errors import (
    AuthError,
    BadAnswerError,
    CannotConnectError,
    NoWebSocketError,
    SilentError,
)
from tests.clients.arr.live_listener import LiveListener
from tests.clients.bare import BareServer, Handler
from tests.clients.listening import pings, sends
from tests.lab.arr import ArrServer
from tests.lab.arr_live import record
from tests.lab.server import Fault
from tests.lab.town import Town

MOST = 4 * 1024 * 1024
TAGS = record({"type": 1, "target": "receiveMessage", "arguments": [{"name": "tag"}]})


@pytest.fixture
def radarr(town: Town) -> ArrServer:
    """A Radarr that offers its channel."""
    town.arrs[0].live.is_offered = True
    return town.arrs[0]


def says(*frames: str | bytes) -> Handler:
    """Serves a WebSocket that hears the handshake, says these frames and closes."""
    return sends(*frames, once_greeted=True)


async def test_a_wrong_key_is_refused(session: ClientSession, radarr: ArrServer) -> None:
    listener = LiveListener(session, radarr.base_url)
    with pytest.raises(AuthError, match="401"):
        await listener.listen()
    assert listener.connected == 0


async def test_an_instance_without_a_channel_opens_none(session: ClientSession, town: Town) -> None:
    """It shows its web page there, as at any address that it does not know."""
    with pytest.raises(NoWebSocketError, match="it answered 200") as raised:
        await LiveListener.at(session, town.arrs[0]).listen()
    assert raised.value.status == 200


@pytest.mark.parametrize("status", [400, 404, 502, 503])
async def test_a_proxy_without_websockets_opens_none(
    session: ClientSession, radarr: ArrServer, status: int
) -> None:
    radarr.faults.append(Fault("status", "/signalr", status=status))
    with pytest.raises(NoWebSocketError) as raised:
        await LiveListener.at(session, radarr).listen()
    assert raised.value.status == status


async def test_a_redirect_is_not_followed(
    session: ClientSession, bare: BareServer, radarr: ArrServer
) -> None:
    """Another server would get the key."""
    to = {"Location": f"{radarr.base_url}/signalr/messages"}
    bare.faults = [Fault("status", status=307, headers=to)]
    with pytest.raises(NoWebSocketError, match="another address"):
        await LiveListener(session, bare.url).listen()
    assert radarr.log == []


async def test_an_instance_that_refuses_the_protocol_says_so(
    session: ClientSession, radarr: ArrServer
) -> None:
    """Its own words are not repeated."""
    radarr.live.refusal = "The protocol 'json' is not supported."
    listener = LiveListener.at(session, radarr)
    with pytest.raises(BadAnswerError, match=r"^its live channel refuses our protocol$"):
        await listener.listen()
    assert listener.connected == 0


@pytest.mark.parametrize("odd", ["\x1e", "hello\x1e", "[]\x1e"])
async def test_who_does_not_agree_is_no_hub(
    session: ClientSession, bare: BareServer, odd: str
) -> None:
    """As a proxy of another service."""
    bare.handler = says(odd)
    with pytest.raises(BadAnswerError, match="its answer is not"):
        await LiveListener(session, bare.url).listen()


async def test_what_comes_along_with_the_agreement_is_heard(
    session: ClientSession, bare: BareServer
) -> None:
    """In the same frame, or in the next; a binary frame says nothing."""
    bare.handler = says("{", "}\x1e" + TAGS + TAGS[:7], b"odd", TAGS[7:])
    listener = LiveListener(session, bare.url)
    with pytest.raises(CannotConnectError, match="it closed the connection"):
        await listener.listen()
    assert (listener.connected, listener.told) == (1, [LiveHint(), LiveHint()])


async def test_an_instance_that_never_agrees_is_left(
    session: ClientSession, bare: BareServer
) -> None:
    """Also one that goes on saying something."""

    async def handler(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        while not socket.closed:
            await socket.send_str(" ")
            await asyncio.sleep(0.02)
        return socket

    bare.handler = handler
    with pytest.raises(SilentError, match="no answer in time"):
        await asyncio.wait_for(LiveListener(session, bare.url, silence=0.2).listen(), 2)


async def test_an_instance_that_falls_silent_is_gone(
    session: ClientSession, radarr: ArrServer
) -> None:
    """Nobody else would say so: a broken network closes nothing."""
    listener = LiveListener.at(session, radarr, silence=0.2)
    listening = asyncio.create_task(listener.listen())
    await radarr.live.wait_for(1)
    radarr.live.fall_silent()
    with pytest.raises(SilentError, match="no answer in time"):
        await asyncio.wait_for(listening, 2)


async def test_an_instance_that_only_pings_may_tell_nothing_for_long(
    session: ClientSession, radarr: ArrServer
) -> None:
    """And it is pinged, or it would drop us."""
    radarr.live.ping_seconds, radarr.live.silence = 0.05, 0.3
    listening = asyncio.create_task(LiveListener.at(session, radarr, silence=0.3).listen())
    await radarr.live.wait_for(1)
    await asyncio.sleep(1)
    assert not listening.done()
    assert radarr.live.pings >= 5
    await radarr.live.hang_up()
    with pytest.raises(CannotConnectError, match="it closed the channel"):
        await listening


async def test_a_ping_of_the_websocket_itself_is_answered(
    session: ClientSession, bare: BareServer
) -> None:
    """A proxy may send those; its pongs say nothing."""
    answers: list[object] = []
    bare.handler = pings(answers, greeting="{}\x1e")
    with pytest.raises(CannotConnectError, match="it closed the connection"):
        await LiveListener(session, bare.url).listen()
    assert answers == [(WSMsgType.PONG, b"there?")]


async def test_a_record_without_an_end_ends_the_channel(
    session: ClientSession, bare: BareServer
) -> None:
    """Nobody's memory is filled."""
    half = "x" * (MOST // 2 + 1)
    bare.handler = says("{}\x1e", half, half)
    with pytest.raises(BadAnswerError, match="a message without an end"):
        await LiveListener(session, bare.url).listen()


@pytest.mark.parametrize(
    "much",
    [
        "\x1e" * (MOST - 1),
        record({"type": 1, "target": "receiveMessage", "arguments": [{}] * 20_000}),
    ],
    ids=["records", "messages"],
)
async def test_who_tells_too_much_at_once_is_left(
    session: ClientSession, bare: BareServer, much: str
) -> None:
    """To read all of it would take seconds; the polls find out what is new."""
    bare.handler = says("{}\x1e", much)
    with pytest.raises(BadAnswerError, match="tells too much at once"):
        await LiveListener(session, bare.url).listen()


async def test_a_large_message_is_understood_as_any_other(
    session: ClientSession, bare: BareServer
) -> None:
    """It is read in a thread."""
    hint = {"name": "tag", "body": {"action": "sync", "resource": "x" * 100_000}}
    large = record({"type": 1, "target": "receiveMessage", "arguments": [hint]})
    bare.handler = says("{}\x1e", large, TAGS)
    listener = LiveListener(session, bare.url)
    with pytest.raises(CannotConnectError, match="it closed the connection"):
        await listener.listen()
    assert listener.told == [LiveHint(), LiveHint()]


async def test_a_frame_that_is_too_large_ends_the_channel(
    session: ClientSession, bare: BareServer
) -> None:
    bare.handler = says("{}\x1e", "x" * (MOST + 1))
    with pytest.raises(CannotConnectError, match="size"):
        await LiveListener(session, bare.url).listen()


async def test_an_instance_that_goes_without_a_word_is_gone(
    session: ClientSession, radarr: ArrServer
) -> None:
    listening = asyncio.create_task(LiveListener.at(session, radarr).listen())
    await radarr.live.wait_for(1)
    await radarr.stop()
    with pytest.raises(CannotConnectError):
        await asyncio.wait_for(listening, 2)


async def test_who_stops_listening_leaves(session: ClientSession, radarr: ArrServer) -> None:
    listener = LiveListener.at(session, radarr)
    async with aclosing(listener.frames):
        first = asyncio.ensure_future(anext(listener.frames))
        await radarr.live.wait_for(1)
        await radarr.live.tell("tag", "sync")
        assert await first == (LiveHint(),)
    await asyncio.wait_for(radarr.live.wait_for(0), 1)


async def test_a_session_that_is_closed_cannot_connect(radarr: ArrServer) -> None:
    """As when Home Assistant stops."""
    async with ClientSession() as session:
        listener = LiveListener.at(session, radarr)
    with pytest.raises(CannotConnectError, match="session"):
        await listener.listen()
