"""What the community service answers about friends and their watchlists, and how that is read.

It speaks GraphQL and is not documented; the shapes are those that Pulsarr and Kometa read. What is
not as promised is a `BadAnswerError`; an entry that is not is counted beside the others.
"""

from re import IGNORECASE, compile as pattern
from typing import Any

from msgspec import Raw, Struct

from ...core.model import Doubt, Person, Title
from ..decode import Body, FullText, Key, reader
from ..errors import BadAnswerError, BusyError, OddShapeError, PrivateError, ServiceError
from ..rows import Listing, Rows, row_reader
from .shapes import Entry, doubt_of, titles

# Which words a hidden list's error has is not known: these say it in every GraphQL service.
_FORBIDDEN = frozenset({"FORBIDDEN", "UNAUTHORIZED", "ACCESS_DENIED", "NOT_AUTHORIZED", "PRIVATE"})
_HIDDEN = pattern(
    r"\bprivate\b|forbidden|not (allowed|authori[sz]ed|permitted|visible)|unauthori[sz]ed"
    r"|permission|(access|is) denied|not (your |a )?friend|hidden",
    IGNORECASE,
)
_BUSY = pattern(r"rate.?limit|too.?many.?requests|throttl", IGNORECASE)
_PRIVATE = "the watchlist is private"


class Friend(Struct, frozen=True, gc=False):
    """A friend of the account; `uuid` names the watchlist."""

    person: Person
    uuid: str


class FriendsPage(Struct, frozen=True):
    """A page of a friend's watchlist, and by what to ask for the next one, if there is one."""

    titles: Listing[Title]
    cursor: str | None


class _Node(Struct, gc=False):
    id: Key
    type: FullText
    title: str | None = None


class _OddNode(Struct, gc=False):
    id: Key


class _Answer(Struct, gc=False):
    """What the service answers: its errors come with HTTP status 200."""

    errors: Any = None
    data: Raw = Raw(b"null")


class _User(Struct, gc=False, rename="camel"):
    id: FullText
    id_raw: Key
    username: str | None = None
    display_name: str | None = None


class _Friendship(Struct, gc=False):
    user: _User


class _OddUser(Struct, gc=False):
    id: FullText


class _OddFriendship(Struct, gc=False):
    user: _OddUser


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


_read_nodes = row_reader(_Node, "a friend's watchlist")
_read_odd_node = reader(_OddNode)
_read_answer = reader(_Answer)
_read_friends = reader(_Friends)
_read_friendships = row_reader(_Friendship, "friends")
_read_odd_friendship = reader(_OddFriendship)
_read_watchlist = reader(_WatchlistData)


def read_friends(body: Body) -> Listing[Friend]:
    """Read all friends; the subject of a doubt is the uuid of one who could not be read."""
    answer = _read_answer(body)
    if answer.errors:
        raise _error(answer.errors)
    listed = _read_friendships(_read_friends(answer.data).friends)
    friends = tuple(_friend(row.user) for row in listed.rows)
    doubts = tuple(map(_doubtful_friend, listed.odd))
    return Listing(friends, len(listed.odd), doubts or None)


def read_friends_page(body: Body) -> FriendsPage:
    """Read a page of a friend's watchlist. Raises `PrivateError` when the friend hides it.

    That is told by no list, or by an error: we asked about this one person, by a token with which
    the friends could be read.
    """
    answer = _read_answer(body)
    if answer.errors:
        raise PrivateError(_PRIVATE) if _tells_hidden(answer.errors) else _error(answer.errors)
    user = _read_watchlist(answer.data).user
    if user is None or user.watchlist is None:
        raise PrivateError(_PRIVATE)
    listed = _read_nodes(user.watchlist.nodes)
    entries = Rows(tuple(Entry(row.id, row.type, row.title) for row in listed.rows), listed.odd)
    page = user.watchlist.page_info
    if page.has_next_page and not page.end_cursor:
        raise OddShapeError("its answer lacks 'endCursor'")
    cursor = page.end_cursor if page.has_next_page else None
    return FriendsPage(titles(entries, map(_doubtful_node, listed.odd)), cursor)


def _tells_hidden(errors: Any) -> bool:
    """Whether one of the errors says that the asker may not see this."""
    return any(
        code.upper() in _FORBIDDEN or bool(_HIDDEN.search(message))
        for code, message in _told(errors)
    )


def _error(errors: Any) -> ServiceError:
    told = _told(errors)
    if any(_BUSY.search(f"{code} {message}") for code, message in told):
        return BusyError("it answered that it was asked too often")
    message = told[0][1] if told else ""
    return BadAnswerError("it answered with an error", message or "unknown")


def _told(errors: Any) -> list[tuple[str, str]]:
    """Give code and message of each error, each of which may be missing."""
    told: list[tuple[str, str]] = []
    for error in errors if isinstance(errors, list) else [errors]:
        if isinstance(error, dict):
            extensions = error.get("extensions")
            code = extensions.get("code") if isinstance(extensions, dict) else None
            told.append((str(code or ""), str(error.get("message") or "")))
    return told


def _friend(user: _User) -> Friend:
    username = user.username or ""
    shown = user.display_name or username
    person = Person.told(str(user.id_raw), username, shown, uuid=user.id)
    return Friend(person, user.id)


def _doubtful_friend(row: bytes) -> Doubt:
    try:
        return Doubt(subject=_read_odd_friendship(row).user.id)
    except BadAnswerError:
        return Doubt()


def _doubtful_node(row: bytes) -> Doubt:
    try:
        return doubt_of(_read_odd_node(row).id)
    except BadAnswerError:
        return Doubt()
