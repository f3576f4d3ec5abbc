"""What a frame of Plex's notifications tells of movies and TV shows; nothing of connections.

Facts come from plexapi's alerts and from Tautulli's reading of the states: 0 is created, 5 is
processed, 9 is deleted, and an item is new and matched at state 5 without `metadataState` and
`queueSize`. A notification is a hint: refreshes end in state 5 too, and nothing tells of a label
that is edited.
"""

from enum import StrEnum
from typing import Any

from msgspec import Raw, Struct, field

from ...core.model import MediaType
from ..decode import reader
from ..rows import row_reader

_LIBRARY = "com.plexapp.plugins.library"
_TYPES = {1: MediaType.MOVIE, 2: MediaType.SHOW}
_SEASON, _EPISODE = 3, 4
_PROCESSED, _DELETED = 5, 9
_MOST_DIGITS = 18


class Stage(StrEnum):
    """How far Plex is with an item. READY may come again and again: it ends a refresh too."""

    READY = "ready"
    UNDER_WAY = "under_way"
    DELETED = "deleted"


class Touch(Struct, frozen=True):
    """Plex does something with a movie or a TV show.

    `of_part`: it told of a season or an episode, and `rating_key` is that of their show.
    """

    rating_key: int
    media_type: MediaType
    stage: Stage
    of_part: bool


class _Entry(Struct, gc=False, rename="camel"):
    """An entry. Each field counts for itself, so that an odd one does not hide the others."""

    identifier: Any = None
    type: Any = None
    state: Any = None
    metadata_state: Any = None
    queue_size: Any = None
    item: Any = field(name="itemID", default=None)
    root: Any = field(name="rootItemID", default=None)
    parent: Any = field(name="parentItemID", default=None)


class _Container(Struct, gc=False):
    type: Any = None
    entries: Raw = field(name="TimelineEntry", default=Raw(b"null"))


class _Frame(Struct, gc=False):
    container: _Container = field(name="NotificationContainer")


_read_frame = reader(_Frame)
_read_entries = row_reader(_Entry, "Plex's notifications")


def touches(frame: bytes) -> tuple[Touch, ...]:
    """Give what a frame, in JSON, tells of movies and TV shows.

    Other kinds of notifications, other identifiers (`tv.plex.providers.epg…`) and entries that
    cannot be read tell nothing. Nor does a season or an episode that is deleted: its show stays.
    Raises `BadAnswerError` for what is no frame.
    """
    container = _read_frame(frame).container
    if container.type != "timeline":
        return ()
    entries = _read_entries(container.entries).rows
    return tuple(touch for entry in entries if (touch := _touch(entry)))


def _touch(entry: _Entry) -> Touch | None:
    if entry.identifier != _LIBRARY:
        return None
    kind, stage = _whole(entry.type), _stage(entry)
    if kind in _TYPES:
        key = _whole(entry.item)
        return Touch(key, _TYPES[kind], stage, of_part=False) if key else None
    if kind in {_SEASON, _EPISODE} and stage is not Stage.DELETED:
        show = _whole(entry.root)
        if kind == _SEASON:  # an episode's parent is a season
            show = show or _whole(entry.parent)
        return Touch(show, MediaType.SHOW, stage, of_part=True) if show else None
    return None


def _stage(entry: _Entry) -> Stage:
    state = _whole(entry.state)
    if state == _DELETED and entry.metadata_state == "deleted":
        return Stage.DELETED
    if state == _PROCESSED and entry.metadata_state is None and entry.queue_size is None:
        return Stage.READY
    return Stage.UNDER_WAY


def _whole(value: Any) -> int | None:
    """Give a whole number, which Plex writes as a number or as text; None where there is none."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value) if len(value) <= _MOST_DIGITS else None
    return value if type(value) is int and value >= 0 else None
