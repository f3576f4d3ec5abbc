"""Posters that were asked for lately, within bounds; each server is asked by a few at a time."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from time import monotonic

from msgspec import Struct

from ..clients.errors import NotFoundError, ServiceError, SilentError
from ..clients.images import Image

MOST = 500
"""The most posters that are kept."""

MOST_BYTES = 32 * 1024 * 1024
"""The most bytes that they take together."""

SECONDS = 20.0
"""How long somebody waits for a poster at most."""

_FRESH = 3600.0
_FAILED = 60.0
"""How long a poster stands, and how long one that could not be had is not asked for again."""

_AT_ONCE = 6

type Ask = Callable[[], Awaitable[Image | None]]
"""Asks for a poster; None where there is none. Raises a `ServiceError`."""


class _Kept(Struct, frozen=True):
    found: Image | ServiceError
    until: float

    @property
    def size(self) -> int:
        return len(self.found.content) if isinstance(self.found, Image) else 0


class Posters:
    """Gives posters by any key, and asks for those alone that it has not."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._size = 0
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def get(self, key: str, ask: Ask) -> Image:
        """Give a poster. Raises `NotFoundError` where there is none, else a `ServiceError`."""
        kept = self._fresh(key)
        if kept is None:
            async with self._slots:
                # Somebody else may have asked for it while this waited.
                kept = self._fresh(key) or await self._asked(ask)
                self._keep(key, kept)
        if isinstance(kept.found, ServiceError):
            raise kept.found
        return kept.found

    def _fresh(self, key: str) -> _Kept | None:
        kept = self._kept.get(key)
        if kept is None or kept.until < monotonic():
            return None
        self._kept.move_to_end(key)
        return kept

    async def _asked(self, ask: Ask) -> _Kept:
        found: Image | ServiceError
        try:
            async with asyncio.timeout(SECONDS):
                found = await ask() or NotFoundError("there is no poster")
        except TimeoutError:
            found = SilentError("the poster did not come in time")
        except ServiceError as err:
            found = err
        stands = _FRESH if isinstance(found, Image) else _FAILED
        return _Kept(found, monotonic() + stands)

    def _keep(self, key: str, kept: _Kept) -> None:
        """Keep a poster; those that nobody asked for the longest go, as far as it takes."""
        self._drop(key)
        self._kept[key] = kept
        self._size += kept.size
        while len(self._kept) > MOST or (self._size > MOST_BYTES and len(self._kept) > 1):
            self._drop(next(iter(self._kept)))

    def _drop(self, key: str) -> None:
        if kept := self._kept.pop(key, None):
            self._size -= kept.size
