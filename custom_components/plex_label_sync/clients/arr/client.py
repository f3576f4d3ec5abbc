"""Radarr and Sonarr (API v3): who they are, their tags with members, and their titles."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp

from ...core.guid import external
from ...core.model import MediaType, Title
from ..errors import BadAnswerError, NotFoundError, WrongAppError
from ..http import PATIENT, Caller, Patience
from ..shape import Json, entries, mapping, number, numbers, optional_number, text
from ..together import together
from .connections import ArrConnections
from .kind import ArrKind

__all__ = ["Arr", "ArrKind", "ArrTitle", "Status", "Tag"]

_AT_ONCE = 2
_IMPORTED = ("eventType", "downloadFolderImported")


@dataclass(frozen=True, slots=True)
class Status:
    """Which instance this is. `started` tells a restart, after which ids may be others."""

    name: str
    version: str
    started: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and the instance's own ids of the titles that carry it."""

    label: str
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ArrTitle:
    """A title of the instance, and whether it has imported something of it."""

    title: Title
    has_file: bool


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
        self._titles: dict[int, _Listed] = {}
        self._unlisted: frozenset[int] = frozenset()
        self._listed_since: str | None = None

    async def status(self) -> Status:
        """Give the instance's identity. Raises `WrongAppError` for another application."""
        status = mapping(await self._caller.get("/api/v3/system/status"))
        app = text(status, "appName")
        if app.lower() != self.kind:
            raise WrongAppError(app)
        self.version = str(status.get("version", ""))
        return Status(
            name=str(status.get("instanceName") or app),
            version=self.version,
            started=str(status.get("startTime", "")),
        )

    async def tags(self) -> tuple[Tag, ...]:
        """Give all tags with their members."""
        members = "movieIds" if self.kind is ArrKind.RADARR else "seriesIds"
        return tuple(
            Tag(text(entry, "label"), numbers(entry, members))
            for entry in entries(await self._caller.get("/api/v3/tag/detail"))
        )

    async def imports(self, since: datetime) -> tuple[datetime, ...]:
        """Give when it imported something since a time, also of times that it did before.

        Both record an import and send its webhook on the same event (`HistoryService` and
        `NotificationService`); of an import by hand that is no new download they do neither.
        """
        query = [("date", since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")), _IMPORTED]
        return tuple(
            _time(entry)
            for entry in entries(await self._caller.get("/api/v3/history/since", query))
            if entry.get(_IMPORTED[0]) == _IMPORTED[1]
        )

    async def titles(self, wanted: frozenset[int], *, started: str) -> dict[int, ArrTitle]:
        """Give the wanted titles by the instance's own ids; `started` is as its status says.

        The list is large, so it is kept and read again only when a wanted id is new or the
        instance was restarted: a restored backup may give an id to another title.
        """
        if started != self._listed_since or not wanted <= self._titles.keys() | self._unlisted:
            listed = await self._list_titles()
            if wanted and not listed:
                raise BadAnswerError("it has tagged titles and lists none")
            self._titles = listed
            self._unlisted = wanted - self._titles.keys()
            self._listed_since = started
        return {key: self._title(*self._titles[key]) for key in wanted & self._titles.keys()}

    async def refresh(self, ids: frozenset[int]) -> None:
        """Read these titles anew, one by one; those that are gone are forgotten."""
        found = await together(self._read_title(one) for one in sorted(ids))
        for one, title in zip(sorted(ids), found, strict=True):
            if title:
                self._titles[one] = title
            else:
                self._titles.pop(one, None)

    def known(self, ids: frozenset[int]) -> tuple[ArrTitle, ...]:
        """Give these titles as they were last read, without asking; unknown ones are missing."""
        return tuple(self._title(*self._titles[one]) for one in sorted(ids) if one in self._titles)

    async def _read_title(self, one: int) -> _Listed | None:
        kind = "movie" if self.kind is ArrKind.RADARR else "series"
        try:
            return _listed(await self._caller.get(f"/api/v3/{kind}/{one}"))[1]
        except NotFoundError:
            return None

    async def _list_titles(self) -> dict[int, _Listed]:
        if self.kind is ArrKind.RADARR:
            path, query = "/api/v3/movie", ("excludeLocalCovers", "true")
        else:
            path, query = "/api/v3/series", ("includeSeasonImages", "false")
        return dict(await self._caller.get_each(path, [query], _listed))

    def _title(self, name: str, imdb: str, tmdb: int, tvdb: int, has_file: bool) -> ArrTitle:
        kind = MediaType.MOVIE if self.kind is ArrKind.RADARR else MediaType.SHOW
        return ArrTitle(Title(kind, external(imdb=imdb, tmdb=tmdb, tvdb=tvdb), name), has_file)


def _time(entry: Json) -> datetime:
    try:
        time = datetime.fromisoformat(text(entry, "date"))
    except ValueError as err:
        raise BadAnswerError("its answer holds no time for 'date'") from err
    return time if time.tzinfo else time.replace(tzinfo=UTC)


type _Listed = tuple[str, str, int, int, bool]
"""A kept title: name, imdb, tmdb and tvdb id, and whether there is a file.

Many are kept and few are wanted; as plain tuples they do not burden the garbage collector.
"""


def _listed(entry: Any) -> tuple[int, _Listed]:
    entry = mapping(entry)
    files = optional_number(mapping(entry.get("statistics") or {}), "episodeFileCount")
    return number(entry, "id"), (
        # A lone surrogate, which JSON can hold, could not be stored.
        str(entry.get("title", "")).encode(errors="replace").decode(),
        str(entry.get("imdbId") or ""),
        optional_number(entry, "tmdbId"),
        optional_number(entry, "tvdbId"),
        bool(entry.get("hasFile")) or files > 0,
    )
