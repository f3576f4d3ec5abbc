"""Plex's notifications: who listens on the WebSocket, and what happens when items come and go."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import batched

from aiohttp import web

from tests.lab.plex_answer import Node
from tests.lab.plex_query import TYPES
from tests.lab.world_plex import PlexItem

LIBRARY, GUIDE = "com.plexapp.plugins.library", "tv.plex.providers.epg.xmltv:12"
UNKNOWN = -1
IN_A_FRAME = 40
SEASONS, EPISODES = 2_000_000, 3_000_000
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
        if request.transport is None:  # the client left while it was kept waiting
            return socket
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


def episode_created(show: PlexItem) -> Iterator[Node]:
    """The notifications of a new episode: its own, its season's, and its series' in the end.

    As the parent of an episode Plex names the season, as its root the series.
    """
    key = show.rating_key
    episode = _part(show, "episode", EPISODES + key, parent=SEASONS + key)
    season = _part(show, "season", SEASONS + key, parent=key)
    yield _timeline(episode | {"state": CREATED, "metadataState": "created", "queueSize": 1})
    yield from chatter(show)
    yield _timeline(
        season | {"state": LOADING, "metadataState": "processing", "queueSize": 1},
        episode | {"state": LOADING, "metadataState": "processing", "queueSize": 0},
    )
    yield _timeline(episode, season, _entry(show, PROCESSED))


def refreshed(items: Iterable[PlexItem]) -> Iterator[Node]:
    """The burst of a refresh, with many items in a frame: each ends like a new one.

    Every other frame writes the ids as numbers.
    """
    for number, batch in enumerate(batched(items, IN_A_FRAME, strict=False)):
        entries = [_entry(item, PROCESSED) for item in batch]
        if number % 2:
            entries = [entry | {"itemID": int(entry["itemID"])} for entry in entries]
        yield _timeline(*entries)
        yield from chatter(batch[0])


def chatter(item: PlexItem) -> Iterator[Node]:
    """What comes in between and tells nothing of an item, though it may hold the item's key.

    The programme guide's entries, entries of no known type, and how far a scan is.
    """
    yield _timeline(
        _entry(item, PROCESSED) | {"identifier": GUIDE},
        _entry(item, PROCESSED) | {"type": UNKNOWN},
    )
    activity = {
        "uuid": "6e1a2f0c-5d0b-4c9a-9b1e-0d2f6f1c7a11",
        "type": "library.update.section",
        "cancellable": False,
        "userID": 1,
        "title": "Scanning",
        "subtitle": item.title,
        "progress": 50,
        "Context": {"librarySectionID": item.section},
    }
    notified = {"event": "updated", "uuid": activity["uuid"], "Activity": activity}
    yield {"type": "activity", "size": 1, "ActivityNotification": [notified]}
    done = {
        "title": "Library scan complete",
        "description": "",
        "notificationName": "LIBRARY_UPDATE",
    }
    yield {"type": "status", "size": 1, "StatusNotification": [done]}


def _timeline(*entries: Node) -> Node:
    return {"type": "timeline", "size": len(entries), "TimelineEntry": list(entries)}


def _entry(item: PlexItem, state: int, **rest: str | int) -> Node:
    """Plex writes the ids as strings and the type as a number."""
    return {
        "identifier": LIBRARY,
        "sectionID": item.section,
        "itemID": str(item.rating_key),
        "type": TYPES[item.media_type],
        "title": item.title,
        "state": state,
        "updatedAt": item.updated_at,
        **rest,
    }


def _part(show: PlexItem, kind: str, key: int, *, parent: int) -> Node:
    """A season or an episode that is done."""
    return _entry(show, PROCESSED) | {
        "itemID": str(key),
        "type": TYPES[kind],
        "parentItemID": str(parent),
        "rootItemID": str(show.rating_key),
    }
