"""A Radarr or Sonarr of the world: its titles, tags and connections."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, Literal

from .world_titles import Title

ArrKind = Literal["radarr", "sonarr"]


@dataclass
class ArrTitle:
    """A film in Radarr or a series in Sonarr."""

    id: int
    title: Title
    tags: set[int] = field(default_factory=set)
    has_file: bool = True


@dataclass
class ArrState:
    """One Radarr or Sonarr instance.

    `started` is when it was started last; `old` makes it a version of some years ago, with fewer
    events and fields; `connections` are as its API tells them, but with passwords in clear, and
    `blocked` has the ids of those that are left out after failures, for up to an hour
    (NotificationStatusService). `history` holds what happened: event, title and time.
    """

    kind: ArrKind
    name: str
    api_key: str
    version: str = "5.28.0.10274"
    tags: dict[int, str] = field(default_factory=dict)
    titles: dict[int, ArrTitle] = field(default_factory=dict)
    started: str = "2025-08-01T06:00:00Z"
    old: bool = False
    connections: dict[int, dict[str, Any]] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    history: list[tuple[str, ArrTitle, datetime]] = field(default_factory=list)
    _ids: Iterator[int] = field(default_factory=lambda: count(1))
    _connection_ids: Iterator[int] = field(default_factory=lambda: count(1))
    _tag_ids: Iterator[int] = field(default_factory=lambda: count(1))

    def add_title(self, title: Title, *tags: str, has_file: bool = True) -> ArrTitle:
        """Add a title, with tags by label (made where missing)."""
        added = ArrTitle(next(self._ids), title, {self.tag(tag) for tag in tags}, has_file)
        self.titles[added.id] = added
        return added

    def add_connection(self, connection: dict[str, Any]) -> dict[str, Any]:
        """Keep a connection under an id of its own."""
        added = connection | {"id": next(self._connection_ids)}
        self.connections[added["id"]] = added
        return added

    def tag(self, label: str) -> int:
        """The id of a tag, made where missing. Labels are lower-case, as in the real ones."""
        name = label.lower()
        for tag_id, known in self.tags.items():
            if known == name:
                return tag_id
        tag_id = next(self._tag_ids)
        self.tags[tag_id] = name
        return tag_id
