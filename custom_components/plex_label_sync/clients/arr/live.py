"""Radarr's and Sonarr's live channel: one connection to their SignalR hub, for their own web pages.

SignalR's hub protocol in JSON, version 1, on a WebSocket that is opened without negotiation: each
record ends in 0x1e, and whoever says nothing for half a minute is gone. The key goes into a header
(their `ApiKeyAuthenticationHandler` takes it there): addresses end in logs.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from functools import partial
from typing import Protocol

import aiohttp

from ..errors import BadAnswerError
from ..websocket import MOST_BYTES, Incoming, as_ours, content, opened, read_frame
from .kind import ArrKind
from .live_messages import MOST_AT_ONCE, LiveHint, check_handshake, hints_in

__all__ = ["Listen", "LiveHint", "listen"]

_PATH = "/signalr/messages"
_END = b"\x1e"
_HANDSHAKE = '{"protocol":"json","version":1}\x1e'
_PING = '{"type":6}\x1e'


class Listen(Protocol):
    """Opens the channel of one instance (see `listen`)."""

    def __call__(self, *, connected: Callable[[], None]) -> AsyncGenerator[tuple[LiveHint, ...]]:
        """Give what each frame tells."""


async def listen(
    session: aiohttp.ClientSession,
    kind: ArrKind,
    url: str,
    api_key: str,
    *,
    connected: Callable[[], None],
    silence: float = 30,
) -> AsyncGenerator[tuple[LiveHint, ...]]:
    """Listen on one channel: give what each frame tells, if anything.

    `session` lends its connections, `url` is the instance's with its URL base. `connected` is
    called once the instance has agreed; after `silence` seconds without a sign of it it is gone.
    Whoever stops early closes the channel with `aclosing`.

    Never ends but by raising: `AuthError` when the key is refused, `NoWebSocketError` where there
    is no hub, `BadAnswerError` for one that is none of SignalR's, else `CannotConnectError`.
    """
    async with opened(session, url.rstrip("/") + _PATH, {"X-Api-Key": api_key}) as socket:
        hub = _Hub(socket, silence)
        records = await hub.shake_hands()
        connected()
        read = partial(_hints, kind)
        while True:
            if told := await read_frame(read, _END.join(records)):
                yield told
            records = await hub.records()


def _hints(kind: ArrKind, records: bytes) -> tuple[LiveHint, ...]:
    whole = filter(None, records.split(_END))
    return tuple(told for record in whole for told in hints_in(record, kind))


class _Hub:
    """One connection, as records; while somebody waits for these, it says that we are there."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, silence: float) -> None:
        self._socket = socket
        self._incoming = Incoming(socket)
        self._silence = silence
        self._loop = asyncio.get_running_loop()
        self._heard = self._spoke = self._loop.time()
        self._rest = bytearray()

    async def shake_hands(self) -> list[bytes]:
        """Agree on the protocol; gives the records that came along."""
        with as_ours():
            await self._socket.send_str(_HANDSHAKE)
            async with asyncio.timeout(self._silence):
                while not (records := await self.records()):
                    pass
        check_handshake(records[0])
        return records[1:]

    async def records(self) -> list[bytes]:
        """Give the records that the next frame completes. Raises when no more will come."""
        with as_ours():
            frame = content(await self._message())
        if frame.count(_END) > MOST_AT_ONCE:
            raise BadAnswerError("its live channel tells too much at once")
        self._rest += frame
        *records, rest = self._rest.split(_END)
        if len(rest) > MOST_BYTES:
            raise BadAnswerError("its live channel sends a message without an end")
        self._rest = rest
        return [bytes(record) for record in records]

    async def _message(self) -> aiohttp.WSMessage:
        """Give the next message that is no ping or pong of the WebSocket itself."""
        while True:
            await self._keep_alive()
            try:
                message = await self._incoming.receive(self._silence / 3)
            except TimeoutError:
                if self._loop.time() - self._heard > self._silence:
                    raise
                continue
            self._heard = self._loop.time()
            if message.type is aiohttp.WSMsgType.PING:
                await self._socket.pong(message.data)
            elif message.type is not aiohttp.WSMsgType.PONG:
                return message

    async def _keep_alive(self) -> None:
        if self._loop.time() - self._spoke >= self._silence / 3:
            self._spoke = self._loop.time()
            await self._socket.send_str(_PING)
