"""Seerr, Overseerr and Jellyseerr (API v1): who it is, what was requested, its one webhook slot.

Facts are from seerr-team/seerr's `server/routes`; Overseerr's agree.
"""

import asyncio
from dataclasses import dataclass

import aiohttp
from msgspec import Struct

from ..decode import FullText, reader
from ..errors import (
    BadAnswerError,
    NotFoundError,
    RedirectedError,
    ServiceError,
    WrongAppError,
)
from ..http import PATIENT, Caller, Patience
from ..rows import Listing
from .requests import Page, Request, read_page
from .users import SeerrUser, UserPage, read_user_page
from .webhook import SeerrWebhook

__all__ = ["Request", "Seerr", "SeerrStatus", "SeerrUser"]

_AT_ONCE = 2
_PAGE = 100

# From Jellyseerr 2.6 to Seerr 3.1 a new status is no modification (seerr-team/seerr issue 2728):
# `sort=modified` does not show it, so no list is kept for longer than this.
_KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class SeerrStatus:
    """Which instance this is; `name` is the title that its administrator gave it."""

    name: str
    version: str


class _Status(Struct, gc=False, rename="camel"):
    version: FullText
    commit_tag: FullText


class _Settings(Struct, gc=False, rename="camel"):
    application_title: str | None = None


_read_status = reader(_Status)
_read_settings = reader(_Settings)


@dataclass(frozen=True, slots=True)
class _Kept:
    """The whole list, and the first page by which to tell whether it has changed."""

    first: Page
    requests: Listing[Request]
    until: float


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
        self._caller = Caller(
            session, url, headers={"X-Api-Key": api_key}, at_once=_AT_ONCE, patience=patience
        )
        self.webhook = SeerrWebhook(self._caller)
        self._kept: _Kept | None = None

    async def status(self) -> SeerrStatus:
        """Give the instance's identity; the key is checked, too.

        Raises `WrongAppError` when something else answers, `AuthError` when the key is wrong,
        else a `ServiceError`.
        """
        version = await self._version()
        settings = await self._caller.get("/api/v1/settings/main", _read_settings)
        return SeerrStatus(settings.application_title or "Seerr", version)

    async def _version(self) -> str:
        """Ask what needs no key: only a Seerr tells a version with the commit it was built of."""
        try:
            return (await self._caller.get("/api/v1/status", _read_status)).version
        except RedirectedError:
            raise
        except (BadAnswerError, NotFoundError) as err:
            raise WrongAppError("no Seerr") from err

    async def requests(self) -> Listing[Request]:
        """Give all requests that are wishes, the last modified first.

        Requests of media that were deleted or put on the blocklist count as long as they are
        listed. While the total and the first page stay the same this takes one request. Raises
        `BadAnswerError` when the list changes while it is read, else a `ServiceError`.
        """
        now = asyncio.get_running_loop().time()
        first = await self._page(0)
        if self._kept and self._kept.first == first and now < self._kept.until:
            return self._kept.requests
        requests = await self._all_requests(first)
        self._kept = _Kept(first, requests, now + _KEPT_SECONDS)
        return requests

    async def _all_requests(self, first: Page) -> Listing[Request]:
        rows, odd = list(first.rows), first.odd
        while len(rows) + odd < first.total:
            page = await self._page(len(rows) + odd)
            if page.total != first.total:
                raise BadAnswerError("its list changed while it was read")
            if not page.rows and not page.odd:
                raise BadAnswerError(f"it listed {len(rows) + odd} of {first.total} requests")
            rows += page.rows
            odd += page.odd
        if len({row.id for row in rows}) + odd != first.total:
            raise BadAnswerError("its list changed while it was read")
        return Listing(tuple(row.request for row in rows if row.request), odd)

    async def _page(self, skip: int) -> Page:
        query = [("take", str(_PAGE)), ("skip", str(skip)), ("filter", "all"), ("sort", "modified")]
        return await self._caller.get("/api/v1/request", read_page, query)

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
                raise BadAnswerError(f"it listed {len(listed) + odd} of {page.total} users")
        users = {user.id: user for user in listed}
        if len(users) != len(listed):
            raise BadAnswerError("its list of users changed while it was read")
        return Listing(tuple(users[number] for number in sorted(users)), odd)

    async def _user_page(self, skip: int) -> UserPage:
        query = [("take", str(_PAGE)), ("skip", str(skip))]
        return await self._caller.get("/api/v1/user", read_user_page, query)
