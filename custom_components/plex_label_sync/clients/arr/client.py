"""Radarr and Sonarr (API v3): who they are, their tags with members, and their titles."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from enum import Enum, auto
from logging import getLogger
from time import monotonic

import aiohttp
from msgspec import Struct

from ...core.model import Title
from ...threads import in_turn
from ..errors import (
    BadAnswerError,
    IncompleteError,
    NotFoundError,
    ServerFaultError,
    ServiceError,
    WrongAppError,
)
from ..http import PATIENT, Caller, Patience
from ..images import LARGEST, Image, read_image
from ..rows import Listing
from .connections import ArrConnections
from .kind import ArrKind
from .shapes import (
    ArrTitle,
    Status,
    Tag,
    TaggedRow,
    read_events,
    read_row,
    read_rows,
    read_status,
    read_tag_names,
    read_tagged_rows,
    read_tags,
)
from .titles import ArrTitles

__all__ = ["Arr", "ArrKind", "ArrTitle", "News", "Status", "Tag", "TaggedRow", "Titles"]

_LOGGER = getLogger(__name__)

_AT_ONCE = 2
_LISTED_FOR = 600.0
_MOST_SINGLE = 20
"""So many titles are asked for one by one; the whole list costs less for more."""

_IMPORTED = "downloadFolderImported"


class Titles(Struct, frozen=True):
    """Titles by the instance's own ids.

    `odd` is how many rows could not be read that may be titles which were asked for.
    """

    by_id: dict[int, ArrTitle]
    odd: int = 0


class News(Enum):
    """What has to be read again of a title that is told of: nothing, all tags, or it as well."""

    NOTHING = auto()
    TAGS = auto()
    TITLE = auto()


class Arr:
    """One Radarr or Sonarr instance; `version` and `started` are as its status said last."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        kind: ArrKind,
        url: str,
        api_key: str,
        *,
        patience: Patience = PATIENT,
    ) -> None:
        self.kind = kind
        self._caller = Caller(
            session, url, headers={"X-Api-Key": api_key}, at_once=_AT_ONCE, patience=patience
        )
        self._pictures = self._caller.low_priority()
        self._finding = asyncio.Lock()
        self.connections = ArrConnections(self._caller, kind)
        self.version = ""
        self._listed = ArrTitles(kind)
        self._unlisted: frozenset[int] = frozenset()
        self._listed_since: str | None = None
        self.started = ""
        self._members: Mapping[int, tuple[int, ...]] = {}
        self._by_titles_until = 0.0

    async def status(self) -> Status:
        """Give the instance's identity. Raises `WrongAppError` for another application."""
        status = await self._caller.get("/api/v3/system/status", read_status)
        if status.app.lower() != self.kind:
            raise WrongAppError(status.app)
        self.version, self.started = status.version, status.started
        return status

    async def tags(self) -> Listing[Tag]:
        """Give all tags with their members; what one may be that cannot be read is a doubt.

        An instance that fails to give them so is asked for their names, and its titles for the tags
        that they carry. That list is large: it stands for ten minutes, but for what is refreshed.
        """
        if monotonic() >= self._by_titles_until:
            try:
                listed = await self._caller.get("/api/v3/tag/detail", read_tags[self.kind])
            except (NotFoundError, ServerFaultError) as err:
                _LOGGER.debug("Tags do not come with their titles, which are asked: %s", err.plain)
                return await self._tags_by_titles(anew=True)
            self._members = listed.members
            doubts = await in_turn(self._listed.doubts, listed.odd)
            return Listing(listed.tags, len(listed.odd), doubts if listed.odd else None)
        return await self._tags_by_titles(anew=self.started != self._listed_since)

    async def _tags_by_titles(self, *, anew: bool) -> Listing[Tag]:
        names = await self._caller.get("/api/v3/tag", read_tag_names)
        if anew:
            self._by_titles_until = monotonic() + _LISTED_FOR
            try:
                await self._list_titles(keep=self.started == self._listed_since)
            except ServiceError:
                self._by_titles_until = 0.0
                raise
            self._listed_since, self._unlisted = self.started, frozenset()
        if names.rows and not self._listed.rows and not self._listed.odd:
            raise IncompleteError("it has tags and lists no titles")
        return await in_turn(self._listed.tags, names)

    async def imports(self, since: datetime) -> tuple[datetime, ...]:
        """Give when it imported something since a time, also of times that it did before.

        Both record an import and send its webhook on the same event (`HistoryService` and
        `NotificationService`); of an import by hand that is no new download they do neither.
        """
        start = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = [("date", start), ("eventType", _IMPORTED)]
        events = await self._caller.get("/api/v3/history/since", read_events, query)
        return tuple(event.date for event in events if event.type == _IMPORTED)

    async def titles(self, wanted: frozenset[int], *, started: str) -> Titles:
        """Give the wanted titles by the instance's own ids; `started` is as its status says.

        The list is large, so it is kept and read again only when a wanted id is new or the
        instance was restarted: a restored backup may give an id to another title. A title whose row
        is odd stays as it was last read.
        """
        missing = await in_turn(self._listed.missing, wanted)
        if started != self._listed_since or not missing <= self._unlisted:
            await self._list_titles(keep=started == self._listed_since)
            if wanted and not self._listed.rows and not self._listed.odd:
                raise IncompleteError("it has tagged titles and lists none")
            missing = self._unlisted = await in_turn(self._listed.missing, wanted)
            self._listed_since = started
        given = await in_turn(self._listed.give, wanted)
        return Titles(given, self._listed.odd if missing else 0)

    async def refresh(self, ids: frozenset[int]) -> dict[int, ServiceError]:
        """Read these titles anew, one by one, or where they are many all of the list at once.

        Those that are gone are forgotten. Gives those that the instance could not tell of, with
        why. Raises a `ServiceError` when it does not answer at all.
        """
        if len(ids) > _MOST_SINGLE:
            await self._list_titles(keep=True)
            return {}
        failed: dict[int, ServiceError] = {}
        for key in sorted(ids):
            try:
                self._listed.put(key, await self._read_row(key))
            except (ServerFaultError, BadAnswerError) as err:
                failed[key] = err
        return failed

    def last_read(self, ids: frozenset[int]) -> tuple[ArrTitle, ...]:
        """Give these titles as they were last read, without asking; others are missing."""
        return tuple(self._listed.give(sorted(ids)).values())

    def ids_of(self, titles: Collection[Title]) -> frozenset[int]:
        """Give the instance's own ids of these titles, as they were last read, without asking."""
        return self._listed.ids_of(titles)

    def news(self, row: TaggedRow) -> News:
        """Give what a title that is told of has to say beyond what was read, without asking.

        One that is not listed is known by its tags alone: titles without any are not.
        """
        by_titles = monotonic() < self._by_titles_until
        if by_titles:
            tags = frozenset(self._listed.own_tags.get(row.id, ()))
        else:
            tags = frozenset(tag for tag, of in self._members.items() if row.id in of)
        is_listed = row.id in self._listed.rows
        if is_listed and self._listed.differs(row):
            return News.TITLE
        if tags == frozenset(row.tags):
            return News.NOTHING
        return News.TAGS if is_listed and not by_titles else News.TITLE

    async def poster(self, title: Title) -> Image | None:
        """Give the poster of a title, as the instance keeps it; None where it has no such title.

        Raises a `ServiceError`.
        """
        # One alone: of many only one has its turn, and each takes a thread to wait for it.
        async with self._finding:
            ids = await in_turn(self.ids_of, [title])
        for key in sorted(ids):
            path = f"/api/v3/mediacover/{key}/poster-500.jpg"
            return await self._pictures.get_bytes(path, read_image, most=LARGEST)
        return None

    async def _read_row(self, key: int) -> TaggedRow | None:
        kind = "movie" if self.kind is ArrKind.RADARR else "series"
        try:
            return await self._caller.get(f"/api/v3/{kind}/{key}", read_row)
        except NotFoundError:
            return None

    async def _list_titles(self, *, keep: bool) -> None:
        if self.kind is ArrKind.RADARR:
            path, query = "/api/v3/movie", ("excludeLocalCovers", "true")
        else:
            path, query = "/api/v3/series", ("includeSeasonImages", "false")
        if monotonic() < self._by_titles_until:
            tagged = await self._caller.get_rows(path, read_tagged_rows, [query])
            await in_turn(self._listed.take_tagged, tagged, keep=keep)
        else:
            listed = await self._caller.get_rows(path, read_rows, [query])
            await in_turn(self._listed.take, listed, keep=keep)
