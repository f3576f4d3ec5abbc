"""plex.tv: the account, its people, and watchlists.

Account and people come through python-plexapi, aside. Watchlists come straight from the
two services that hold them: the owner's from Plex Discover, as Seerr and plexapi read it, friends'
from the community service's GraphQL, which is not documented; Pulsarr and Kometa read it so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from ...core.model import Guids, Person, Title
from ..decode import Read
from ..errors import AuthError, BadAnswerError, ForbiddenError, NotFoundError
from ..http import PATIENT, Caller, Patience, Refused
from ..rows import Listing
from .aside import aside
from .plexapi_errors import as_ours
from .session import OneHostSession
from .shapes import (
    Friend,
    read_external_guids,
    read_friends,
    read_friends_page,
    read_own_page,
)

__all__ = ["COMMUNITY", "DISCOVER", "Account", "Friend", "PlexTv"]

DISCOVER = "https://discover.provider.plex.tv"
COMMUNITY = "https://community.plex.tv"

_AT_ONCE = 2
_TIMEOUT = 30
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


@dataclass(frozen=True, slots=True)
class Account:
    """The token's account and the people with whom it shares servers or its home.

    `shares` are the machine identifiers of the servers that each of these has, by the person's id.
    """

    owner: Person
    people: tuple[Person, ...]
    shares: Mapping[str, frozenset[str]] = field(default_factory=dict)


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
        headers = {
            "X-Plex-Token": token,
            "X-Plex-Client-Identifier": client_id,
            "X-Plex-Product": "Plex Label Sync",
        }
        self._discover, self._community = (
            Caller(
                session,
                base,
                headers=headers,
                at_once=_AT_ONCE,
                patience=patience,
                refused=self._note_refusal,
            )
            for base in (DISCOVER, COMMUNITY)
        )

    async def account(self) -> Account:
        """Give the account and its people."""
        try:
            return await aside(self._account)
        except AuthError as err:
            self._note_refusal(err)
            raise

    def _account(self) -> Account:
        from plexapi.myplex import MyPlexAccount  # noqa: PLC0415 - as in plexapi_errors.py

        with as_ours(), OneHostSession() as session:
            account = MyPlexAccount(token=self._token, timeout=_TIMEOUT, session=session)
            users = account.users()
            people = tuple(map(_person, users))
            return Account(_person(account), people, _shares(users))

    async def own_watchlist(self) -> Listing[Title]:
        """Give the account's own watchlist, whole; pages that are as before are not sent again."""
        titles: list[Title] = []
        odd = start = 0
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
                raise BadAnswerError("its list changed while it was read")
            total = page.total
            titles += page.titles.entries
            odd += page.titles.odd
            start += page.size
            if not page.size and start < total:
                raise BadAnswerError(f"it listed {start} of {total} titles")
        return Listing(tuple(titles), odd)

    async def friends(self) -> Listing[Friend]:
        """Give all friends of the account; who is odd may be any friend."""
        return await self._query(_FRIENDS, {}, read_friends)

    async def friend_watchlist(self, uuid: str) -> Listing[Title]:
        """Give a friend's watchlist, whole. Raises `PrivateError` when the friend hides it."""
        titles: list[Title] = []
        odd = 0
        cursors: set[str | None] = set()
        after: str | None = None
        while after not in cursors:
            cursors.add(after)
            variables = {"user": {"id": uuid}, "first": _FRIENDS_PAGE, "after": after}
            page = await self._query(_WATCHLIST, variables, read_friends_page)
            titles += page.titles.entries
            odd += page.titles.odd
            if page.cursor is None:
                return Listing(tuple(titles), odd)
            after = page.cursor
        raise BadAnswerError("its pages go round in a circle")

    async def external_guids(self, guid: str) -> Guids:
        """Give the ids that other catalogues have for a `plex://` guid; none if it has none."""
        path = f"/library/metadata/{guid.rsplit('/', 1)[-1]}"
        try:
            return await self._discover.get(path, read_external_guids)
        except NotFoundError:
            return frozenset()

    def _note_refusal(self, err: AuthError) -> None:
        if not isinstance(err, ForbiddenError):
            self._refused(err)

    async def _query[T](self, query: str, variables: dict[str, Any], read: Read[T]) -> T:
        body = {"query": query, "variables": variables}
        return await self._community.post("/api", body, read)


def _shares(users: Iterable[Any]) -> dict[str, frozenset[str]]:
    """Give the servers that are shared with each of these; an invitation is no share yet."""
    return {
        str(user.id): frozenset(
            str(server.machineIdentifier) for server in user.servers if not server.pending
        )
        for user in users
    }


def _person(user: Any) -> Person:
    return Person.told(str(user.id), user.username or "", user.title or "")
