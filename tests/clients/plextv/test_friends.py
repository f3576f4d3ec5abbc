"""Friends' watchlists: always whole, hidden, or an error."""

from asyncio import gather
from typing import Any

import orjson
import pytest

from custom_components.plex_label_sync.clients.errors import (
    BadAnswerError,
    BusyError,
    PrivateError,
    ServerFaultError,
)
from custom_components.plex_label_sync.clients.plextv import client as plextv_module
from custom_components.plex_label_sync.clients.plextv.client import PlexTv
from custom_components.plex_label_sync.clients.rows import Listing
from custom_components.plex_label_sync.core.model import Doubt
from tests.clients.bare import BareServer
from tests.clients.wishes import as_ours, many
from tests.lab.server import Fault
from tests.lab.town import Town

NO_NODES: tuple[object, ...] = ({}, "x", 7)


def friends_page(
    *nodes: tuple[str, str], more: object = False, cursor: str | None = None
) -> dict[str, Any]:
    """A page of a friend's watchlist; `nodes` are ids, which are titles too, and types."""
    watchlist = {
        "nodes": [{"id": key, "title": key, "type": kind} for key, kind in nodes],
        "pageInfo": {"hasNextPage": more, "endCursor": cursor},
    }
    return {"data": {"userV2": {"watchlist": watchlist}}}


async def test_a_friends_watchlist_holds_films_and_series(plextv: PlexTv, town: Town) -> None:
    """Those in no library too."""
    john = town.world.person("john")
    assert await plextv.friend_watchlist(john.uuid) == as_ours(john.watchlist, with_years=False)


async def test_an_empty_friends_watchlist_is_empty(plextv: PlexTv, town: Town) -> None:
    """That is known, and no error."""
    john = town.world.person("john")
    john.watchlist = []
    assert await plextv.friend_watchlist(john.uuid) == Listing(())


@pytest.mark.parametrize(("count", "largest", "pages"), [(100, 100, 1), (101, 100, 2), (7, 2, 4)])
async def test_a_friends_watchlist_comes_in_pages(
    plextv: PlexTv, town: Town, count: int, largest: int, pages: int
) -> None:
    """All of it, in order, however much the service gives at once."""
    maria = town.world.person("maria")
    maria.watchlist = many(town, count)
    town.plextv.largest_page = largest
    assert await plextv.friend_watchlist(maria.uuid) == as_ours(maria.watchlist, with_years=False)
    assert len(town.plextv.log) == pages


async def test_a_page_of_a_friends_watchlist_that_fails_fails_it_all(
    plextv: PlexTv, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a list would take labels off the other half."""
    monkeypatch.setattr(plextv_module, "_FRIENDS_PAGE", 2)
    town.plextv.fail_after_first_page = True
    with pytest.raises(ServerFaultError):
        await plextv.friend_watchlist(town.world.person("john").uuid)


async def test_a_private_watchlist_is_not_an_empty_one(plextv: PlexTv, town: Town) -> None:
    """Its friend may have hidden it just now."""
    with pytest.raises(PrivateError):
        await plextv.friend_watchlist(town.world.person("ines").uuid)


async def test_a_private_watchlist_may_be_told_as_an_error(plextv: PlexTv, town: Town) -> None:
    """Inside HTTP 200, as GraphQL tells all errors."""
    town.plextv.private_as_error = True
    with pytest.raises(PrivateError):
        await plextv.friend_watchlist(town.world.person("ines").uuid)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("This watchlist is private.", "INTERNAL_SERVER_ERROR"),
        ("You do not have permission to view this", ""),
        ("Not authorized", None),
        ("Access denied", None),
        ("", "FORBIDDEN"),
        ("?", "UNAUTHORIZED"),
    ],
)
async def test_an_error_that_forbids_to_look_means_private(
    plextv_at_bare: PlexTv, bare: BareServer, message: str, code: str | None
) -> None:
    """In whatever words; which plex.tv uses was not seen."""
    error = {"message": message, "extensions": {"code": code}}
    bare.answers = [{"errors": [error], "data": {"userV2": None}}]
    with pytest.raises(PrivateError):
        await plextv_at_bare.friend_watchlist("uuid")


@pytest.mark.parametrize(
    "message", ["Something went wrong.", "Timeout", "Cannot query that field.", "User not found."]
)
async def test_another_error_does_not_mean_private(
    plextv_at_bare: PlexTv, bare: BareServer, message: str
) -> None:
    """Nobody is said to hide a list who does not."""
    bare.answers = [{"errors": [{"message": message, "extensions": {"code": "NOT_FOUND"}}]}]
    with pytest.raises(BadAnswerError, match=message):
        await plextv_at_bare.friend_watchlist("uuid")


@pytest.mark.parametrize(
    "error", [{"message": "Rate limit exceeded"}, {"extensions": {"code": "TOO_MANY_REQUESTS"}}]
)
async def test_an_error_may_say_that_the_service_is_busy(
    plextv_at_bare: PlexTv, bare: BareServer, error: object
) -> None:
    """Inside HTTP 200, too."""
    bare.answers = [{"errors": [error]}]
    with pytest.raises(BusyError):
        await plextv_at_bare.friend_watchlist("uuid")


async def test_the_watchlist_of_somebody_who_is_gone_is_private(
    plextv_at_bare: PlexTv, bare: BareServer
) -> None:
    """What is on it is not known."""
    bare.answers = [{"data": {"userV2": None}}]
    with pytest.raises(PrivateError):
        await plextv_at_bare.friend_watchlist("uuid")


@pytest.mark.parametrize("username", ["john", "guest"])
async def test_a_watchlists_errors_inside_http_200_are_errors(
    plextv: PlexTv, town: Town, username: str
) -> None:
    """As for somebody who is no friend any more."""
    town.plextv.graphql_errors.add(town.world.person("john").uuid)
    with pytest.raises(BadAnswerError, match="it answered with an error"):
        await plextv.friend_watchlist(town.world.person(username).uuid)


async def test_each_page_is_asked_for_by_the_cursor_of_the_last(
    plextv_at_bare: PlexTv, bare: BareServer
) -> None:
    """The first by none."""
    bare.answers = [
        friends_page(("a", "MOVIE"), more=True, cursor="x"),
        friends_page(("b", "MOVIE"), more=True, cursor="y"),
        friends_page(("c", "MOVIE")),
    ]
    assert len((await plextv_at_bare.friend_watchlist("uuid")).entries) == 3
    variables = [orjson.loads(body)["variables"] for body in bare.bodies]
    assert [sent["after"] for sent in variables] == [None, "x", "y"]
    assert {sent["user"]["id"] for sent in variables} == {"uuid"}


@pytest.mark.parametrize("cursors", [["x"], ["x", "y", "x"]])
async def test_pages_that_go_round_in_a_circle_are_a_bad_answer(
    plextv_at_bare: PlexTv, bare: BareServer, cursors: list[str]
) -> None:
    """After the first that comes a second time."""
    bare.answers = [friends_page(("a", "MOVIE"), more=True, cursor=cursor) for cursor in cursors]
    with pytest.raises(BadAnswerError, match="circle"):
        await plextv_at_bare.friend_watchlist("uuid")
    assert len(bare.log) <= 3


@pytest.mark.parametrize(
    "watchlist",
    [
        *([], "x", {}, {"nodes": []}, {"nodes": None, "pageInfo": {"hasNextPage": False}}),
        *({"nodes": [], "pageInfo": info} for info in (None, {}, {"hasNextPage": None})),
        *({"nodes": [], "pageInfo": info} for info in ({"hasNextPage": True}, {"endCursor": ""})),
        *({"nodes": nodes, "pageInfo": {"hasNextPage": False}} for nodes in NO_NODES),
    ],
)
async def test_a_watchlist_of_another_shape_is_a_bad_answer(
    plextv_at_bare: PlexTv, bare: BareServer, watchlist: object
) -> None:
    """And never an empty one."""
    bare.answers = [{"data": {"userV2": {"watchlist": watchlist}}}]
    with pytest.raises(BadAnswerError):
        await plextv_at_bare.friend_watchlist("uuid")


@pytest.mark.parametrize(
    ("odd", "doubt"),
    [
        (None, Doubt()),
        ({"type": "MOVIE"}, Doubt()),
        (
            {"id": "b", "type": "MOVIE", "title": []},
            Doubt(guids=frozenset({"plex://movie/b", "plex://show/b"})),
        ),
        *(
            (untyped, Doubt(guids=frozenset({"plex://movie/b", "plex://show/b"})))
            for untyped in ({"id": "b"}, {"id": "b", "type": None}, {"id": "b", "type": ""})
        ),
    ],
)
async def test_an_odd_entry_of_a_friends_watchlist_is_counted_beside_the_others(
    plextv_at_bare: PlexTv, bare: BareServer, odd: object, doubt: Doubt
) -> None:
    """Which title it is nobody knows, unless it has an id."""
    first = friends_page(("a", "MOVIE"), more=True, cursor="x")
    first["data"]["userV2"]["watchlist"]["nodes"].append(odd)
    bare.answers = [first, friends_page(("c", "MOVIE"))]
    listing = await plextv_at_bare.friend_watchlist("uuid")
    assert [title.name for title in listing.entries] == ["a", "c"]
    assert (listing.odd, listing.doubts) == (1, (doubt,))


@pytest.mark.parametrize("kind", ["SEASON", "EPISODE"])
async def test_what_is_neither_film_nor_series_is_left_out(
    plextv_at_bare: PlexTv, bare: BareServer, kind: str
) -> None:
    """The rest is there."""
    bare.answers = [friends_page(("a", kind), ("b", "SHOW"))]
    listing = await plextv_at_bare.friend_watchlist("uuid")
    assert [title.name for title in listing.entries] == ["b"]


async def test_a_service_that_is_busy_for_long_is_an_error(plextv: PlexTv, town: Town) -> None:
    """It says by itself when to come again, and is not asked before."""
    headers = {"Retry-After": "3600"}
    town.plextv.faults = [Fault("status", "/community/", status=429, headers=headers)]
    with pytest.raises(BusyError):
        await plextv.friend_watchlist(town.world.person("john").uuid)
    assert len(town.plextv.log) == 1


async def test_two_lists_are_read_at_a_time(plextv: PlexTv, town: Town) -> None:
    """Friends are many, and plex.tv is quick to call us too busy."""
    town.plextv.write_seconds = 0.05
    john = town.world.person("john")
    await gather(*(plextv.friend_watchlist(john.uuid) for _ in range(6)))
    assert town.plextv.most_at_once == 2
