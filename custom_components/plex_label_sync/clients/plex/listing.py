"""A library's list, read whole, page by page."""

from asyncio import Lock, Semaphore
from collections.abc import Awaitable, Callable
from copy import replace

from msgspec import Struct

from ...core.model import Item
from ..errors import IncompleteError
from ..together import together
from .shapes import Page

PAGE = 500
"""The most items on a page."""

_TRIES = 3

type Take = Callable[[tuple[Item, ...]], Awaitable[None]]
type Ask = Callable[[int, int], Awaitable[Page]]


class _ChangedError(Exception):
    """The pages do not make up one list."""


class Listed(Struct, frozen=True):
    """All rating keys of a list; `odd` entries could not be read, and `keyless` ones have none."""

    keys: frozenset[int]
    odd: int = 0
    keyless: int = 0


async def list_pages(ask: Ask, take: Take, *, at_once: int) -> Listed:
    """Give all rating keys of a list; `take` gets the items of each page as it arrives.

    `ask` gives the page that starts there, of a size at most. No more than `at_once` pages are
    asked for or held, and they are taken one by one. A list that changes meanwhile is read again at
    once, three times in all, so that `take` may get items again; then `BadAnswerError` is raised.
    """
    listing = _Listing(ask, take, at_once)
    for _ in range(_TRIES - 1):
        try:
            return await listing.read()
        except _ChangedError:
            continue
    try:
        return await listing.read()
    except _ChangedError as err:
        raise IncompleteError(str(err)) from err


class _Listing:
    def __init__(self, ask: Ask, take: Take, at_once: int) -> None:
        self._ask = ask
        self._take = take
        self._slots = Semaphore(at_once)
        self._taking = Lock()
        self._odd = 0

    async def read(self) -> Listed:
        """Read all pages; how many entries the first one has tells where the others start."""
        self._odd = 0
        first = await self._page(0, None)
        total, stride = first.total, first.entries or PAGE
        rest = await together(self._page(start, total) for start in range(stride, total, stride))
        keys = frozenset(first.keys).union(*(page.keys for page in rest))
        keyless = first.keyless + sum(page.keyless for page in rest)
        if len(keys) + keyless != total:
            raise _ChangedError(f"it listed {len(keys) + keyless} items of {total}")
        return Listed(keys, self._odd, keyless)

    async def _page(self, start: int, total: int | None) -> Page:
        async with self._slots:
            page = await self._ask(start, PAGE)
            if total is not None and page.total != total:
                raise _ChangedError("its list changed while it was read")
            async with self._taking:
                await self._take(page.items)
            self._odd += page.entries - len(page.items)
            return replace(page, items=())
