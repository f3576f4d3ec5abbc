"""Seerr's list of requests, taken apart.

Facts are from seerr-team/seerr's `server/constants/media.ts`, `server/entity` and
`server/routes/request.ts`.
"""

from dataclasses import dataclass

from msgspec import Raw, Struct

from ...core.guid import external
from ...core.model import MediaType, Title
from ..decode import Body, FullText, Whole, reader
from ..rows import row_reader
from .users import SeerrUser, UserRow

# Pending, approved and completed; declined (3) and failed (4) requests are no wishes.
_WISHES = frozenset({1, 2, 5})
_MEDIA_TYPES = {"movie": MediaType.MOVIE, "tv": MediaType.SHOW}


class Request(Struct, frozen=True, gc=False):
    """A title that a user wants. Seerr gives its ids and no name."""

    id: int
    title: Title
    user: SeerrUser


class Row(Struct, frozen=True, gc=False):
    """A request as listed; `request` is None when it is nobody's wish."""

    id: int
    modified: str
    request: Request | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `total` is how many requests the whole list has.

    `odd` is how many rows the page has besides, which could not be read.
    """

    total: int
    rows: tuple[Row, ...]
    odd: int


class _Media(Struct, gc=False, rename="camel"):
    media_type: FullText
    imdb_id: str | None = None
    tmdb_id: Whole | None = None
    tvdb_id: Whole | None = None


class _Row(Struct, gc=False, rename="camel"):
    id: Whole
    status: Whole
    updated_at: str | None = None
    media: _Media | None = None
    requested_by: UserRow | None = None


class _PageInfo(Struct, gc=False):
    results: Whole


class _Page(Struct, gc=False, rename="camel"):
    page_info: _PageInfo
    results: Raw


_read_page = reader(_Page)
_read_rows = row_reader(_Row, "requests")


def read_page(body: Body) -> Page:
    """Read a page of the list. Raises `BadAnswerError`."""
    page = _read_page(body)
    listed = _read_rows(page.results)
    return Page(page.page_info.results, tuple(map(_row, listed.rows)), len(listed.odd))


def _row(row: _Row) -> Row:
    return Row(row.id, row.updated_at or "", _request(row) if row.status in _WISHES else None)


def _request(row: _Row) -> Request | None:
    """Read a request.

    What is neither movie nor TV show is none, as forks with music have it; nor is what has lost its
    media or its requester, as recorded of Seerr 3.1.
    """
    media, user = row.media, row.requested_by
    kind = _MEDIA_TYPES.get(media.media_type) if media else None
    if media is None or user is None or kind is None:
        return None
    guids = external(imdb=media.imdb_id or "", tmdb=media.tmdb_id or 0, tvdb=media.tvdb_id or 0)
    return Request(row.id, Title(kind, guids, ""), user.user)
