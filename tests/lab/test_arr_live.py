"""The stand-in's live channel: what it wants of its clients, as SignalR does."""

from asyncio import wait_for

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
import orjson
import pytest

from tests.lab.arr import ArrServer
from tests.lab.arr_live import END, record
from tests.lab.town import Town

HANDSHAKE = record({"protocol": "json", "version": 1})


@pytest.fixture
def radarr(town: Town) -> ArrServer:
    """A Radarr that offers its channel."""
    town.arrs[0].live.is_offered = True
    return town.arrs[0]


async def _opened(session: ClientSession, radarr: ArrServer) -> ClientWebSocketResponse:
    """Open the channel as Radarr's own page does: the key is in the address."""
    url = f"{radarr.base_url}/signalr/messages?access_token={radarr.state.api_key}"
    return await session.ws_connect(url)


async def test_it_agrees_and_says_its_version(session: ClientSession, radarr: ArrServer) -> None:
    async with await _opened(session, radarr) as socket:
        await socket.send_str(HANDSHAKE)
        assert await socket.receive_str() == "{}" + END
        told = orjson.loads((await socket.receive_str()).removesuffix(END))
    assert (told["type"], told["target"]) == (1, "receiveMessage")
    assert told["arguments"][0]["name"] == "version"


async def test_it_speaks_json_alone(session: ClientSession, radarr: ArrServer) -> None:
    async with await _opened(session, radarr) as socket:
        await socket.send_str(record({"protocol": "messagepack", "version": 1}))
        assert "not supported" in await socket.receive_str()


async def test_who_leaves_before_agreeing_is_no_listener(
    session: ClientSession, radarr: ArrServer
) -> None:
    async with await _opened(session, radarr):
        pass
    assert radarr.live.listening == 0


async def test_who_says_nothing_for_long_is_dropped(
    session: ClientSession, radarr: ArrServer
) -> None:
    radarr.live.silence = 0.05
    async with await _opened(session, radarr) as socket:
        await socket.send_str(HANDSHAKE)
        await socket.receive_str()
        await socket.receive_str()
        assert (await wait_for(socket.receive(), 2)).type is WSMsgType.CLOSE


@pytest.mark.parametrize(("key", "status"), [("wrong", 401), ("", 401)])
async def test_it_wants_the_key(
    session: ClientSession, radarr: ArrServer, key: str, status: int
) -> None:
    url = f"{radarr.base_url}/signalr/messages?access_token={key}"
    async with session.get(url) as answer:
        assert answer.status == status


async def test_it_wants_a_websocket(session: ClientSession, radarr: ArrServer) -> None:
    url = f"{radarr.base_url}/signalr/messages"
    async with session.get(url, headers={"X-Api-Key": radarr.state.api_key}) as answer:
        assert answer.status == 400


@pytest.mark.parametrize(("version", "named"), [("1", "connectionToken"), ("0", "connectionId")])
async def test_a_client_that_negotiates_is_given_a_connection(
    session: ClientSession, radarr: ArrServer, version: str, named: str
) -> None:
    url = f"{radarr.base_url}/signalr/messages"
    headers = {"X-Api-Key": radarr.state.api_key}
    asked = f"{url}/negotiate?negotiateVersion={version}"
    async with session.post(asked, headers=headers) as answer:
        offer = await answer.json()

    assert offer["availableTransports"][0]["transport"] == "WebSockets"
    assert ("connectionToken" in offer) is (named == "connectionToken")
    async with session.ws_connect(f"{url}?id={offer[named]}", headers=headers) as socket:
        await socket.send_str(HANDSHAKE)
        assert await socket.receive_str() == "{}" + END


async def test_a_connection_that_was_not_negotiated_is_not_there(
    session: ClientSession, radarr: ArrServer
) -> None:
    url = f"{radarr.base_url}/signalr/messages?id=another"
    with pytest.raises(WSServerHandshakeError) as refused:
        await session.ws_connect(url, headers={"X-Api-Key": radarr.state.api_key})
    assert refused.value.status == 404


async def test_negotiation_wants_the_key(session: ClientSession, radarr: ArrServer) -> None:
    async with session.post(f"{radarr.base_url}/signalr/messages/negotiate") as answer:
        assert answer.status == 401


async def test_without_a_channel_nothing_is_negotiated(
    session: ClientSession, radarr: ArrServer
) -> None:
    radarr.live.is_offered = False
    async with session.post(f"{radarr.base_url}/signalr/messages/negotiate") as answer:
        assert answer.status == 405
