"""What Radarr's and Sonarr's answers hold, as types, and how each is read from JSON.

The shapes are those of their OpenAPI (v3). What is not as promised is a `BadAnswerError`.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct, field

from ...core.guid import external
from ...core.model import MediaType, Title, packed
from ..decode import Body, FullText, Read, Whole, reader, year_of
from ..errors import BadAnswerError
from ..rows import row_reader
from .kind import ArrKind


class Status(Struct, frozen=True):
    """Which instance this is. `started` tells a restart, after which ids may be others."""

    app: str
    name: str
    version: str
    started: str


class Tag(Struct, frozen=True, gc=False):
    """A tag and the instance's own ids of the titles that carry it."""

    label: str
    members: tuple[int, ...]


class OddTag(Struct, frozen=True, gc=False):
    """What could be read of a tag that is not as promised: its label, its members, or neither."""

    label: str | None = None
    members: tuple[int, ...] | None = None


class ListedTag(Struct, frozen=True, gc=False):
    """A tag as it is listed without its members."""

    id: Whole
    label: FullText


class ArrTitle(Struct, frozen=True, gc=False):
    """A title of the instance, and whether it has imported something of it."""

    title: Title
    has_file: bool


class Tags(Struct, frozen=True):
    """All tags; `odd` are those that could not be read.

    `members` are the titles that carry each, by the instance's own ids.
    """

    tags: tuple[Tag, ...]
    odd: tuple[OddTag, ...] = ()
    members: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


class Event(Struct, frozen=True):
    """Something that happened to a title."""

    type: str
    date: datetime


class _Statistics(Struct, gc=False, rename="camel"):
    episode_file_count: Whole = 0


class Row(Struct, gc=False, rename="camel"):
    """A movie or a series as it is listed. There are many, and few are wanted."""

    id: Whole
    title: str | None = None
    year: Any = None
    imdb_id: str | None = None
    tmdb_id: Whole | None = None
    tvdb_id: Whole | None = None
    has_file: bool = False
    statistics: _Statistics | None = None


class TaggedRow(Row, gc=False, rename="camel"):
    """A movie or a series with the ids of its tags."""

    tags: tuple[Whole, ...] = ()


class _Keyed(Struct, gc=False):
    id: Whole


class _Status(Struct, gc=False, rename="camel"):
    app_name: FullText
    instance_name: str | None = None
    version: str | None = None
    start_time: str | None = None


class _MovieTag(Struct, gc=False, rename="camel"):
    label: FullText
    movie_ids: tuple[Whole, ...]
    id: Any = None


class _SeriesTag(Struct, gc=False, rename="camel"):
    label: FullText
    series_ids: tuple[Whole, ...]
    id: Any = None


class _OddLabel(Struct, gc=False):
    label: FullText


class _OddMovieTag(Struct, gc=False, rename={"members": "movieIds"}):
    members: tuple[Whole, ...]


class _OddSeriesTag(Struct, gc=False, rename={"members": "seriesIds"}):
    members: tuple[Whole, ...]


class _Event(Struct, gc=False, rename="camel"):
    date: datetime
    event_type: str = ""


_read_status = reader(_Status)
_read_movie_tags = row_reader(_MovieTag, "tags")
_read_series_tags = row_reader(_SeriesTag, "tags")
_read_events = row_reader(_Event, "history")
_read_key = reader(_Keyed)
_read_odd_label = reader(_OddLabel)
_read_odd_movie_tag = reader(_OddMovieTag)
_read_odd_series_tag = reader(_OddSeriesTag)

read_row = reader(TaggedRow)
read_rows = row_reader(Row, "titles")
read_tagged_rows = row_reader(TaggedRow, "titles with tags")
read_tag_names = row_reader(ListedTag, "names of tags")


def read_status(body: Body) -> Status:
    """Read which instance this is."""
    status = _read_status(body)
    return Status(
        app=status.app_name,
        name=status.instance_name or status.app_name,
        version=status.version or "",
        started=status.start_time or "",
    )


def _read_radarrs_tags(body: Body) -> Tags:
    listed = _read_movie_tags(body)
    odd = (_odd_tag(row, _read_odd_movie_tag) for row in listed.odd)
    members = {row.id: row.movie_ids for row in listed.rows if type(row.id) is int}
    return Tags(tuple(Tag(row.label, row.movie_ids) for row in listed.rows), tuple(odd), members)


def _read_sonarrs_tags(body: Body) -> Tags:
    listed = _read_series_tags(body)
    odd = (_odd_tag(row, _read_odd_series_tag) for row in listed.odd)
    members = {row.id: row.series_ids for row in listed.rows if type(row.id) is int}
    return Tags(tuple(Tag(row.label, row.series_ids) for row in listed.rows), tuple(odd), members)


read_tags: dict[ArrKind, Read[Tags]] = {
    ArrKind.RADARR: _read_radarrs_tags,
    ArrKind.SONARR: _read_sonarrs_tags,
}
"""Reads all tags with their members."""


def _odd_tag(row: bytes, read: Read[_OddMovieTag] | Read[_OddSeriesTag]) -> OddTag:
    label: str | None = None
    members: tuple[int, ...] | None = None
    with suppress(BadAnswerError):
        label = _read_odd_label(row).label
    with suppress(BadAnswerError):
        members = read(row).members
    return OddTag(label, members)


def read_events(body: Body) -> tuple[Event, ...]:
    """Read what happened; times without a zone are UTC. What is odd proves nothing."""
    return tuple(
        Event(row.event_type, row.date if row.date.tzinfo else row.date.replace(tzinfo=UTC))
        for row in _read_events(body).rows
    )


def row_id(row: bytes) -> int | None:
    """Give the id of an odd row, if that at least can be read."""
    with suppress(BadAnswerError):
        return _read_key(row).id
    return None


def title_of(row: Row, kind: ArrKind) -> ArrTitle:
    """Give the title of a row."""
    media_type = MediaType.MOVIE if kind is ArrKind.RADARR else MediaType.SHOW
    guids = external(imdb=row.imdb_id, tmdb=row.tmdb_id, tvdb=row.tvdb_id)
    files = row.statistics.episode_file_count if row.statistics else 0
    title = Title(media_type, packed(guids), row.title or "", year_of(row.year))
    return ArrTitle(title, row.has_file or files > 0)
