"""Sources with an entry that cannot be read: the others are claimed, and nothing counts as gone."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from aiohttp import ClientSession, web
import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.clients.seerr.client import Seerr
from custom_components.plex_label_sync.core.model import Reading
from custom_components.plex_label_sync.sources.reader import Reader
from custom_components.plex_label_sync.sources.requests import RequestReader
from custom_components.plex_label_sync.sources.tags import TagReader
from custom_components.plex_label_sync.sources.watchlists import FRIENDS, FriendsWatchlists
from tests.clients.bare import BareServer
from tests.lab.town import plextv_at

ONCE = Patience(tries=1)
STATUS = {"appName": "Radarr", "startTime": "then"}
TAGS = [{"label": "kids", "movieIds": [1, 2]}]
MOVIES = [{"id": 1, "title": "A", "tmdbId": 1}, {"id": 2, "title": "B", "tmdbId": 2}]
REQUEST = {
    "id": 1,
    "status": 2,
    "media": {"mediaType": "movie", "tmdbId": 1},
    "requestedBy": {"id": 1, "plexId": 7},
}
USER = {"id": 1, "plexId": 7, "plexUsername": "john"}
FRIEND = {"user": {"id": "b", "idRaw": 7, "username": "john"}}
NODE = {"id": "a", "type": "MOVIE", "title": "A"}


@pytest.fixture
async def bare(socket_enabled: None) -> AsyncIterator[BareServer]:
    """A bare server, listening."""
    async with BareServer() as server:
        yield server


def answer_with(bare: BareServer, answers: Mapping[str, Any]) -> None:
    """Let the server answer each path, by its end, in its own way."""

    async def handler(request: web.Request) -> web.Response:
        path = request.path
        return web.json_response(next(answers[end] for end in answers if path.endswith(end)))

    bare.handler = handler


async def read(reader: Reader) -> tuple[Reading, ...]:
    """What a source said."""
    return (await reader.read()).readings


def names(reading: Reading) -> list[str]:
    """The names of the titles that are claimed."""
    assert reading.claims is not None
    return [claim.title.name for claim in reading.claims]


def tags_of(session: ClientSession, bare: BareServer, tags: list[Any], movies: list[Any]) -> Reader:
    """The tags of a Radarr that answers so."""
    answer_with(bare, {"/system/status": STATUS, "/tag/detail": tags, "/movie": movies})
    radarr = Arr(session, ArrKind.RADARR, bare.url, "key", patience=ONCE)
    return TagReader(radarr, "tags/one", "Radarr")


def requests_of(
    session: ClientSession, bare: BareServer, requests: list[Any], users: list[Any]
) -> Reader:
    """The requests of a Seerr that answers so."""
    answer_with(bare, {"/request": _page(requests), "/user": _page(users)})
    seerr = Seerr(session, bare.url, "key", patience=ONCE)
    return RequestReader(seerr, "requests/one", "Seerr")


def _page(rows: list[Any]) -> dict[str, Any]:
    return {"pageInfo": {"results": len(rows)}, "results": rows}


def friends_of(session: ClientSession, bare: BareServer, friends: list[Any]) -> Reader:
    """The friends of an account, whose watchlists all hold one title and perhaps more."""
    answer_with(bare, {"/api": {"data": {"allFriendsV2": friends, **_watchlist(NODE)}}})
    with plextv_at(bare.url):
        plextv = PlexTv(session, "token", client_id="test", patience=ONCE)
    return FriendsWatchlists(plextv, lambda _: False)


def _watchlist(*nodes: object) -> dict[str, Any]:
    return {"userV2": {"watchlist": {"nodes": nodes, "pageInfo": {"hasNextPage": False}}}}


async def test_a_reading_without_odd_entries_says_so(
    session: ClientSession, bare: BareServer
) -> None:
    """What is missing from it is gone."""
    (reading,) = await read(tags_of(session, bare, TAGS, MOVIES))
    assert (names(reading), reading.odd) == (["A", "B"], 0)


async def test_a_tag_that_cannot_be_read_is_counted(
    session: ClientSession, bare: BareServer
) -> None:
    """Any of its titles may carry it."""
    (reading,) = await read(tags_of(session, bare, [*TAGS, {"label": "holiday"}], MOVIES))
    assert (names(reading), reading.odd) == (["A", "B"], 1)


async def test_a_tagged_title_that_cannot_be_read_is_counted(
    session: ClientSession, bare: BareServer
) -> None:
    """It may be on any item."""
    (reading,) = await read(tags_of(session, bare, TAGS, [MOVIES[0], {"id": 2, "title": []}]))
    assert (names(reading), reading.odd) == (["A"], 1)


async def test_a_title_without_tags_that_cannot_be_read_does_not_matter(
    session: ClientSession, bare: BareServer
) -> None:
    """It claims nothing in any case."""
    (reading,) = await read(tags_of(session, bare, TAGS, [*MOVIES, {"id": 3, "title": []}]))
    assert (names(reading), reading.odd) == (["A", "B"], 0)


async def test_a_request_that_cannot_be_read_is_counted(
    session: ClientSession, bare: BareServer
) -> None:
    """It may be anybody's, for any title."""
    requests = requests_of(session, bare, [REQUEST, {"id": 2}], [USER])
    (reading,) = await read(requests)
    assert (names(reading), reading.odd) == ([""], 1)


async def test_while_a_user_of_seerr_cannot_be_read_nobody_who_is_missing_is_gone(
    session: ClientSession, bare: BareServer
) -> None:
    """The others are known, and their requests are read as ever."""
    wishes = await requests_of(session, bare, [REQUEST], [USER, {"id": None}]).read()
    (reading,) = wishes.readings
    assert (names(reading), reading.odd) == ([""], 0)
    assert [person.id for person in wishes.others] == ["7"]
    assert not wishes.knows_all


async def test_an_entry_of_a_watchlist_that_cannot_be_read_is_counted(
    session: ClientSession, bare: BareServer
) -> None:
    """With this person alone."""
    friends = friends_of(session, bare, [FRIEND])
    answer_with(bare, {"/api": {"data": {"allFriendsV2": [FRIEND], **_watchlist(NODE, None)}}})
    (reading,) = await read(friends)
    assert (names(reading), reading.odd) == (["A"], 1)


async def test_while_a_friend_cannot_be_read_no_missing_friend_is_gone(
    session: ClientSession, bare: BareServer
) -> None:
    """The lists of all whom plex.tv names are read as ever."""
    wishes = await friends_of(session, bare, [None, FRIEND]).read()
    unknown, reading = wishes.readings
    assert not wishes.knows_all
    assert (unknown.source, unknown.claims, unknown.odd) == (FRIENDS, None, 0)
    assert unknown.error == "1 of the friends could not be read"
    assert unknown.discreet == "friends' watchlists: 1 of the friends could not be read"
    assert (reading.source, names(reading), reading.odd) == (f"{FRIENDS}/b", ["A"], 0)
