"""Seerr, Overseerr and Jellyseerr (API v1): who it is, what was requested, its one webhook slot.

Facts are from seerr-team/seerr's `server/routes`; Overseerr's agree.
"""

import aiohttp
from msgspec import Struct

from ...core.model import MediaType
from ..decode import FullText, reader
from ..errors import (
    AuthError,
    BadAnswerError,
    IncompleteError,
    NotFoundError,
    RedirectedError,
    WrongAppError,
)
from ..http import PATIENT, Patience
from ..rows import Listing
from .caller import NotSetUpError, SeerrCaller
from .request_list import PAGE, read_list
from .requests import Counts, Page, Request, read_counts, read_page
from .users import SeerrUser, UserPage, read_user_page
from .webhook import SeerrWebhook

__all__ = ["Counts", "NotSetUpError", "Request", "Seerr", "SeerrStatus", "SeerrUser"]

_AT_ONCE = 2
_VERSION_SECONDS = 300
"""For how long the version is waited for: where GitHub is blocked, Seerr gives up in minutes."""

_USERS = 100
"""Users asked for at a time."""


class SeerrStatus(Struct, frozen=True):
    """Which instance this is; `name` is the title that its administrator gave it."""

    name: str


class _Version(Struct, gc=False):
    """What anybody is told of the application."""

    version: FullText


class _Settings(Struct, gc=False):
    """What an administrator alone is told; nothing of it is used."""


class _Pictured(Struct, gc=False, rename="camel"):
    """A title of TMDB as Seerr describes it."""

    poster_path: str | None = None


_read_version = reader(_Version)
_read_settings = reader(_Settings)
_read_pictured = reader(_Pictured)


class Seerr:
    """One Seerr, Overseerr or Jellyseerr instance."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        api_key: str,
        *,
        patience: Patience = PATIENT,
    ) -> None:
        self._caller = SeerrCaller(
            session, url, headers={"X-Api-Key": api_key}, at_once=_AT_ONCE, patience=patience
        )
        self._pictures = self._caller.low_priority()
        self._versions = self._caller.low_priority(answer=_VERSION_SECONDS)
        self.version = ""
        self.webhook = SeerrWebhook(self._caller)

    async def status(self) -> SeerrStatus:
        """Give the instance's identity; the key is checked, too.

        What anybody may know tells whether it is a Seerr at all. The version is not asked for,
        which takes as long as GitHub does. Raises `WrongAppError` when
        something else answers, `NotSetUpError`, `AuthError` when the key is wrong, else a
        `ServiceError`.
        """
        try:
            public = await self._caller.public_settings()
        except RedirectedError:
            raise
        except (AuthError, BadAnswerError, NotFoundError) as err:
            raise WrongAppError("no Seerr") from err
        await self._caller.get("/api/v1/settings/main", _read_settings)
        return SeerrStatus(public.application_title or "Seerr")

    async def ask_version(self) -> None:
        """Ask for the version, which is `version` from then on.

        A release asks GitHub for newer ones before it answers, without a limit of its own. Nothing
        else waits for that. Raises a `ServiceError`.
        """
        self.version = (await self._versions.get("/api/v1/status", _read_version)).version

    async def counts(self) -> Counts:
        """Count the requests, which costs the server next to nothing. Raises a `ServiceError`."""
        return await self._caller.get("/api/v1/request/count", read_counts)

    async def requests(self) -> Listing[Request]:
        """Give all requests that are wishes, the newest first.

        The subject of a doubt is the number of a user.

        Requests of media that were deleted or put on the blocklist count as long as they are
        listed. Raises `BadAnswerError` when the list cannot be read whole, else a `ServiceError`.
        """
        return await read_list(self._page)

    async def _page(self, skip: int) -> Page:
        query = [("take", str(PAGE)), ("skip", str(skip)), ("filter", "all")]
        return await self._caller.get("/api/v1/request", read_page, query)

    async def poster_path(self, media_type: MediaType, tmdb: str) -> str:
        """Give which image of TMDB's is the poster of a title; empty for none.

        Raises a `ServiceError`.
        """
        kind = "movie" if media_type is MediaType.MOVIE else "tv"
        try:
            about = await self._pictures.get(f"/api/v1/{kind}/{tmdb}", _read_pictured)
        except NotFoundError:
            return ""
        return about.poster_path or ""

    async def users(self) -> Listing[SeerrUser]:
        """Give all users, by number, whether they have requests or not.

        Raises `BadAnswerError` when the list changes while it is read, else a `ServiceError`.
        """
        listed: list[SeerrUser] = []
        odd = 0
        while True:
            page = await self._user_page(len(listed) + odd)
            listed += page.users
            odd += page.odd
            if len(listed) + odd >= page.total:
                break
            if not page.users and not page.odd:
                raise IncompleteError(f"it listed {len(listed) + odd} of {page.total} users")
        users = {user.id: user for user in listed}
        if len(users) != len(listed):
            raise IncompleteError("its list of users changed while it was read")
        return Listing(tuple(users[number] for number in sorted(users)), odd)

    async def _user_page(self, skip: int) -> UserPage:
        query = [("take", str(_USERS)), ("skip", str(skip))]
        return await self._caller.get("/api/v1/user", read_user_page, query)
