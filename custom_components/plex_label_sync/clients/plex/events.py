"""Plex's notifications: one WebSocket connection, which gives what comes or tells why it broke.

The address and who may listen are those that plexapi and Tautulli use: an owner's token, or 401.
"""

from collections.abc import AsyncGenerator, Callable
from logging import getLogger

import aiohttp

from ..errors import BadAnswerError
from ..websocket import Incoming, as_ours, content, opened, read_frame
from .timeline import Stage, Touch, touches

__all__ = ["Stage", "Touch", "listen", "touches"]

_LOGGER = getLogger(__name__)

_PATH = "/:/websockets/notifications"


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
    headers = {"X-Plex-Token": token, "Accept": "application/json"}
    async with opened(session, f"{url.rstrip('/')}{_PATH}", headers) as socket:
        connected()
        incoming = Incoming(socket)
        while True:
            with as_ours():
                message = await _message(socket, incoming, heartbeat)
            if told := await read_frame(_touches, content(message)):
                yield told


def _touches(frame: bytes) -> tuple[Touch, ...]:
    try:
        return touches(frame)
    except BadAnswerError as err:
        _LOGGER.debug("A notification of Plex is skipped: %s", err.plain)
        return ()


async def _message(
    socket: aiohttp.ClientWebSocketResponse, incoming: Incoming, heartbeat: float
) -> aiohttp.WSMessage:
    """Give the next message that is no ping or pong. Raises `TimeoutError` for a missed pong.

    The `heartbeat` of aiohttp 3.14 is not used: when the client closes, the server's goodbye
    starts its timer once more.
    """
    while True:
        try:
            message = await incoming.receive(heartbeat)
        except TimeoutError:
            await socket.ping()
            message = await incoming.receive(heartbeat / 2)
        if message.type is aiohttp.WSMsgType.PING:
            await socket.pong(message.data)
        elif message.type is not aiohttp.WSMsgType.PONG:
            return message
