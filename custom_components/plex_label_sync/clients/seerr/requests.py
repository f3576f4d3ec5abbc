"""Seerr's answers about requests, taken apart: a page of their list, and how many there are.

Facts are from seerr-team/seerr's `server/constants/media.ts`, `server/entity` and
`server/routes/request.ts`.
"""

from contextlib import suppress

from msgspec import Struct

from ...core.guid import external
from ...core.model import Doubt, Guids, MediaType, Title, packed
from ..decode import Body, FullText, Read, Whole, reader
from ..errors import BadAnswerError
from ..rows import row_reader
from .pages import read_list_page
from .users import SeerrUser, UserRow

# Every other request is a wish: pending (1), approved (2), completed (5), and failed (4), which is
# what Radarr or Sonarr did not take.
_DECLINED = 3
_MEDIA_TYPES = {"movie": MediaType.MOVIE, "tv": MediaType.SHOW}


class Request(Struct, frozen=True, gc=False):
    """A title that a user wants. Seerr gives its ids and no name."""

    id: int
    title: Title
    user: SeerrUser


class Row(Struct, frozen=True, gc=False):
    """A request as listed; `request` is None when it is nobody's wish.

    `lost`: it would be a wish, but has lost its media or its requester, as recorded of Seerr 3.1.
    """

    id: int
    request: Request | None
    lost: bool = False


class Page(Struct, frozen=True):
    """One page of the list; `total` is how many requests the whole list has.

    `odd` are the rows that could not be read, as they came.
    """

    total: int
    rows: tuple[Row, ...]
    odd: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        """How many rows the page has."""
        return len(self.rows) + len(self.odd)


class Counts(Struct, frozen=True, gc=False):
    """How many requests there are, by kind and by status; of failed ones `total` alone tells.

    Requests of media on the blocklist are counted, though they are not listed. `processing` and
    `available` are the approved ones whose media is not, or is, available.
    """

    total: Whole
    movie: Whole = 0
    tv: Whole = 0
    pending: Whole = 0
    approved: Whole = 0
    declined: Whole = 0
    processing: Whole = 0
    available: Whole = 0
    completed: Whole = 0


class _Media(Struct, gc=False, rename="camel"):
    media_type: FullText
    imdb_id: str | None = None
    tmdb_id: Whole | None = None
    tvdb_id: Whole | None = None


class _Row(Struct, gc=False, rename="camel"):
    id: Whole
    status: Whole
    media: _Media | None = None
    requested_by: UserRow | None = None


class _OddStatus(Struct, gc=False):
    status: Whole


class _OddMedia(Struct, gc=False):
    media: _Media


class _OddUser(Struct, gc=False, rename="camel"):
    requested_by: UserRow


read_counts = reader(Counts)
_read_rows = row_reader(_Row, "requests")
_read_status = reader(_OddStatus)
_read_media = reader(_OddMedia)
_read_user = reader(_OddUser)


def read_page(body: Body) -> Page:
    """Read a page of the list. Raises `BadAnswerError`."""
    page = read_list_page(body)
    listed = _read_rows(page.results)
    return Page(page.total, tuple(map(_row, listed.rows)), listed.odd)


def _row(row: _Row) -> Row:
    is_wish = row.status != _DECLINED
    lost = is_wish and (row.media is None or row.requested_by is None)
    return Row(row.id, _request(row) if is_wish else None, lost)


def doubt_of(row: bytes) -> Doubt | None:
    """Give which wishes a row may be that could not be read; None if it is nobody's.

    The subject of a doubt is the number of a user.
    """
    status, media, user = (
        _part(row, _read_status),
        _part(row, _read_media),
        _part(row, _read_user),
    )
    if status and status.status == _DECLINED:
        return None
    guids = _guids(media.media) if media else None
    return Doubt(str(user.requested_by.id) if user else None, guids)


def _part[T](row: bytes, read: Read[T]) -> T | None:
    with suppress(BadAnswerError):
        return read(row)
    return None


def _request(row: _Row) -> Request | None:
    """Read a request.

    What is neither movie nor TV show is none, as forks with music have it; nor is what has lost its
    media or its requester, as recorded of Seerr 3.1.
    """
    media, user = row.media, row.requested_by
    kind = _MEDIA_TYPES.get(media.media_type) if media else None
    if media is None or user is None or kind is None:
        return None
    return Request(row.id, Title(kind, packed(_guids(media)), ""), user.user)


def _guids(media: _Media) -> Guids:
    return external(imdb=media.imdb_id, tmdb=media.tmdb_id, tvdb=media.tvdb_id)
