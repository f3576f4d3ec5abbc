"""Plex's notifications: who listens on the WebSocket, and what happens when items come and go."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress

from aiohttp import web

from tests.lab.plex_answer import Node
from tests.lab.plex_query import TYPES
from tests.lab.world import PlexItem

CREATED, PROGRESS, MATCHING, DOWNLOADING, LOADING, PROCESSED, DELETED = 0, 1, 2, 3, 4, 5, 9


class Listeners:
    """The clients that are connected to the notifications."""

    def __init__(self) -> None:
        """Start with nobody."""
        self._sockets: set[web.WebSocketResponse] = set()
        self._changed = asyncio.Condition()

    async def wait_for(self, count: int) -> None:
        """Wait until so many clients are connected."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self._sockets) == count)

    async def listen(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one client until it leaves; what it says is not heard."""
        socket = web.WebSocketResponse(timeout=0.1)
        await socket.prepare(request)
        async with self._changed:
            self._sockets.add(socket)
            self._changed.notify_all()
        try:
            async for _ in socket:
                pass
        finally:
            async with self._changed:
                self._sockets.discard(socket)
                self._changed.notify_all()
        return socket

    async def send(self, container: Node) -> None:
        """Send one notification to everybody."""
        for socket in tuple(self._sockets):
            with suppress(ConnectionError):
                await socket.send_json({"NotificationContainer": container})

    async def hang_up(self) -> None:
        """Close all connections."""
        for socket in tuple(self._sockets):
            await socket.close()


def created(item: PlexItem) -> Iterator[Node]:
    """The notifications of a new item, in the order in which Plex sends them.

    By Tautulli's reading, `created` with state 0 is a new item, and state 5 without `queueSize`
    and `metadataState` is one that is matched. Plex may pack several entries into one frame.
    """
    yield _timeline(_entry(item, CREATED, metadataState="created", queueSize=1))
    yield _timeline(_entry(item, PROGRESS, metadataState="processing", queueSize=1))
    yield _timeline(
        _entry(item, MATCHING, metadataState="processing", queueSize=1),
        _entry(item, DOWNLOADING, metadataState="processing", queueSize=1),
    )
    yield _timeline(_entry(item, LOADING, metadataState="processing", queueSize=0))
    yield _timeline(_entry(item, PROCESSED))


def deleted(item: PlexItem) -> Iterator[Node]:
    """The notification of an item that is gone."""
    yield _timeline(_entry(item, DELETED, metadataState="deleted", mediaState="deleted"))


def _timeline(*entries: Node) -> Node:
    return {"type": "timeline", "size": len(entries), "TimelineEntry": list(entries)}


def _entry(item: PlexItem, state: int, **rest: str | int) -> Node:
    """Plex writes the ids as strings and the type as a number."""
    return {
        "identifier": "com.plexapp.plugins.library",
        "sectionID": item.section,
        "itemID": str(item.rating_key),
        "type": TYPES[item.media_type],
        "title": item.title,
        "state": state,
        "updatedAt": item.updated_at,
        **rest,
    }
