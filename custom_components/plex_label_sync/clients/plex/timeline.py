"""What a frame of Plex's notifications tells of films and series; nothing of connections.

Facts come from plexapi's alerts and from Tautulli's reading of the states: 0 is created, 5 is
processed, 9 is deleted, and an item is new and matched at state 5 without `metadataState` and
`queueSize`. A notification is a hint: refreshes end in state 5 too, and nothing tells of a label
that is edited.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ...core.model import MediaType
from ..shape import Json

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


@dataclass(frozen=True, slots=True)
class Touch:
    """Plex does something with a film or a series.

    `of_part`: it told of a season or an episode, and `rating_key` is that of their series.
    """

    rating_key: int
    media_type: MediaType
    stage: Stage
    of_part: bool


def touches(frame: Any) -> tuple[Touch, ...]:
    """Give what a frame tells of films and series. `frame` is any parsed JSON; nothing is raised.

    Other kinds of notifications, other identifiers (`tv.plex.providers.epg…`) and entries that
    cannot be read tell nothing. Nor does a season or an episode that is deleted: its series stays.
    """
    found = (_touch(entry) for entry in timeline(frame) or () if isinstance(entry, dict))
    return tuple(touch for touch in found if touch)


def timeline(frame: Any) -> list[Any] | None:
    """Give the entries of a timeline, none of another notification, None for an odd shape."""
    container = frame.get("NotificationContainer") if isinstance(frame, dict) else None
    if not isinstance(container, dict):
        return None
    if container.get("type") != "timeline":
        return []
    listed = container.get("TimelineEntry")
    return listed if isinstance(listed, list) else None


def _touch(entry: Json) -> Touch | None:
    if entry.get("identifier") != _LIBRARY:
        return None
    kind, stage = _whole(entry.get("type")), _stage(entry)
    if kind in _TYPES:
        key = _whole(entry.get("itemID"))
        return Touch(key, _TYPES[kind], stage, of_part=False) if key else None
    if kind in {_SEASON, _EPISODE} and stage is not Stage.DELETED:
        show = _whole(entry.get("rootItemID"))
        if kind == _SEASON:  # an episode's parent is a season
            show = show or _whole(entry.get("parentItemID"))
        return Touch(show, MediaType.SHOW, stage, of_part=True) if show else None
    return None


def _stage(entry: Json) -> Stage:
    state, metadata_state = _whole(entry.get("state")), entry.get("metadataState")
    if state == _DELETED and metadata_state == "deleted":
        return Stage.DELETED
    if state == _PROCESSED and metadata_state is None and entry.get("queueSize") is None:
        return Stage.READY
    return Stage.UNDER_WAY


def _whole(value: Any) -> int | None:
    """Give a whole number, which Plex writes as a number or as text; None where there is none."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value) if len(value) <= _MOST_DIGITS else None
    return value if type(value) is int and value >= 0 else None
