"""What plex.tv's answers hold about friends and watchlists, and how each is read from JSON.

Nothing of it is documented; the shapes are those that Seerr, Pulsarr and plexapi read. What is not
as promised is a `BadAnswerError`.
"""

from dataclasses import dataclass
from typing import Any

from msgspec import Raw, Struct, field

from ...core.guid import usable
from ...core.model import Guids, MediaType, Person, Title
from ..decode import Body, FullText, Key, Whole, reader
from ..errors import BadAnswerError, OddShapeError, PrivateError
from ..rows import Listing, Rows, row_reader


@dataclass(frozen=True, slots=True)
class Friend:
    """A friend of the account; `uuid` names the watchlist."""

    person: Person
    uuid: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of the own watchlist; `total` and `size` are the entries of the list and of the page.

    Entries that are neither movie nor TV show are among these, and not among the titles.
    """

    total: int
    size: int
    titles: Listing[Title]


@dataclass(frozen=True, slots=True)
class FriendsPage:
    """A page of a friend's watchlist, and by what to ask for the next one, if there is one."""

    titles: Listing[Title]
    cursor: str | None


class _Container(Struct, gc=False):
    total: Whole = field(name="totalSize")
    rows: Raw = field(name="Metadata", default=Raw(b"[]"))


class _OwnPage(Struct, gc=False):
    container: _Container = field(name="MediaContainer")


class _Wish(Struct, gc=False):
    key: Key = field(name="ratingKey")
    type: str | None = None
    title: str | None = None


class _Node(Struct, gc=False):
    id: Key
    type: str | None = None
    title: str | None = None


class _Guid(Struct, gc=False):
    id: str


class _Entry(Struct, gc=False):
    guids: list[_Guid] = field(name="Guid", default_factory=list)


class _Entries(Struct, gc=False):
    rows: list[_Entry] = field(name="Metadata", default_factory=list)


class _Metadata(Struct, gc=False):
    container: _Entries = field(name="MediaContainer")


class _Answer(Struct, gc=False):
    """What the community service answers: its errors come with HTTP status 200."""

    errors: Any = None
    data: Raw = Raw(b"null")


class _FriendsUser(Struct, gc=False, rename="camel"):
    id: FullText
    id_raw: Key
    username: str | None = None
    display_name: str | None = None


class _Friendship(Struct, gc=False):
    user: _FriendsUser


class _Friends(Struct, gc=False, rename={"friends": "allFriendsV2"}):
    friends: Raw


class _PageInfo(Struct, gc=False, rename="camel"):
    has_next_page: bool
    end_cursor: str | None = None


class _Watchlist(Struct, gc=False, rename="camel"):
    nodes: Raw
    page_info: _PageInfo


class _WatchlistUser(Struct, gc=False):
    watchlist: _Watchlist | None = None


class _WatchlistData(Struct, gc=False, rename={"user": "userV2"}):
    user: _WatchlistUser | None = None


_read_own_page = reader(_OwnPage)
_read_wishes = row_reader(_Wish, "the own watchlist")
_read_nodes = row_reader(_Node, "a friend's watchlist")
_read_metadata = reader(_Metadata)
_read_answer = reader(_Answer)
_read_friends = reader(_Friends)
_read_friendships = row_reader(_Friendship, "friends")
_read_watchlist = reader(_WatchlistData)


def read_own_page(body: Body) -> OwnPage:
    """Read a page of the own watchlist."""
    container = _read_own_page(body).container
    listed = _read_wishes(container.rows)
    titles = _titles(Rows(tuple((row.key, row.type, row.title) for row in listed.rows), listed.odd))
    return OwnPage(container.total, len(listed.rows) + len(listed.odd), titles)


def read_external_guids(body: Body) -> Guids:
    """Read the ids that other catalogues have for a title."""
    entries = _read_metadata(body).container.rows
    return usable(guid.id for entry in entries for guid in entry.guids)


def read_friends(body: Body) -> Listing[Friend]:
    """Read all friends."""
    listed = _read_friendships(_read_friends(_data(body)).friends)
    return Listing(tuple(_friend(row.user) for row in listed.rows), len(listed.odd))


def read_friends_page(body: Body) -> FriendsPage:
    """Read a page of a friend's watchlist. Raises `PrivateError` when the friend hides it."""
    user = _read_watchlist(_data(body)).user
    if user is None or user.watchlist is None:
        raise PrivateError("the watchlist is private")
    listed = _read_nodes(user.watchlist.nodes)
    titles = _titles(Rows(tuple((row.id, row.type, row.title) for row in listed.rows), listed.odd))
    page = user.watchlist.page_info
    if page.has_next_page and not page.end_cursor:
        raise OddShapeError("its answer lacks 'endCursor'")
    return FriendsPage(titles, page.end_cursor if page.has_next_page else None)


def _data(body: Body) -> Raw:
    answer = _read_answer(body)
    if errors := answer.errors:
        first = errors[0] if isinstance(errors, list) else errors
        message = first.get("message") if isinstance(first, dict) else None
        raise BadAnswerError("it answered with an error", str(message or "unknown"))
    return answer.data


def _friend(user: _FriendsUser) -> Friend:
    username = user.username or ""
    shown = user.display_name or username
    person = Person.told(str(user.id_raw), username, shown, uuid=user.id)
    return Friend(person, user.id)


def _titles(listed: Rows[tuple[str | int, str | None, str | None]]) -> Listing[Title]:
    """Give the movies and TV shows among entries: their ids, types and names."""
    titles = (
        Title(MediaType(kind), usable((f"plex://{kind}/{key}",)), name or "")
        for key, kind, name in (
            (key, (kind or "").lower(), name) for key, kind, name in listed.rows
        )
        if kind in set(MediaType)
    )
    return Listing(tuple(titles), len(listed.odd))
