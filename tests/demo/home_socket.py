"""Home Assistant's WebSocket API: questions and answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Self

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from tests.demo.home_process import HomeError


class HomeSocket:
    """One connection, as `HomeSocket.open` gives it."""

    def __init__(self, connection: ClientWebSocketResponse) -> None:
        """Take over a connection that is past authentication."""
        self._connection = connection
        self._numbers = count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._reading = asyncio.create_task(self._read())

    @classmethod
    @asynccontextmanager
    async def open(cls, session: ClientSession, url: str, token: str) -> AsyncIterator[Self]:
        """Connect to the Home Assistant at `url`, with an access token."""
        async with session.ws_connect(f"{url}/api/websocket", max_msg_size=0) as connection:
            await connection.receive_json()
            await connection.send_json({"type": "auth", "access_token": token})
            answer = await connection.receive_json()
            if answer["type"] != "auth_ok":
                raise HomeError(f"WebSocket: {answer}")
            socket = cls(connection)
            try:
                yield socket
            finally:
                socket._reading.cancel()

    async def ask(self, kind: str, **fields: Any) -> Any:
        """Send a command and give its result."""
        number = next(self._numbers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            await self._connection.send_json({"id": number, "type": kind, **fields})
            answer = await self._answers[number]
        finally:
            del self._answers[number]
        if not answer["success"]:
            raise HomeError(f"{kind}: {answer['error']}")
        return answer["result"]

    async def _read(self) -> None:
        async for message in self._connection:
            if message.type is WSMsgType.TEXT:
                self._take(message.json())
        for waiting in self._answers.values():
            waiting.set_exception(HomeError("Home Assistant closed the WebSocket connection"))

    def _take(self, message: dict[str, Any]) -> None:
        waiting = self._answers.get(message["id"])
        if waiting and not waiting.done():
            waiting.set_result(message)
