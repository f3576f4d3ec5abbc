"""Sources with an entry that cannot be read: the others are claimed, and nothing counts as gone."""

from collections.abc import AsyncIterator, Mapping
from copy import replace
from typing import Any

from aiohttp import ClientSession, web
import pytest

from custom_components.plex_label_sync.clients.arr.client import Arr, ArrKind
from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.clients.seerr.client import Seerr
from custom_components.plex_label_sync.core.model import Doubt, Reading
from custom_components.plex_label_sync.sources.reader import Reader
from custom_components.plex_label_sync.sources.requests import RequestReader
from custom_components.plex_label_sync.sources.tags import TagReader
from custom_components.plex_label_sync.sources.watchlists import FRIENDS, FriendsWatchlists
from tests.clients.bare import BareServer
from tests.lab.plextv_addresses import plextv_at

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
    assert reading.doubts == (Doubt(subject="holiday"),)


@pytest.mark.parametrize(
    ("odd", "doubt"),
    [
        (None, Doubt()),
        ({"label": ""}, Doubt()),
        ({"label": "", "movieIds": [2]}, Doubt(guids=frozenset({"tmdb://2"}))),
        ({"label": None, "movieIds": [1, 2]}, Doubt(guids=frozenset({"tmdb://1", "tmdb://2"}))),
        ({"label": None, "movieIds": [99]}, Doubt()),
    ],
)
async def test_a_tag_without_a_label_may_be_any_of_its_titles(
    session: ClientSession, bare: BareServer, odd: object, doubt: Doubt
) -> None:
    """Once these are known."""
    reader = tags_of(session, bare, [*TAGS, odd], MOVIES)
    await read(reader)
    (reading,) = await read(reader)
    assert (names(reading), reading.odd, reading.doubts) == (["A", "B"], 1, (doubt,))


async def test_where_tags_name_requesters_a_label_stands_for_whom_it_names(
    session: ClientSession, bare: BareServer
) -> None:
    """Whom that is is found out where people are known."""
    reader = tags_of(session, bare, [*TAGS, {"label": "12-john"}], MOVIES)
    assert isinstance(reader, TagReader)
    (reading,) = await read(replace(reader, requester_tags=True))
    assert reading.doubts == (Doubt(subject="12-john"),)


async def test_a_tagged_title_that_cannot_be_read_is_counted(
    session: ClientSession, bare: BareServer
) -> None:
    """It may be on any item."""
    (reading,) = await read(tags_of(session, bare, TAGS, [MOVIES[0], {"id": 2, "title": []}]))
    assert (names(reading), reading.odd) == (["A"], 1)
    assert reading.doubts == (Doubt(subject="kids"),)


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


@pytest.mark.parametrize(
    ("odd", "doubts"),
    [
        ({"id": 2}, (Doubt(),)),
        ({**REQUEST, "id": 2, "requestedBy": {}}, (Doubt(guids=frozenset({"tmdb://1"})),)),
        ({**REQUEST, "id": 2, "media": {"tmdbId": 5}}, (Doubt(subject="7"),)),
        ({**REQUEST, "id": 2, "media": [], "requestedBy": {"id": 9}}, (Doubt(),)),
        ({"id": 2, "status": 3, "media": []}, ()),
        ({**REQUEST, "id": 2, "requestedBy": None}, ()),
        ({**REQUEST, "id": 2, "media": None}, ()),
    ],
)
async def test_what_a_request_may_be_that_cannot_be_read(
    session: ClientSession, bare: BareServer, odd: dict[str, Any], doubts: tuple[Doubt, ...]
) -> None:
    """A wish of this user, or for this title; nobody's, where it has lost either."""
    (reading,) = await read(requests_of(session, bare, [REQUEST, odd], [USER]))
    assert (names(reading), reading.odd, reading.doubts) == ([""], 1, doubts)


async def test_the_user_of_a_request_that_cannot_be_read_need_not_have_others(
    session: ClientSession, bare: BareServer
) -> None:
    """All users are known."""
    odd = {**REQUEST, "id": 2, "media": [], "requestedBy": {"id": 9}}
    users = [USER, {"id": 9, "plexId": 8, "plexUsername": "ann"}]
    (reading,) = await read(requests_of(session, bare, [REQUEST, odd], users))
    assert reading.doubts == (Doubt(subject="8"),)


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
    assert (unknown.source, unknown.claims, unknown.odd) == (FRIENDS, None, 1)
    assert unknown.of_the_rest
    assert unknown.error == "1 of the friends could not be read"
    assert unknown.discreet == "friends' watchlists: 1 of the friends could not be read"
    assert (reading.source, names(reading), reading.odd) == (f"{FRIENDS}/b", ["A"], 0)


async def test_a_friend_of_whom_the_account_can_be_read_is_unknown_alone(
    session: ClientSession, bare: BareServer
) -> None:
    """All others who are missing are gone."""
    odd = {"user": {"id": "c", "username": "no number"}}
    unknown, reading = await read(friends_of(session, bare, [odd, FRIEND]))
    assert (unknown.source, unknown.claims, unknown.odd) == (f"{FRIENDS}/c", None, 1)
    assert not unknown.of_the_rest
    assert reading.source == f"{FRIENDS}/b"


async def test_while_a_friend_cannot_be_read_nobody_is_forgotten(
    session: ClientSession, bare: BareServer
) -> None:
    """The friend may be anybody who is missing."""
    assert not (await friends_of(session, bare, [None, FRIEND]).read()).knows_all
    assert (await friends_of(session, bare, [FRIEND]).read()).knows_all


async def test_who_is_excluded_is_not_unknown_for_a_friend_who_cannot_be_read(
    session: ClientSession, bare: BareServer
) -> None:
    """What they want is known: nothing that counts."""
    reader = friends_of(session, bare, [None, FRIEND])
    assert isinstance(reader, FriendsWatchlists)
    _, reading = await read(replace(reader, excluded=lambda _: True))
    assert (reading.source, reading.claims) == (f"{FRIENDS}/b", ())
