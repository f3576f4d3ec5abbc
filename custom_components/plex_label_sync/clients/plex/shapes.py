"""What the Plex server's answers hold, as types, and how each is read from JSON.

The shapes are those of answers recorded of Plex Media Server 1.43. What is not as promised is a
`BadAnswerError`; an entry of a list that is not is left out and counted.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Annotated, Any

from msgspec import Meta, Raw, Struct, field

from ...core.guid import usable
from ...core.model import Item, MediaType, packed
from ..decode import Body, FullText, Key, Whole, reader, year_of
from ..errors import BadAnswerError, IncompleteError
from ..plex_api import Answer
from ..rows import Listing, row_reader

SectionKey = Annotated[str, Meta(pattern=r"\A[0-9]+\Z")] | Annotated[int, Meta(ge=0)]
"""A library's number, which is part of the addresses that ask about it and edit its items."""


class Identity(Struct, frozen=True):
    """Which server this is."""

    machine_identifier: str
    friendly_name: str
    version: str


class Section(Struct, frozen=True):
    """A library of movies or TV shows."""

    key: str
    title: str
    media_type: MediaType


class OfferedLabel(Struct, frozen=True, gc=False):
    """A label that a section offers as a filter, in Plex's own spelling."""

    id: str
    label: str


class OfferedLabels(Struct, frozen=True):
    """All labels that a section offers; `nameless` are the ids of those whose name is not told."""

    named: tuple[OfferedLabel, ...]
    nameless: tuple[str, ...] = ()


class Found(Struct, frozen=True):
    """An item that was read by its key, with its labels in Plex's own spelling.

    `nameless` are how many more labels it has, whose name is not told.
    """

    item: Item
    labels: tuple[str, ...]
    nameless: int = 0


class Recent(Struct, frozen=True):
    """The newest items of a section, newest first; `total` is how many the section has."""

    items: tuple[Item, ...]
    total: int


class Page(Struct, frozen=True):
    """A page of a list: its rating keys, its items, and how many entries the whole list has.

    An item that cannot be read is among the keys alone; `keyless` entries have not even one.
    """

    keys: tuple[int, ...]
    items: tuple[Item, ...]
    total: int
    keyless: int = 0

    @property
    def entries(self) -> int:
        """How many entries the page has."""
        return len(self.keys) + self.keyless


class _Guid(Struct, gc=False):
    id: str = ""


class _Tag(Struct, gc=False):
    tag: str | Whole


class _Keyed(Struct, gc=False):
    rating_key: Whole = field(name="ratingKey")


class _Entry(Struct, gc=False):
    rating_key: Whole = field(name="ratingKey")
    guid: str = ""
    guids: list[_Guid] = field(name="Guid", default_factory=list)
    title: str = ""
    added_at: Whole = field(name="addedAt", default=0)
    year: Any = None


class _FullEntry(_Entry, gc=False):
    type: Any = None
    section: SectionKey | None = field(name="librarySectionID", default=None)
    labels: Raw = field(name="Label", default=Raw(b"[]"))


class _Directory(Struct, gc=False):
    key: SectionKey | None = None
    title: Any = None
    type: Any = None


class _OfferedLabel(Struct, gc=False):
    key: Key
    title: str | Whole


class _NamelessLabel(Struct, gc=False):
    key: Key


class _Root(Struct, gc=False):
    machine_identifier: FullText | None = field(name="machineIdentifier", default=None)
    friendly_name: str | None = field(name="friendlyName", default=None)
    version: str | None = None


class _Total(Struct, gc=False):
    total: Whole = field(name="totalSize")
    rows: Raw = field(name="Metadata", default=Raw(b"[]"))


class _Metadata(Struct, gc=False):
    section: SectionKey | None = field(name="librarySectionID", default=None)
    rows: Raw = field(name="Metadata", default=Raw(b"[]"))


class _Directories(Struct, gc=False):
    rows: Raw = field(name="Directory", default=Raw(b"[]"))


_read_root = reader(Answer[_Root])
_read_total = reader(Answer[_Total])
_read_metadata = reader(Answer[_Metadata])
_read_full_entries = row_reader(_FullEntry, "Plex's items")
_read_tags = row_reader(_Tag, "an item's labels")
_read_directories = reader(Answer[_Directories])
_read_sections = row_reader(_Directory, "Plex's libraries")
_read_offered = row_reader(_OfferedLabel, "a library's labels")
_read_nameless = reader(_NamelessLabel)
_read_entries = row_reader(_Entry, "a Plex library")
_read_keys = reader(list[_Keyed])
_read_key = reader(_Keyed)


def read_root(body: Body) -> _Root:
    """Read what tells which server this is."""
    return _read_root(body).container


def read_sections(body: Body) -> Listing[Section]:
    """Read the libraries of movies and TV shows; all others are left out."""
    listed = _read_sections(_read_directories(body).container.rows)
    odd = [
        row
        for row in listed.rows
        if not isinstance(row.type, str) or (row.key is None and _is_media_type(row.type))
    ]
    sections = tuple(
        Section(str(row.key), str(row.title or ""), MediaType(row.type))
        for row in listed.rows
        if row.key is not None and _is_media_type(row.type)
    )
    return Listing(sections, len(listed.odd) + len(odd))


def read_offered_labels(body: Body) -> OfferedLabels:
    """Read the labels that a library offers.

    Raises `OddShapeError` for one that has neither name nor id: nobody knows which label that is.
    """
    listed = _read_offered(_read_directories(body).container.rows)
    return OfferedLabels(
        tuple(OfferedLabel(str(row.key), str(row.title)) for row in listed.rows),
        tuple(str(_read_nameless(row).key) for row in listed.odd),
    )


def read_page(body: Body, section: Section) -> Page:
    """Read a page of a library's items."""
    container = _read_total(body).container
    listed = _read_entries(container.rows)
    items = tuple(_item(entry, section.key, section.media_type) for entry in listed.rows)
    keys = (*(item.rating_key for item in items), *_keys_of(listed.odd))
    entries = len(listed.rows) + len(listed.odd)
    return Page(keys, items, container.total, entries - len(keys))


def _keys_of(rows: Iterable[bytes]) -> Iterator[int]:
    """Give the rating keys of odd rows, as far as they have any."""
    for row in rows:
        with suppress(BadAnswerError):
            yield _read_key(row).rating_key


def read_members(body: Body) -> frozenset[int]:
    """Read the rating keys of a list that must be whole."""
    container = _read_total(body).container
    keys = frozenset(row.rating_key for row in _read_keys(container.rows))
    if len(keys) != container.total:
        raise IncompleteError(f"it listed {len(keys)} items of {container.total}")
    return keys


def read_total(body: Body) -> int:
    """Read how many entries a list has."""
    return _read_total(body).container.total


def read_found(body: Body) -> tuple[Found, ...]:
    """Read movies and TV shows in full; all else is left out, and so is what cannot be read.

    An entry names its section, or the container does for all.
    """
    container = _read_metadata(body).container
    entries = _read_full_entries(container.rows).rows
    return tuple(
        found
        for entry in entries
        if _is_media_type(entry.type)
        and (found := _found(entry, entry.section or container.section))
    )


def _found(entry: _FullEntry, section: str | int | None) -> Found | None:
    """Give an item in full, or None where its library or its labels are not told."""
    try:
        labels = _read_tags(entry.labels)
    except BadAnswerError:
        return None
    if section is None:
        return None
    return Found(
        _item(entry, str(section), MediaType(entry.type)),
        tuple(str(label.tag) for label in labels.rows if label.tag != ""),
        len(labels.odd),
    )


def _is_media_type(kind: object) -> bool:
    return isinstance(kind, str) and kind in set(MediaType)


def _item(entry: _Entry, section: str, media_type: MediaType) -> Item:
    return Item(
        rating_key=entry.rating_key,
        section=section,
        media_type=media_type,
        guid=entry.guid,
        packed_guids=packed(usable((entry.guid, *(other.id for other in entry.guids)))),
        title=entry.title,
        added_at=entry.added_at,
        year=year_of(entry.year),
    )
