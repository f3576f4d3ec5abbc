"""Reads Seerr's whole list of requests, page by page, though it may change meanwhile.

Where no order is asked for, requests come by number, the newest first (`server/routes/request.ts`
of Overseerr and Seerr): a new status moves none of them, a new request pushes the others down, a
deleted one lets those below it move up. So pages overlap: one that holds nothing of what was read
before may come after a gap.
"""

from collections.abc import Awaitable, Callable

from ..errors import IncompleteError
from ..rows import Listing
from .requests import Page, Request, Row, doubt_of

PAGE = 1_000
"""Rows asked for at a time. Each page makes Seerr ask its own Radarrs and Sonarrs, too."""

_OVERLAP = 10
_MOST_DETOURS = 5

type ReadPage = Callable[[int], Awaitable[Page]]
"""Gives the page that begins after so many rows. Raises a `ServiceError`."""


async def read_list(read: ReadPage) -> Listing[Request]:
    """Give all requests that are wishes, the newest first.

    Those that come or go while it is read may be missing from it, or be in it; no other is. Raises
    `BadAnswerError` when the list is not whole, else what `read` raises.
    """
    seen, skip, detours, at_end = _Seen(), 0, 0, False
    while True:
        page = await read(skip)
        joins = skip == 0 or seen.meets(page)
        new = seen.add(page) if joins else 0
        end = skip + page.size
        at_end = at_end or (joins and end >= page.total)
        if joins and at_end and len(seen) >= page.total:
            return seen.listing
        if joins and not new and (skip == 0 or not at_end):
            raise IncompleteError(f"it listed {len(seen)} of {page.total} requests")
        if joins and not at_end:
            skip = end - min(_OVERLAP, page.size - 1)
            continue
        # Some went, so that there may be a gap before this page; or some came at the beginning.
        detours += 1
        if detours > _MOST_DETOURS:
            raise IncompleteError("its list changes faster than it can be read")
        skip = 0 if joins else max(0, skip - PAGE // 2)


class _Seen:
    """The rows that were read, each once; odd ones are told apart by what they say."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}
        self._odd: set[bytes] = set()

    def __len__(self) -> int:
        return len(self._rows) + len(self._odd)

    def meets(self, page: Page) -> bool:
        """Whether any row of a page was read before."""
        return not self._odd.isdisjoint(page.odd) or any(row.id in self._rows for row in page.rows)

    def add(self, page: Page) -> int:
        """Add what a page says; gives how many of its rows are new."""
        before = len(self)
        self._rows.update((row.id, row) for row in page.rows)
        self._odd.update(page.odd)
        return len(self) - before

    @property
    def listing(self) -> Listing[Request]:
        """All requests that are wishes, the newest first.

        What is odd are rows that could not be read, and wishes that have lost media or requester.
        """
        rows = sorted(self._rows.values(), key=lambda row: row.id, reverse=True)
        odd = len(self._odd) + sum(row.lost for row in rows)
        doubts = tuple(doubt for row in sorted(self._odd) if (doubt := doubt_of(row)))
        wishes = tuple(row.request for row in rows if row.request)
        return Listing(wishes, odd, doubts if odd else None)
