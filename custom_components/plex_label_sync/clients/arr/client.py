"""Radarr and Sonarr (API v3): who they are, their tags with members, and their titles."""

from asyncio import to_thread
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import aiohttp

from ...core.model import Title
from ..errors import BadAnswerError, NotFoundError, ServerFaultError, ServiceError, WrongAppError
from ..http import PATIENT, Caller, Patience
from ..rows import Listing
from .connections import ArrConnections
from .kind import ArrKind
from .shapes import (
    ArrTitle,
    Row,
    Status,
    Tag,
    read_events,
    read_row,
    read_rows,
    read_status,
    read_tags,
    row_id,
    title_of,
)

__all__ = ["Arr", "ArrKind", "ArrTitle", "Status", "Tag", "Titles"]

_AT_ONCE = 2
_MOST_SINGLE = 20
"""So many titles are asked for one by one; the whole list costs less for more."""

_IMPORTED = "downloadFolderImported"


@dataclass(frozen=True, slots=True)
class Titles:
    """Titles by the instance's own ids.

    `odd` is how many rows could not be read that may be titles which were asked for.
    """

    by_id: dict[int, ArrTitle]
    odd: int = 0


class Arr:
    """One Radarr or Sonarr instance."""

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
        self.connections = ArrConnections(self._caller, kind)
        self.version = ""
        self._rows: dict[int, Row] = {}
        self._titles: dict[int, ArrTitle] = {}
        self._odd = 0
        self._unlisted: frozenset[int] = frozenset()
        self._listed_since: str | None = None

    async def status(self) -> Status:
        """Give the instance's identity. Raises `WrongAppError` for another application."""
        status = await self._caller.get("/api/v3/system/status", read_status)
        if status.app.lower() != self.kind:
            raise WrongAppError(status.app)
        self.version = status.version
        return status

    async def tags(self) -> Listing[Tag]:
        """Give all tags with their members; a tag of which either is odd is counted alone."""
        return await self._caller.get("/api/v3/tag/detail", read_tags[self.kind])

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
        missing = await to_thread(self._missing, wanted)
        if started != self._listed_since or not missing <= self._unlisted:
            await self._list_titles(keep=started == self._listed_since)
            if wanted and not self._rows and not self._odd:
                raise BadAnswerError("it has tagged titles and lists none")
            missing = self._unlisted = await to_thread(self._missing, wanted)
            self._listed_since = started
        return Titles(await to_thread(self._give, wanted), self._odd if missing else 0)

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
                row = await self._read_row(key)
            except (ServerFaultError, BadAnswerError) as err:
                failed[key] = err
                continue
            self._titles.pop(key, None)
            if row:
                self._rows[key] = row
            else:
                self._rows.pop(key, None)
        return failed

    def last_read(self, ids: frozenset[int]) -> tuple[ArrTitle, ...]:
        """Give these titles as they were last read, without asking; others are missing."""
        return tuple(self._give(sorted(ids)).values())

    def ids_of(self, titles: Collection[Title]) -> frozenset[int]:
        """Give the instance's own ids of these titles, as they were last read, without asking."""
        wanted = {(title.media_type, guid) for title in titles for guid in title.guids}
        listed = ((key, title_of(row, self.kind).title) for key, row in list(self._rows.items()))
        return frozenset(
            key
            for key, title in listed
            if any((title.media_type, guid) in wanted for guid in title.guids)
        )

    async def _read_row(self, key: int) -> Row | None:
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
        listed = await self._caller.get_rows(path, read_rows, [query])
        rows = await to_thread(lambda: {row.id: row for row in listed.rows})
        odd = [row_id(row) for row in listed.odd]
        kept = {key: self._rows[key] for key in odd if keep and key in self._rows}
        rows.update(kept)
        self._rows, self._titles, self._odd = rows, {}, len(odd) - len(kept)

    def _missing(self, wanted: frozenset[int]) -> frozenset[int]:
        return frozenset(key for key in wanted if key not in self._rows)

    def _give(self, ids: Iterable[int]) -> dict[int, ArrTitle]:
        """Give titles, as the same objects from one time to the next; some may be missing."""
        given: dict[int, ArrTitle] = {}
        for key in ids:
            title = self._titles.get(key)
            if title is None and (row := self._rows.get(key)):
                title = self._titles[key] = title_of(row, self.kind)
            if title:
                given[key] = title
        return given
