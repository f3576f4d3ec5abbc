"""What Plex Discover's answers hold about titles, and how each is read from JSON.

Nothing of it is documented; the shapes are those that Seerr and plexapi read. What is not as
promised is a `BadAnswerError`; an entry that is not is counted beside the others.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import Raw, Struct, field

from ...core.guid import usable
from ...core.model import NO_GUIDS, Doubt, Guids, MediaType, Title, packed
from ..decode import Body, FullText, Key, Whole, reader, year_of
from ..errors import BadAnswerError
from ..plex_api import Answer, Entries
from ..rows import Listing, Rows, row_reader


class OwnPage(Struct, frozen=True):
    """A page of the own watchlist; `total` and `size` are the entries of the list and of the page.

    Entries that are neither movie nor TV show are among these, and not among the titles.
    """

    total: int
    size: int
    titles: Listing[Title]


class Entry(Struct, frozen=True, gc=False):
    """An entry of a list: the last part of its plex guid, its type, its name and its year."""

    key: str | int
    type: str
    name: str | None
    year: int = 0


class Catalogued(Struct, frozen=True, gc=False):
    """What Plex's catalogue adds to a plex guid: other catalogues' ids, and the year or 0."""

    guids: Guids = NO_GUIDS
    year: int = 0


class _OwnPage(Struct, gc=False):
    total: Whole = field(name="totalSize")
    rows: Raw = field(name="Metadata", default=Raw(b"[]"))


class _Wish(Struct, gc=False):
    key: Key = field(name="ratingKey")
    type: FullText
    title: str | None = None
    year: Any = None


class _OddWish(Struct, gc=False):
    key: Key = field(name="ratingKey")


class _Guid(Struct, gc=False):
    id: Any = None


class _Catalogued(Struct, gc=False):
    guids: Raw = field(name="Guid", default=Raw(b"[]"))
    year: Any = None


class _Pictured(Struct, gc=False):
    thumb: str | None = None


class _Titles(Struct, gc=False):
    rows: Raw = field(name="Metadata", default=Raw(b"[]"))


_read_own_page = reader(Answer[_OwnPage])
_read_wishes = row_reader(_Wish, "the own watchlist")
_read_odd_wish = reader(_OddWish)
_read_catalogued = reader(Answer[Entries[_Catalogued]])
_read_titles = reader(Answer[_Titles])
_read_pictured = reader(Answer[Entries[_Pictured]])
_read_guids = row_reader(_Guid, "a title's ids")


def read_own_page(body: Body) -> OwnPage:
    """Read a page of the own watchlist."""
    container = _read_own_page(body).container
    listed = _read_wishes(container.rows)
    doubts = (_doubt(row) for row in listed.odd)
    size = len(listed.rows) + len(listed.odd)
    return OwnPage(container.total, size, titles(_entries(listed), doubts))


def read_catalogued(body: Body) -> Catalogued:
    """Read a title's other ids and its year; what of these cannot be read is none."""
    rows = _read_catalogued(body).container.rows
    guids = usable(
        guid.id for row in rows for guid in _read_guids(row.guids).rows if isinstance(guid.id, str)
    )
    return Catalogued(guids, next((year for row in rows if (year := year_of(row.year))), 0))


def read_poster_address(body: Body) -> str:
    """Read where a title's poster is; empty where it has none."""
    return next((row.thumb for row in _read_pictured(body).container.rows if row.thumb), "")


def read_title(body: Body) -> Title | None:
    """Read the movie or TV show of which all is told; None where it is anything else."""
    listed = _read_wishes(_read_titles(body).container.rows)
    return next(iter(titles(_entries(listed), ()).entries), None)


def titles(entries: Rows[Entry], doubts: Iterable[Doubt]) -> Listing[Title]:
    """Give the movies and TV shows among entries: their ids, types and names."""
    found = (
        Title(
            MediaType(kind), packed(usable((_guid(kind, entry.key),))), entry.name or "", entry.year
        )
        for kind, entry in ((entry.type.lower(), entry) for entry in entries.rows)
        if kind in set(MediaType)
    )
    return Listing(tuple(found), len(entries.odd), tuple(doubts) if entries.odd else None)


def doubt_of(key: str | int) -> Doubt:
    """Give the doubt about an entry of which only that last part of its guid could be read."""
    return Doubt(guids=usable(_guid(kind, key) for kind in MediaType))


def _entries(listed: Rows[_Wish]) -> Rows[Entry]:
    rows = (Entry(row.key, row.type, row.title, year_of(row.year)) for row in listed.rows)
    return Rows(tuple(rows), listed.odd)


def _doubt(row: bytes) -> Doubt:
    try:
        return doubt_of(_read_odd_wish(row).key)
    except BadAnswerError:
        return Doubt()


def _guid(kind: str, key: str | int) -> str:
    return f"plex://{kind}/{key}"
