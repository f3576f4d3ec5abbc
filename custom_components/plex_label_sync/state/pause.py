"""A pause of all databases, as for a backup: nothing is written to any file, also by who opens one.

It belongs to nobody's database: entries come and go while it lasts.
"""

import asyncio
from contextlib import suppress
from math import inf
from time import monotonic
from typing import Protocol

LONGEST_PAUSE = 3600.0
"""Seconds after which a pause that nobody ends is over: a backup may have died."""


class Settling(Protocol):
    """A database that is open, or that is being opened."""

    async def settle(self) -> None:
        """Let what is being written be written; the files can be copied then."""


class Pause:
    """Whether a pause lasts, and who is to wait for its end."""

    def __init__(self) -> None:
        self._databases: set[Settling] = set()
        self._waiting = asyncio.Event()
        self._latest = -inf

    @property
    def lasts(self) -> bool:
        """Whether nothing may be written now."""
        return monotonic() < self._latest

    async def begin(self) -> None:
        """Let no write begin until `end`, or for an hour at most; on return none is under way."""
        self._latest = monotonic() + LONGEST_PAUSE
        await asyncio.gather(*(database.settle() for database in self._databases))

    def end(self) -> None:
        """Let the writes go on that wait, and all that come."""
        self._latest = -inf
        self.wake()

    def wake(self) -> None:
        """Let who waits see whether there is still anything to wait for."""
        waiting, self._waiting = self._waiting, asyncio.Event()
        waiting.set()

    async def until_woken(self) -> None:
        """Wait for a while, at most as long as the pause: it may last on."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._latest - monotonic()):
                await self._waiting.wait()

    async def until_over(self) -> None:
        """Wait until nothing keeps anybody from writing."""
        while self.lasts:
            await self.until_woken()

    def join(self, database: Settling) -> None:
        """Count in a database that is about to be opened."""
        self._databases.add(database)

    def leave(self, database: Settling) -> None:
        """Count out a database that is closed."""
        self._databases.discard(database)
