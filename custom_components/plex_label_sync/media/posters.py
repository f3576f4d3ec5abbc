"""Posters that were asked for lately, within bounds, and given up in time.

How many a server is asked for at a time is up to its client (see `Caller.low_priority`).
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from time import monotonic
from weakref import WeakValueDictionary

from msgspec import Struct

from ..clients.errors import BusyError, NotFoundError, ServiceError, SilentError
from ..clients.images import Image

MOST = 500
"""The most posters that are kept."""

MOST_BYTES = 32 * 1024 * 1024
"""The most bytes that they take together."""

SECONDS = 20.0
"""How long somebody waits for a poster at most, until there is a place for it included."""

_FRESH = 3600.0
_FAILED = 60.0
"""How long a poster stands, and how long one that could not be had is not asked for again."""

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
        self._asking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def get(self, key: str, ask: Ask) -> Image:
        """Give a poster. Raises `NotFoundError` where there is none, else a `ServiceError`."""
        kept = self._fresh(key) or await self._asked(key, ask)
        if isinstance(kept.found, ServiceError):
            raise kept.found
        return kept.found

    def _fresh(self, key: str) -> _Kept | None:
        kept = self._kept.get(key)
        if kept is None or kept.until < monotonic():
            return None
        self._kept.move_to_end(key)
        return kept

    async def _asked(self, key: str, ask: Ask) -> _Kept:
        asking = self._asking.setdefault(key, asyncio.Lock())
        try:
            async with asyncio.timeout(SECONDS), asking:
                # Somebody else may have asked for it while this waited.
                return self._fresh(key) or self._keep(key, await _answer(ask))
        except TimeoutError:
            return self._keep(key, SilentError("the poster did not come in time"))

    def _keep(self, key: str, found: Image | ServiceError) -> _Kept:
        """Keep a poster; those that nobody asked for the longest go, as far as it takes."""
        self._drop(key)
        kept = self._kept[key] = _Kept(found, monotonic() + _stands(found))
        self._size += kept.size
        while len(self._kept) > MOST or (self._size > MOST_BYTES and len(self._kept) > 1):
            self._drop(next(iter(self._kept)))
        return kept

    def _drop(self, key: str) -> None:
        if kept := self._kept.pop(key, None):
            self._size -= kept.size


async def _answer(ask: Ask) -> Image | ServiceError:
    try:
        return await ask() or NotFoundError("there is no poster")
    except ServiceError as err:
        return err


def _stands(found: Image | ServiceError) -> float:
    """Give for how long: one who is busy may ask for more peace than others get."""
    if isinstance(found, Image):
        return _FRESH
    wanted = found.retry_after if isinstance(found, BusyError) else None
    return max(_FAILED, min(wanted or 0.0, _FRESH))
