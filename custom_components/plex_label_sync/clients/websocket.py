"""WebSocket connections: opened at the address that was asked for, with errors that are ours."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus

import aiohttp
from yarl import URL

from ..threads import in_turn
from .bodies import LARGE
from .connection_errors import connection_error
from .errors import AuthError, CannotConnectError, NoWebSocketError, ServiceError
from .status import NOT_FOLLOWED

MOST_BYTES = 4 * 1024 * 1024
"""The largest frame that is taken in."""

_MOST_IN_A_ROW = 50

_OPENING = aiohttp.ClientTimeout(total=30, sock_connect=10)
_CLOSING = aiohttp.ClientWSTimeout(ws_close=1)
_REFUSED = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


@asynccontextmanager
async def opened(
    session: aiohttp.ClientSession, address: str, headers: Mapping[str, str]
) -> AsyncGenerator[aiohttp.ClientWebSocketResponse]:
    """Open a connection and close it in the end; pings are left to whoever reads.

    `session` lends its connections, `address` begins with `http`, and `headers` are sent along.
    Raises `AuthError` when the token or key is refused, `NoWebSocketError` for any other answer,
    `CertificateError`, or `CannotConnectError` for all else.
    """
    if session.closed:
        raise CannotConnectError("the session is closed")
    url = URL(address, encoded=True)
    # A session of its own on the same connector, because `ws_connect` always follows redirects.
    async with aiohttp.ClientSession(
        connector=session.connector,
        connector_owner=False,
        headers={**session.headers, **headers},
        timeout=_OPENING,
        middlewares=(_stay,),
    ) as own:
        with as_ours():
            socket = await own.ws_connect(
                url.with_scheme("wss" if url.scheme == "https" else "ws"),
                autoping=False,
                timeout=_CLOSING,
                max_msg_size=MOST_BYTES,
            )
        async with socket:
            yield socket


class Incoming:
    """What comes on a connection; after some messages that came at once, others have their turn.

    A message that is there already is given without a pause: a flood of them would hold up Home
    Assistant.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._in_a_row = 0

    async def receive(self, seconds: float) -> aiohttp.WSMessage:
        """Give the next message. Raises `TimeoutError` when none comes in so many seconds."""
        self._in_a_row += 1
        if self._in_a_row > _MOST_IN_A_ROW:
            self._in_a_row = 0
            await asyncio.sleep(0)
        return await self._socket.receive(seconds)


async def read_frame[T](read: Callable[[bytes], T], frame: bytes) -> T:
    """Give what a frame holds; a large one is read in a thread."""
    return await in_turn(read, frame) if len(frame) > LARGE else read(frame)


def content(message: aiohttp.WSMessage) -> bytes:
    """Give what a message holds, nothing for a binary one. Raises when no more will come."""
    match message.type:
        case aiohttp.WSMsgType.TEXT:
            return str(message.data).encode(errors="replace")
        case aiohttp.WSMsgType.BINARY:
            return b""
        case aiohttp.WSMsgType.ERROR:
            raise _error(message.data) from message.data
    raise CannotConnectError("it closed the connection")


@contextmanager
def as_ours() -> Iterator[None]:
    """Raise what goes wrong with a connection as a `ServiceError`."""
    try:
        yield
    except (aiohttp.ClientError, TimeoutError) as err:
        raise _error(err) from err


async def _stay(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Refuse redirects: the token or key would go along."""
    response = await handler(request)
    if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
        response.close()
        raise NoWebSocketError(f"it answered {response.status}: {NOT_FOLLOWED}", response.status)
    return response


def _error(err: aiohttp.ClientError | TimeoutError) -> ServiceError:
    match err:
        case aiohttp.WSServerHandshakeError() if err.status in _REFUSED:
            return AuthError(f"it answered {err.status}")
        case aiohttp.WSServerHandshakeError():
            return NoWebSocketError(f"it answered {err.status} and opened no WebSocket", err.status)
    return connection_error(err)
