"""Plex's notifications: one WebSocket connection, which gives what comes or tells why it broke.

The address and who may listen are those that plexapi and Tautulli use: an owner's token, or 401.
"""

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from logging import getLogger

import aiohttp
from yarl import URL

from ..broken import unreached
from ..errors import AuthError, BadAnswerError, CannotConnectError, ServiceError
from .timeline import Stage, Touch, touches

__all__ = ["Stage", "Touch", "listen", "touches"]

_LOGGER = getLogger(__name__)

_PATH = "/:/websockets/notifications"
_MOST_BYTES = 4 * 1024 * 1024
_OPENING = aiohttp.ClientTimeout(total=30, sock_connect=10)
_CLOSING = aiohttp.ClientWSTimeout(ws_close=1)
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


async def listen(
    session: aiohttp.ClientSession,
    url: str,
    token: str,
    *,
    heartbeat: float = 15,
    connected: Callable[[], None],
) -> AsyncGenerator[tuple[Touch, ...]]:
    """Listen on one connection: give the touches of each frame that has any.

    `session` lends its connections, `url` is the server's with any base path, `token` its owner's,
    `heartbeat` the seconds of silence before a ping, whose answer is due after half of that.
    `connected` is called once the connection is open. Whoever stops early closes it with
    `aclosing`.

    Never ends but by raising: `AuthError` when the token is refused, `CertificateError`, or
    `CannotConnectError` for all else, a server that closes the connection included.
    """
    async with _connection(session, url, token) as socket:
        connected()
        while True:
            if told := _touches(await _frame(socket, heartbeat)):
                yield told


@asynccontextmanager
async def _connection(
    session: aiohttp.ClientSession, url: str, token: str
) -> AsyncGenerator[aiohttp.ClientWebSocketResponse]:
    """Open a connection and close it in the end; errors are those of `listen`."""
    if session.closed:
        raise CannotConnectError("the session is closed")
    address = URL(f"{url.rstrip('/')}{_PATH}", encoded=True)
    # A session of its own on the same connector, because `ws_connect` always follows redirects.
    async with aiohttp.ClientSession(
        connector=session.connector,
        connector_owner=False,
        headers={**session.headers, "X-Plex-Token": token, "Accept": "application/json"},
        timeout=_OPENING,
        middlewares=(_stay,),
    ) as own:
        with _as_ours():
            socket = await own.ws_connect(
                address.with_scheme("wss" if address.scheme == "https" else "ws"),
                autoping=False,
                timeout=_CLOSING,
                max_msg_size=_MOST_BYTES,
            )
        async with socket:
            yield socket


async def _stay(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Refuse redirects: the token would go along."""
    response = await handler(request)
    if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
        response.close()
        raise CannotConnectError(
            f"it answered {response.status}: it sends us to another address, which we do not follow"
        )
    return response


def _touches(frame: bytes) -> tuple[Touch, ...]:
    try:
        return touches(frame)
    except BadAnswerError as err:
        _LOGGER.debug("A notification of Plex is skipped: %s", err.plain)
        return ()


async def _frame(socket: aiohttp.ClientWebSocketResponse, heartbeat: float) -> bytes:
    """Give the next frame. Raises when no more will come."""
    with _as_ours():
        message = await _message(socket, heartbeat)
    match message.type:
        case aiohttp.WSMsgType.TEXT:
            return str(message.data).encode(errors="replace")
        case aiohttp.WSMsgType.BINARY:
            return b""
        case aiohttp.WSMsgType.ERROR:
            raise _error(message.data) from message.data
    raise CannotConnectError("it closed the connection")


async def _message(socket: aiohttp.ClientWebSocketResponse, heartbeat: float) -> aiohttp.WSMessage:
    """Give the next message that is no ping or pong. Raises `TimeoutError` for a missed pong.

    The `heartbeat` of aiohttp 3.14 is not used: when the client closes, the server's goodbye
    starts its timer once more.
    """
    while True:
        try:
            message = await socket.receive(heartbeat)
        except TimeoutError:
            await socket.ping()
            message = await socket.receive(heartbeat / 2)
        if message.type is aiohttp.WSMsgType.PING:
            await socket.pong(message.data)
        elif message.type is not aiohttp.WSMsgType.PONG:
            return message


@contextmanager
def _as_ours() -> Iterator[None]:
    try:
        yield
    except (aiohttp.ClientError, TimeoutError) as err:
        raise _error(err) from err


def _error(err: aiohttp.ClientError | TimeoutError) -> ServiceError:
    match err:
        case aiohttp.WSServerHandshakeError() if err.status in _REFUSED:
            return AuthError(f"it answered {err.status}")
        case aiohttp.WSServerHandshakeError():
            return CannotConnectError(f"it answered {err.status} and opened no WebSocket")
    return unreached(err)
