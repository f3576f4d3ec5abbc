"""Listens to Plex for ever, and notes which items to look at once each has come to rest."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from datetime import datetime

import aiohttp

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..clients.errors import AuthError, ServiceError
from ..clients.http import Refused
from ..clients.plex.events import Stage, Touch, listen
from ..const import LOGGER
from ..core.pauses import pause_after
from ..core.work import WorkKind
from .notes import Notes

_QUIET = 0.3
"""Seconds after which an item is looked at that Plex says is ready, or gone."""

_UNDER_WAY = 10.0
"""Seconds after which an item is looked at of which Plex says no more."""

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 300.0
"""Seconds between tries to connect: the pause doubles each time."""

_STEADY = 60.0
"""Seconds after which a connection was a good one, so that the next pause is a short one."""


class PlexEvents:
    """Keeps one connection to Plex's notifications; `on_change` is told when it comes or goes.

    `count` counts what Plex told of items, `last` is when it did last. `refused` is told whenever
    the token is rejected.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        session: aiohttp.ClientSession,
        url: str,
        token: str,
        *,
        prove: Callable[[], Awaitable[None]],
        notes: Notes,
        may_follow: Callable[[], bool],
        on_change: Callable[[bool], None],
        refused: Refused,
    ) -> None:
        """`prove` raises a `ServiceError` unless it is this server that would get the token.

        While labels may not follow, nothing is noted: a look at all is, once they may.
        """
        self._hass = hass
        self._session = session
        self._url = url
        self._token = token
        self._prove = prove
        self._notes = notes
        self._may_follow = may_follow
        self._on_change = on_change
        self._refused = refused
        self._complained = False
        self._opened = 0.0
        self.count = 0
        self.last: datetime | None = None

    async def run(self) -> None:
        """Listen until cancelled; a connection that ends is opened anew after a growing pause."""
        losses = 0
        while True:
            self._opened = 0.0
            try:
                await self._listen()
            except ServiceError as err:
                self._lost(err)
            if self._opened and self._hass.loop.time() - self._opened > _STEADY:
                losses = 0
            losses += 1
            pause = pause_after(losses, first=_FIRST_PAUSE, longest=_LONGEST_PAUSE)
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        await self._prove()
        events = listen(self._session, self._url, self._token, connected=self._connected)
        async with aclosing(events) as frames:
            async for touches in frames:
                self._take(touches)

    @callback
    def _connected(self) -> None:
        if self._complained:
            LOGGER.info("Receiving events from Plex again")
        self._opened = self._hass.loop.time()
        self._complained = False
        self._on_change(True)

    @callback
    def _lost(self, err: ServiceError) -> None:
        """Say so once, not for each try in vain."""
        if not self._complained:
            LOGGER.warning("Cannot receive events from Plex, trying again: %s", err.plain)
        self._complained = True
        self._on_change(False)
        if isinstance(err, AuthError):
            self._refused(err)

    @callback
    def _take(self, touches: tuple[Touch, ...]) -> None:
        self.count += len(touches)
        self.last = dt_util.utcnow()
        for touch in touches if self._may_follow() else ():
            # Only a flag that is set once and for all can be merged with what is noted already.
            about = {
                flag: True
                for flag, is_set in (
                    ("whole", not touch.of_part),
                    ("deleted", touch.stage is Stage.DELETED),
                )
                if is_set
            }
            wait = _UNDER_WAY if touch.stage is Stage.UNDER_WAY else _QUIET
            self._notes.note(WorkKind.ITEM, str(touch.rating_key), about, wait=wait)
