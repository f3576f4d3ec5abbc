"""Listens to Plex for ever, and passes on which items to look at once each has come to rest."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from datetime import datetime

import aiohttp

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..clients.errors import AuthError, ServiceError
from ..clients.http import Refused
from ..clients.plex.events import Stage, Touch, listen
from ..const import LOGGER
from ..core.model import MediaType
from ..sync.scope import News
from .follower import Follower

_QUIET = 0.3
"""Seconds after which an item is looked at that Plex says is ready, or gone."""

_UNDER_WAY = 10.0
"""Seconds after which an item is looked at of which Plex says no more."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 300.0
"""Seconds between tries to connect: the pause doubles each time."""

_STEADY = 60.0
"""Seconds after which a connection was a good one, so that the next pause is a short one."""


class PlexWatch:
    """Keeps one connection to Plex's notifications; `on_change` is told when it comes or goes.

    `heard` counts what Plex told of items, `last_heard` is when it did last. `refused` is told
    whenever the token is rejected.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        session: aiohttp.ClientSession,
        url: str,
        token: str,
        *,
        follower: Follower,
        knows: Callable[[int], bool],
        on_change: Callable[[bool], None],
        refused: Refused,
    ) -> None:
        """`knows` tells whether an item is known already, as the series of a new episode is."""
        self._hass = hass
        self._session = session
        self._url = url
        self._token = token
        self._follower = follower
        self._knows = knows
        self._on_change = on_change
        self._refused = refused
        self._due: dict[int, float] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._complained = False
        self.heard = 0
        self.last_heard: datetime | None = None

    async def run(self) -> None:
        """Listen until cancelled; a connection that ends is opened anew after a growing pause."""
        try:
            pause = _FIRST_PAUSE
            while True:
                began = self._hass.loop.time()
                try:
                    await self._listen()
                except ServiceError as err:
                    self._lost(err)
                if self._hass.loop.time() - began > _STEADY:
                    pause = _FIRST_PAUSE
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
        finally:
            if self._timer:
                self._timer.cancel()

    async def _listen(self) -> None:
        heard = listen(self._session, self._url, self._token, connected=self._connected)
        async with aclosing(heard) as frames:
            async for touches in frames:
                self._take(touches)

    @callback
    def _connected(self) -> None:
        """Catch up on what happened while nobody listened."""
        if self._complained:
            LOGGER.info("Plex can be heard again")
        self._complained = False
        self._on_change(True)
        self._follower.hear(News(seek=frozenset(MediaType)))

    @callback
    def _lost(self, err: ServiceError) -> None:
        """Say so once, not for each try in vain."""
        if not self._complained:
            LOGGER.warning("Plex cannot be heard, and is tried again until it can: %s", err.plain)
        self._complained = True
        self._on_change(False)
        if isinstance(err, AuthError):
            self._refused(err)

    @callback
    def _take(self, touches: tuple[Touch, ...]) -> None:
        now = self._hass.loop.time()
        self.heard += len(touches)
        self.last_heard = dt_util.utcnow()
        for touch in touches:
            if touch.of_part and self._knows(touch.rating_key):
                continue
            due = now + (_UNDER_WAY if touch.stage is Stage.UNDER_WAY else _QUIET)
            self._due[touch.rating_key] = min(due, self._due.get(touch.rating_key, due))
        self._schedule()

    @callback
    def _schedule(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._due:
            self._timer = self._hass.loop.call_at(min(self._due.values()), self._pass_on)

    @callback
    def _pass_on(self) -> None:
        self._timer = None
        now = self._hass.loop.time()
        ready = frozenset(key for key, due in self._due.items() if due <= now)
        for key in ready:
            del self._due[key]
        if ready:
            self._follower.hear(News(keys=ready))
        self._schedule()
