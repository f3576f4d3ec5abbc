"""plex.tv: the account, its people, and watchlists.

Account and people come through python-plexapi, in threads. Watchlists come straight from the
two services that hold them: the owner's from Plex Discover, as Seerr and plexapi read it, friends'
from the community service's GraphQL, which is not documented; Pulsarr and Kometa read it so.
"""

from collections.abc import Mapping
from logging import getLogger
from time import monotonic
from typing import Any

import aiohttp
from msgspec import Struct, field

from ...core.model import Doubt, Person, Title
from ...core.restrictions import Filters
from ..decode import Read
from ..errors import (
    AuthError,
    BadAnswerError,
    BrokenOffError,
    BusyError,
    ForbiddenError,
    IncompleteError,
    NotFoundError,
    ServiceError,
)
from ..host_pause import HostPause
from ..http import PATIENT, Caller, Patience, Refused
from ..plex_api import client_headers
from ..rows import Listing
from .community import Friend, read_friends, read_friends_page
from .in_thread import in_thread
from .plexapi_errors import as_ours
from .session import OneHostSession
from .shapes import (
    Catalogued,
    read_catalogued,
    read_own_page,
    read_poster_address,
    read_title,
)

__all__ = ["COMMUNITY", "DISCOVER", "Account", "Catalogued", "Friend", "PlexTv"]

DISCOVER = "https://discover.provider.plex.tv"
COMMUNITY = "https://community.plex.tv"

_LOGGER = getLogger(__name__)

_AT_ONCE = 2
_TIMEOUT = 30
_FIRST_PAUSE = 4.0
_OWN_PAGE = 100
_FRIENDS_PAGE = 100

_FRIENDS = "query GetAllFriends { allFriendsV2 { user { id username displayName idRaw } } }"
_WATCHLIST = """
query GetWatchlistHub($user: UserInput!, $first: PaginationInt!, $after: String) {
  userV2(user: $user) {
    ... on User {
      watchlist(first: $first, after: $after) {
        nodes { id title type }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}
"""


class Account(Struct, frozen=True):
    """The token's account and the people with whom it shares servers or its home.

    `shares` are the machine identifiers of the servers that each of these has, by the person's id,
    and `filters` what the account's owner lets each of them see.
    `trouble` is why these people could not be read; `odd` is how many of them could not.
    """

    owner: Person
    people: tuple[Person, ...]
    shares: Mapping[str, frozenset[str]] = field(default_factory=dict)
    filters: Mapping[str, Filters] = field(default_factory=dict)
    trouble: ServiceError | None = None
    odd: int = 0


class PlexTv:
    """plex.tv, asked with the account's token."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        token: str,
        *,
        client_id: str,
        patience: Patience = PATIENT,
        refused: Refused = lambda _: None,
    ) -> None:
        """`refused` is told whenever the token is rejected; not when it may not see one thing."""
        self._token = token
        self._refused = refused
        self._pause = HostPause(_FIRST_PAUSE)
        self._discover, self._community = (
            Caller(
                session,
                base,
                headers={**client_headers(client_id), "X-Plex-Token": token},
                at_once=_AT_ONCE,
                patience=patience,
                refused=self._note_refusal,
            )
            for base in (DISCOVER, COMMUNITY)
        )
        self._pictures = self._discover.low_priority()

    async def account(self) -> Account:
        """Give the account and its people; these may be unknown by themselves.

        Raises a `ServiceError`, `BusyError` without asking while plex.tv is to be left in peace.
        """
        if left := self._pause.left:
            raise BusyError("plex.tv is left in peace, because it was asked too often", left)
        sent = monotonic()
        try:
            account = await in_thread(self._account)
        except BusyError as err:
            raise BusyError(err.plain, self._pause.make(sent, None, 1.0)) from err
        except AuthError as err:
            self._note_refusal(err)
            raise
        if isinstance(account.trouble, BusyError):
            self._pause.make(sent, None, 1.0)
        if isinstance(account.trouble, AuthError):
            self._note_refusal(account.trouble)
        return account

    def _account(self) -> Account:
        from plexapi.myplex import MyPlexAccount, MyPlexUser  # noqa: PLC0415 - as in as_ours

        with OneHostSession() as session:
            with as_ours():
                account = MyPlexAccount(token=self._token, timeout=_TIMEOUT, session=session)
                owner = _person(account)
            if owner is None:
                raise BadAnswerError("plex.tv does not tell whose token it is")
            try:
                with as_ours():
                    listed = account.query(MyPlexUser.key)
                    if listed.tag != "MediaContainer":
                        raise IncompleteError("plex.tv does not list the people of the account")
                    rows = [row for row in listed if row.tag == MyPlexUser.TAG]
            except ServiceError as err:
                return Account(owner, (), trouble=err)
        people: list[Person] = []
        shares: dict[str, frozenset[str]] = {}
        filters: dict[str, Filters] = {}
        for row in rows:
            # One by one: plexapi's own list fails as a whole over an odd one.
            try:
                user = MyPlexUser(account, row, MyPlexUser.key)
            except ValueError:
                user = None
            if user and (person := _person(user)):
                people.append(person)
                shares[person.id] = _shares(user)
                filters[person.id] = _filters(user)
            else:
                _LOGGER.debug("An odd row of the people of the account is left out")
        return Account(owner, tuple(people), shares, filters, odd=len(rows) - len(people))

    async def own_watchlist(self) -> Listing[Title]:
        """Give the account's own watchlist, whole; pages that are as before are not sent again."""
        pages: list[Listing[Title]] = []
        start = 0
        total: int | None = None
        while total is None or start < total:
            paging = [
                ("X-Plex-Container-Start", str(start)),
                ("X-Plex-Container-Size", str(_OWN_PAGE)),
            ]
            page = await self._discover.get_kept(
                "/library/sections/watchlist/all", read_own_page, paging
            )
            if total not in (None, page.total):
                raise IncompleteError("its list changed while it was read")
            total = page.total
            pages.append(page.titles)
            start += page.size
            if not page.size and start < total:
                raise IncompleteError(f"it listed {start} of {total} titles")
        return _whole(pages)

    async def friends(self) -> Listing[Friend]:
        """Give all friends of the account; who is odd may be any friend."""
        return await self._query(_FRIENDS, {}, read_friends)

    async def friend_watchlist(self, uuid: str) -> Listing[Title]:
        """Give a friend's watchlist, whole.

        Raises `PrivateError` when the friend hides it, `BrokenOffError` when plex.tv becomes too
        busy in its middle.
        """
        pages: list[Listing[Title]] = []
        cursors: set[str | None] = set()
        after: str | None = None
        while after not in cursors:
            cursors.add(after)
            variables = {"user": {"id": uuid}, "first": _FRIENDS_PAGE, "after": after}
            try:
                page = await self._query(_WATCHLIST, variables, read_friends_page)
            except BusyError as err:
                if pages:
                    raise BrokenOffError(err.plain, err.retry_after) from err
                raise
            pages.append(page.titles)
            if page.cursor is None:
                return _whole(pages)
            after = page.cursor
        raise IncompleteError("its pages go round in a circle")

    async def catalogued(self, guid: str) -> Catalogued:
        """Give the other ids and the year of a `plex://` guid; nothing if it is not known.

        Raises a `ServiceError`.
        """
        plex_id = guid.rsplit("/", 1)[-1]
        return await _described(self._discover, plex_id, read_catalogued, Catalogued())

    async def title(self, plex_id: str) -> Title | None:
        """Give the movie or TV show that has this id in Plex's catalogue; None if none has it.

        `plex_id` is the last part of its guid. Raises a `ServiceError`.
        """
        return await _described(self._discover, plex_id, read_title, None)

    async def poster_address(self, plex_id: str) -> str:
        """Give where the poster is of what has this id in Plex's catalogue; empty for none.

        Raises a `ServiceError`.
        """
        return await _described(self._pictures, plex_id, read_poster_address, "")

    def _note_refusal(self, err: AuthError) -> None:
        if not isinstance(err, ForbiddenError):
            self._refused(err)

    async def _query[T](self, query: str, variables: dict[str, Any], read: Read[T]) -> T:
        body = {"query": query, "variables": variables}
        return await self._community.post("/api", body, read)


async def _described[T](catalogue: Caller, plex_id: str, read: Read[T], nothing: T) -> T:
    """Give what Plex's catalogue says of a title, and `nothing` where it has no such title."""
    try:
        return await catalogue.get(f"/library/metadata/{plex_id}", read)
    except NotFoundError:
        return nothing


def _shares(user: Any) -> frozenset[str]:
    """Give the servers that are shared with somebody; an invitation is no share yet."""
    return frozenset(str(server.machineIdentifier) for server in user.servers if not server.pending)


def _filters(user: Any) -> Filters:
    return Filters(user.filterAll, user.filterMovies, user.filterTelevision)


def _person(user: Any) -> Person | None:
    """Give the person, or None for one without a number, which plexapi reads as NaN or nothing."""
    if not isinstance(user.id, int):
        return None
    return Person.told(str(user.id), str(user.username or ""), str(user.title or ""))


def _whole(pages: list[Listing[Title]]) -> Listing[Title]:
    """Give the pages of a list as one."""
    doubts: list[Doubt] = [doubt for page in pages for doubt in page.doubts or ()]
    odd = sum(page.odd for page in pages)
    entries = tuple(title for page in pages for title in page.entries)
    return Listing(entries, odd, tuple(doubts) if odd else None)
