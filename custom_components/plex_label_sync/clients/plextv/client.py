"""plex.tv: the account, its people, and watchlists.

Account and people come through python-plexapi, aside. Watchlists come straight from the
two services that hold them: the owner's from Plex Discover, as Seerr and plexapi read it, friends'
from the community service's GraphQL, which is not documented; Pulsarr and Kometa read it so.
"""

from dataclasses import dataclass
from typing import Any

import aiohttp

from ...core.guid import usable
from ...core.model import Guids, MediaType, Person, Title
from ..errors import (
    AuthError,
    BadAnswerError,
    ForbiddenError,
    NotFoundError,
    PrivateError,
)
from ..http import PATIENT, Caller, Patience, Refused
from ..shape import Json, entries, mapping, number, text
from .aside import aside
from .plexapi_errors import as_ours

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
    """The token's account and the people with whom it shares servers or its home."""

    owner: Person
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Friend:
    """A friend of the account; `uuid` names the watchlist."""

    person: Person
    uuid: str


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

        with as_ours():
            account = MyPlexAccount(token=self._token, timeout=_TIMEOUT)
            people = tuple(map(_person, account.users()))
            return Account(_person(account), people)

    async def own_watchlist(self) -> tuple[Title, ...]:
        """Give the account's own watchlist, whole; pages that are as before are not sent again."""
        titles: list[Title] = []
        start = 0
        total: int | None = None
        while total is None or start < total:
            paging = [
                ("X-Plex-Container-Start", str(start)),
                ("X-Plex-Container-Size", str(_OWN_PAGE)),
            ]
            count, listed, read = await self._discover.get_parsed(
                "/library/sections/watchlist/all", paging, _own_page
            )
            if total not in (None, count):
                raise BadAnswerError("its list changed while it was read")
            total = count
            titles += read
            start += listed
            if not listed and start < total:
                raise BadAnswerError(f"it listed {start} of {total} titles")
        return tuple(titles)

    async def friends(self) -> tuple[Friend, ...]:
        """Give all friends of the account."""
        data = await self._query(_FRIENDS, {})
        friends = data.get("allFriendsV2")
        if friends is None:
            raise BadAnswerError("it gave no list of friends")
        return tuple(_friend(mapping(entry.get("user"))) for entry in entries(friends))

    async def friend_watchlist(self, uuid: str) -> tuple[Title, ...]:
        """Give a friend's watchlist, whole. Raises `PrivateError` when the friend hides it."""
        titles: list[Title] = []
        cursors: set[str | None] = set()
        after: str | None = None
        while after not in cursors:
            cursors.add(after)
            variables = {"user": {"id": uuid}, "first": _FRIENDS_PAGE, "after": after}
            data = await self._query(_WATCHLIST, variables)
            watchlist = mapping(data.get("userV2") or {}).get("watchlist")
            if watchlist is None:
                raise PrivateError("the watchlist is private")
            nodes = mapping(watchlist).get("nodes")
            if nodes is None:
                raise BadAnswerError("it gave no list of titles")
            titles += [title for node in entries(nodes) if (title := _title(node, "id"))]
            page = mapping(watchlist.get("pageInfo"))
            if page.get("hasNextPage") is False:
                return tuple(titles)
            after = text(page, "endCursor")
        raise BadAnswerError("its pages go round in a circle")

    async def external_guids(self, guid: str) -> Guids:
        """Give the ids that other catalogues have for a `plex://` guid; none if unknown."""
        path = f"/library/metadata/{guid.rsplit('/', 1)[-1]}"
        try:
            answer = await self._discover.get(path)
        except NotFoundError:
            return frozenset()
        container = mapping(mapping(answer).get("MediaContainer"))
        return usable(
            str(external.get("id", ""))
            for entry in entries(container.get("Metadata"))
            for external in entries(entry.get("Guid"))
        )

    def _note_refusal(self, err: AuthError) -> None:
        if not isinstance(err, ForbiddenError):
            self._refused(err)

    async def _query(self, query: str, variables: Json) -> Json:
        """Ask the community service; its errors come with HTTP status 200."""
        answer = mapping(
            await self._community.post("/api", {"query": query, "variables": variables})
        )
        if errors := answer.get("errors"):
            first = errors[0] if isinstance(errors, list) else errors
            said = first.get("message") if isinstance(first, dict) else None
            raise BadAnswerError("it answered with an error", str(said or "unknown"))
        return mapping(answer.get("data"))


def _own_page(answer: Any) -> tuple[int, int, tuple[Title, ...]]:
    """Give how long the list is, how many entries the page has, and the titles among them."""
    page = mapping(mapping(answer).get("MediaContainer"))
    listed = entries(page.get("Metadata"))
    titles = (title for entry in listed if (title := _title(entry, "ratingKey")))
    return number(page, "totalSize"), len(listed), tuple(titles)


def _person(user: Any) -> Person:
    return Person(str(user.id), user.username or "", user.title or "")


def _friend(user: Json) -> Friend:
    username = str(user.get("username") or "")
    display_name = str(user.get("displayName") or username)
    uuid = text(user, "id")
    return Friend(Person(text(user, "idRaw"), username, display_name, uuid=uuid), uuid)


def _title(entry: Json, id_key: str) -> Title | None:
    """Read a watchlist's entry; an entry that is neither film nor series is none."""
    kind = str(entry.get("type", "")).lower()
    if kind not in set(MediaType):
        return None
    guids = usable((f"plex://{kind}/{text(entry, id_key)}",))
    return Title(MediaType(kind), guids, str(entry.get("title", "")))
