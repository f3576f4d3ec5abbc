"""Rows of Seerr's list as they come over the wire, and what a client makes of them."""

from typing import Any

from custom_components.plex_label_sync.clients.seerr.client import Request, Seerr, SeerrUser
from custom_components.plex_label_sync.core.model import MediaType, Title, packed


async def ids(seerr: Seerr) -> list[int]:
    """The numbers of the requests."""
    return [request.id for request in (await seerr.requests()).entries]


def listed(*rows: Any, total: int | None = None) -> dict[str, Any]:
    """A page as it comes from Seerr."""
    return {
        "pageInfo": {"results": len(rows) if total is None else total},
        "results": list(rows),
    }


def row(number: int, **more: Any) -> dict[str, Any]:
    """A row of the list that has what is needed and no more."""
    media = {"mediaType": "movie", "tmdbId": 949}
    return {"id": number, "status": 2, "media": media, "requestedBy": {"id": 1}} | more


def wish(number: int) -> Request:
    """What a client makes of `row`."""
    title = Title(MediaType.MOVIE, packed({"tmdb://949"}), "")
    return Request(number, title, SeerrUser(1, "", "", ""))
