"""Seerr's list of requests, taken apart.

Facts are from seerr-team/seerr's `server/constants/media.ts`, `server/entity` and
`server/routes/request.ts`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ...core.guid import external
from ...core.model import MediaType, Title
from ..errors import BadAnswerError
from ..shape import Json, entries, mapping, number, optional_number, text

# Pending, approved and completed; declined (3) and failed (4) requests are no wishes.
_WISHES = frozenset({1, 2, 5})
_MEDIA_TYPES = {"movie": MediaType.MOVIE, "tv": MediaType.SHOW}


@dataclass(frozen=True, slots=True)
class SeerrUser:
    """A user of Seerr. `plex_id` is the number of the plex.tv account.

    Local and Jellyfin users have none, and often no username either: both are "" then.
    """

    id: int
    plex_id: str
    username: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Request:
    """A title that a user wants. Seerr gives its ids and no name."""

    id: int
    title: Title
    user: SeerrUser


@dataclass(frozen=True, slots=True)
class Row:
    """A request as listed; `request` is None when it is no wish."""

    id: int
    modified: str
    request: Request | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list; `total` is how many requests the whole list has."""

    total: int
    rows: tuple[Row, ...]


def page_of(answer: Any) -> Page:
    """Read a page of the list. Raises `BadAnswerError`."""
    page = mapping(answer)
    listed = page.get("results")
    if listed is None:
        raise BadAnswerError("it gave no list of requests")
    total = number(mapping(page.get("pageInfo")), "results")
    return Page(total, tuple(map(_row, entries(listed))))


def _row(entry: Json) -> Row:
    wish = number(entry, "status") in _WISHES and entry.get("media") is not None
    return Row(
        number(entry, "id"), str(entry.get("updatedAt", "")), _request(entry) if wish else None
    )


def _request(entry: Json) -> Request | None:
    """Read a request; what is neither film nor series is none, as forks with music have it."""
    media = mapping(entry.get("media"))
    kind = _MEDIA_TYPES.get(text(media, "mediaType"))
    if kind is None:
        return None
    guids = external(
        imdb=str(media.get("imdbId") or ""),
        tmdb=optional_number(media, "tmdbId"),
        tvdb=optional_number(media, "tvdbId"),
    )
    return Request(number(entry, "id"), Title(kind, guids, ""), _user(entry.get("requestedBy")))


def _user(value: Any) -> SeerrUser:
    user = mapping(value)
    username = _first(user, ("plexUsername", "username"))
    return SeerrUser(
        id=number(user, "id"),
        plex_id=str(optional_number(user, "plexId") or ""),
        username=username,
        display_name=_first(user, ("displayName",)) or username,
    )


def _first(user: Json, names: Iterable[str]) -> str:
    return next((str(found) for name in names if (found := user.get(name))), "")
