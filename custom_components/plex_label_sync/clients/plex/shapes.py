"""What the Plex server's answers hold, as types, and how each is read from JSON.

The shapes are those of answers recorded of Plex Media Server 1.43. What is not as promised is a
`BadAnswerError`.
"""

from dataclasses import dataclass
from typing import Any

from msgspec import Raw, Struct, field

from ...core.guid import usable
from ...core.model import Item, MediaType
from ..decode import Body, FullText, Key, Whole, reader
from ..errors import BadAnswerError, OddShapeError
from ..rows import row_reader


@dataclass(frozen=True, slots=True)
class Identity:
    """Which server this is."""

    machine_identifier: str
    friendly_name: str
    version: str


@dataclass(frozen=True, slots=True)
class Section:
    """A library of movies or TV shows."""

    key: str
    title: str
    media_type: MediaType


@dataclass(frozen=True, slots=True)
class Choice:
    """A label that a section offers as a filter, in Plex's own spelling."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Found:
    """An item that was read by its key, with its labels in Plex's own spelling."""

    item: Item
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recent:
    """The newest items of a section, newest first; `total` is how many the section has."""

    items: tuple[Item, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: its rating keys, its items, and how many entries the whole list has.

    An item that cannot be read is among the keys alone.
    """

    keys: tuple[int, ...]
    items: tuple[Item, ...]
    total: int


class _Guid(Struct, gc=False):
    id: str = ""


class _Tag(Struct, gc=False):
    tag: Key


class _Keyed(Struct, gc=False):
    rating_key: Whole = field(name="ratingKey")


class _Entry(Struct, gc=False):
    rating_key: Whole = field(name="ratingKey")
    guid: str = ""
    guids: list[_Guid] = field(name="Guid", default_factory=list)
    title: str = ""
    added_at: Whole = field(name="addedAt", default=0)


class _FullEntry(_Entry, gc=False):
    type: Any = None
    section: Key | None = field(name="librarySectionID", default=None)
    labels: list[_Tag] = field(name="Label", default_factory=list)


class _Directory(Struct, gc=False):
    key: Key | None = None
    title: str | None = None
    type: Any = None


class _Choice(Struct, gc=False):
    key: Key
    title: Key


class _Root(Struct, gc=False):
    machine_identifier: FullText | None = field(name="machineIdentifier", default=None)
    friendly_name: str | None = field(name="friendlyName", default=None)
    version: str | None = None


class _Total(Struct, gc=False):
    total: Whole = field(name="totalSize")
    rows: Raw = field(name="Metadata", default=Raw(b"[]"))


class _Metadata(Struct, gc=False):
    section: Key | None = field(name="librarySectionID", default=None)
    rows: list[_FullEntry] = field(name="Metadata", default_factory=list)


class _Directories[T](Struct, gc=False):
    rows: list[T] = field(name="Directory", default_factory=list)


class _Answer[T](Struct, gc=False):
    """What every answer of Plex is wrapped in."""

    container: T = field(name="MediaContainer")


_read_root = reader(_Answer[_Root])
_read_total = reader(_Answer[_Total])
_read_metadata = reader(_Answer[_Metadata])
_read_directories = reader(_Answer[_Directories[_Directory]])
_read_choices = reader(_Answer[_Directories[_Choice]])
_read_entries = row_reader(_Entry, "a Plex library")
_read_keys = reader(list[_Keyed])
_read_key = reader(_Keyed)


def read_root(body: Body) -> _Root:
    """Read what tells which server this is."""
    return _read_root(body).container


def read_sections(body: Body) -> tuple[Section, ...]:
    """Read the libraries of movies and TV shows; all others are left out."""
    return tuple(
        Section(_required(directory.key, "key"), directory.title or "", MediaType(directory.type))
        for directory in _read_directories(body).container.rows
        if _is_media_type(directory.type)
    )


def read_choices(body: Body) -> tuple[Choice, ...]:
    """Read the labels that a library offers."""
    return tuple(
        Choice(str(choice.key), str(choice.title)) for choice in _read_choices(body).container.rows
    )


def read_page(body: Body, section: Section) -> Page:
    """Read a page of a library's items. All of them must have a rating key."""
    container = _read_total(body).container
    listed = _read_entries(container.rows)
    items = tuple(_item(entry, section.key, section.media_type) for entry in listed.rows)
    odd = tuple(_read_key(row).rating_key for row in listed.odd)
    return Page((*(item.rating_key for item in items), *odd), items, container.total)


def read_members(body: Body) -> frozenset[int]:
    """Read the rating keys of a list that must be whole."""
    container = _read_total(body).container
    keys = frozenset(row.rating_key for row in _read_keys(container.rows))
    if len(keys) != container.total:
        raise BadAnswerError(f"it listed {len(keys)} items of {container.total}")
    return keys


def read_total(body: Body) -> int:
    """Read how many entries a list has."""
    return _read_total(body).container.total


def read_found(body: Body) -> tuple[Found, ...]:
    """Read movies and TV shows in full; all else is left out.

    An entry names its section, or the container does for all.
    """
    container = _read_metadata(body).container
    return tuple(
        Found(
            _item(
                entry,
                _required(entry.section or container.section, "librarySectionID"),
                MediaType(entry.type),
            ),
            tuple(str(label.tag) for label in entry.labels),
        )
        for entry in container.rows
        if _is_media_type(entry.type)
    )


def _is_media_type(kind: object) -> bool:
    return isinstance(kind, str) and kind in set(MediaType)


def _required(value: str | int | None, name: str) -> str:
    if value is None:
        raise OddShapeError(f"its answer lacks {name!r}")
    return str(value)


def _item(entry: _Entry, section: str, media_type: MediaType) -> Item:
    return Item(
        rating_key=entry.rating_key,
        section=section,
        media_type=media_type,
        guid=entry.guid,
        guids=usable((entry.guid, *(other.id for other in entry.guids))),
        title=entry.title,
        added_at=entry.added_at,
    )
