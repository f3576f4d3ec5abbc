"""Seerr's stand-in: what anybody may know, how many requests it counts, and when it shows them."""

from collections.abc import AsyncIterator

import pytest

from tests.lab.bare_client_seerr import ask
from tests.lab.seerr import SeerrServer
from tests.lab.world import World
from tests.lab.world_seerr import SeerrState

WEBHOOK = "settings/notifications/webhook"


@pytest.fixture
def state(world: World) -> SeerrState:
    """A Seerr with a film, the same film in 4K, and a series without a tvdb id."""
    seerr = world.add_seerr("Wishes")
    anna = seerr.add_user("anna", world.people[1])
    guest = seerr.add_user("guest")
    heat = world.title("Heat")
    series = world.add_title("show", "Low Tide Radio", tmdb=901)
    seerr.add_request(heat, anna)
    seerr.add_request(heat, anna, is_4k=True, status=1, media_status=2)
    seerr.add_request(series, guest, status=5, media_status=5)
    return seerr


@pytest.fixture
async def server(state: SeerrState, socket_enabled: None) -> AsyncIterator[SeerrServer]:
    """Seerr, listening."""
    async with SeerrServer(state) as server:
        yield server


async def listed(server: SeerrServer, query: str = "") -> list[int]:
    """The ids of the listed requests."""
    _, answer = await ask(server, f"request{query}")
    return [request["id"] for request in answer["results"]]


async def test_anybody_may_know_the_title_and_whether_it_is_set_up(
    server: SeerrServer, state: SeerrState
) -> None:
    """Nothing of the rest tells a secret."""
    for is_set_up in (True, False):
        state.is_set_up = is_set_up
        status, answer = await ask(server, "settings/public", key="")
        assert (status, answer["initialized"]) == (200, is_set_up)
        assert answer["applicationTitle"] == "Wishes"


@pytest.mark.parametrize("path", ["request", "request/count", "user", "settings/main", WEBHOOK])
async def test_as_long_as_nobody_has_set_it_up_no_key_is_right(
    server: SeerrServer, state: SeerrState, path: str
) -> None:
    """It answers as to a wrong one."""
    state.is_set_up = False
    error = "You do not have permission to access this endpoint"
    assert await ask(server, path) == (403, {"status": 403, "error": error})
    assert (await ask(server, path, key=""))[0] == 401


async def test_requests_are_counted_by_kind_and_status(
    server: SeerrServer, state: SeerrState
) -> None:
    """Those on the blocklist, too, which are not listed; of failed ones the total alone tells."""
    state.add_request(state.requests[1].title, state.users[2], status=3, media_status=1)
    state.add_request(state.requests[1].title, state.users[3], status=4)
    state.add_request(state.requests[1].title, state.users[3], status=2, media_status=5)
    state.requests[2].media_status = 6
    status, answer = await ask(server, "request/count")
    assert (status, answer) == (
        200,
        {
            "total": 6,
            "movie": 5,
            "tv": 1,
            "pending": 1,
            "approved": 2,
            "declined": 1,
            "processing": 1,
            "available": 1,
            "completed": 1,
        },
    )
    assert len(await listed(server)) == 5


async def test_what_is_not_committed_is_neither_listed_nor_counted(
    server: SeerrServer, state: SeerrState
) -> None:
    """As with PostgreSQL, where the webhook may come before that."""
    state.begin()
    state.set_status(state.requests[1], 3)
    state.add_request(state.requests[1].title, state.users[3])
    assert await listed(server) == [3, 2, 1]
    assert (await ask(server, "request?take=1&skip=2"))[1]["results"][0]["status"] == 2
    assert (await ask(server, "request/count"))[1]["total"] == 3
    state.commit()
    assert await listed(server) == [4, 3, 2, 1]
    assert (await ask(server, "request/count"))[1]["declined"] == 1


@pytest.mark.parametrize("size", [-1, 5_000])
async def test_a_page_may_be_of_any_size(server: SeerrServer, size: int) -> None:
    """Also below nothing: it has all."""
    assert await listed(server, f"?take={size}") == [3, 2, 1]
