"""Polls of a Seerr: the counts tell whether its requests are to be read again."""

import asyncio
from collections.abc import Callable
from copy import replace

from aiohttp import ClientSession
import pytest

from custom_components.plex_label_sync.clients.http import Patience
from custom_components.plex_label_sync.clients.seerr.client import Seerr
from custom_components.plex_label_sync.core.sources import REQUESTS
from custom_components.plex_label_sync.sources import requests as module
from custom_components.plex_label_sync.sources.reader import Wishes
from custom_components.plex_label_sync.sources.requests import RequestReader
from tests.lab.fill import add_requests, small_world
from tests.lab.seerr import SeerrServer
from tests.lab.server import Fault, FaultKind
from tests.lab.world import World
from tests.lab.world_seerr import SeerrState

MANY = 250
COUNT, LIST = "/api/v1/request/count", "/api/v1/request?"


@pytest.fixture
def world() -> World:
    """The small world with a Seerr before 3.2: John has asked for much, a guest for a series."""
    world = small_world()
    state = add_requests(world)
    state.dates_move = False
    title = state.requests[1].title
    while len(state.requests) < MANY:
        state.add_request(title, state.users[2])
    return world


@pytest.fixture
async def reader(session: ClientSession, server: SeerrServer) -> RequestReader:
    """Reads the Seerr, and has read it."""
    seerr = Seerr(session, server.url, server.state.api_key, patience=Patience(tries=1))
    reader = RequestReader(seerr, f"{REQUESTS}/one", "Our Seerr")
    assert claimed(await reader.poll()) == 3
    server.forget()
    return reader


def claimed(wishes: Wishes) -> int | None:
    """How many titles and people are claimed; None when that is unknown."""
    (reading,) = wishes.readings
    return None if reading.claims is None else len(reading.claims)


def asked(server: SeerrServer) -> list[str]:
    """How requests were asked for, by the beginning of the addresses."""
    paths = [log.path for log in server.log]
    return [one for path in paths for one in (COUNT, LIST) if path.startswith(one)]


async def test_without_a_change_a_poll_is_one_request_and_gives_the_same(
    reader: RequestReader, server: SeerrServer
) -> None:
    """However long the list is."""
    before = await reader.poll()
    server.forget()
    assert await reader.poll() is before
    assert asked(server) == [COUNT]


def _come(state: SeerrState) -> None:
    """A new request."""
    state.add_request(state.requests[2].title, state.users[1])


def _go(state: SeerrState) -> None:
    """One deleted, far down the list."""
    del state.requests[2]


def _decline(state: SeerrState) -> None:
    """One declined, far down the list, where no date moves."""
    state.set_status(state.requests[2], 3)


def _user_goes(state: SeerrState) -> None:
    """A user deleted, with the requests."""
    del state.requests[2]
    del state.users[3]


@pytest.mark.parametrize(
    ("change", "claims"), [(_come, 4), (_go, 2), (_decline, 2), (_user_goes, 2)]
)
async def test_what_the_counts_show_is_seen_by_the_next_poll(
    reader: RequestReader,
    state: SeerrState,
    server: SeerrServer,
    change: Callable[[SeerrState], None],
    claims: int,
) -> None:
    """Which reads all, and the poll after that reads nothing again."""
    change(state)
    assert claimed(await reader.poll()) == claims
    assert asked(server) == [COUNT, LIST]
    server.forget()
    await reader.poll()
    assert asked(server) == [COUNT]


@pytest.mark.parametrize("status", [1, 4, 5])
async def test_a_new_status_that_is_still_a_wish_changes_nothing(
    reader: RequestReader, state: SeerrState, status: int
) -> None:
    """Pending, failed, completed."""
    before = await reader.poll()
    state.set_status(state.requests[1], status)
    assert await reader.poll() == before


def _rename(state: SeerrState) -> None:
    """The guest is called otherwise."""
    state.users[3].name = "visitor"


def _exchange(state: SeerrState) -> None:
    """The request is somebody else's."""
    state.requests[2].user = state.users[1]


def _swap(state: SeerrState) -> None:
    """A new request in the place of a deleted one of the same kind and status."""
    other = replace(state.requests.pop(2).title, tmdb=77, tvdb=77)
    state.add_request(other, state.users[1], status=1)


@pytest.mark.parametrize("change", [_rename, _exchange, _swap])
async def test_what_the_counts_do_not_show_is_seen_within_the_hour(
    reader: RequestReader,
    state: SeerrState,
    server: SeerrServer,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[SeerrState], None],
) -> None:
    """The list stands for so long at most."""
    before = await reader.poll()
    change(state)
    assert await reader.poll() is before
    now = asyncio.get_running_loop().time()
    monkeypatch.setattr(module, "_now", lambda: now + 3_540)
    server.forget()
    after = await reader.poll()
    assert asked(server) == [COUNT, LIST]
    assert (after.people, after.readings) != (before.people, before.readings)


@pytest.mark.parametrize("change", [_rename, _exchange, _swap])
async def test_who_asks_for_all_is_given_what_the_counts_do_not_show(
    reader: RequestReader,
    state: SeerrState,
    server: SeerrServer,
    change: Callable[[SeerrState], None],
) -> None:
    """As a webhook does, and a full sync; the polls after that have it, too."""
    before = await reader.poll()
    change(state)
    after = await reader.read()
    assert (after.people, after.readings) != (before.people, before.readings)
    assert await reader.poll() is after


async def test_after_a_change_while_it_was_read_it_is_read_again(
    reader: RequestReader, state: SeerrState, server: SeerrServer
) -> None:
    """The counts are those of before: better once too often."""
    _come(state)
    server.faults = [Fault("change", LIST, change=lambda: _decline(state), times=1)]
    for requests in ([COUNT, LIST], [COUNT, LIST], [COUNT]):
        server.forget()
        assert claimed(await reader.poll()) == 3
        assert asked(server) == requests


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_a_seerr_that_does_not_count_is_read_each_time(
    reader: RequestReader, state: SeerrState, server: SeerrServer, status: int
) -> None:
    """Its list is right, all the same."""
    server.faults = [Fault("status", COUNT, status=status)]
    _decline(state)
    assert claimed(await reader.poll()) == 2
    assert claimed(await reader.poll()) == 2
    assert asked(server) == [COUNT, LIST] * 2


@pytest.mark.parametrize(
    ("kind", "status"), [("status", 401), ("status", 403), ("drop", 0), ("status", 429)]
)
async def test_a_poll_that_fails_makes_the_requests_unknown(
    reader: RequestReader, server: SeerrServer, kind: FaultKind, status: int
) -> None:
    """And asks for no list; once it answers again, what was read before stands."""
    server.faults = [Fault(kind, COUNT, status=status)]
    wishes = await reader.poll()
    assert (claimed(wishes), wishes.failure is None) == (None, False)
    server.faults.clear()
    assert claimed(await reader.poll()) == 3


async def test_a_seerr_that_is_not_set_up_is_unknown_and_not_said_to_reject_the_key(
    reader: RequestReader, state: SeerrState
) -> None:
    """Its requests may come back."""
    state.is_set_up = False
    for wishes in (await reader.poll(), await reader.read()):
        assert claimed(wishes) is None
        assert str(wishes.failure) == "nobody has set it up yet"


async def test_the_title_of_a_request_is_known_as_long_as_it_is_a_wish(
    reader: RequestReader, state: SeerrState
) -> None:
    """As it was last read."""
    title = reader.title_of(2)
    assert title
    assert title.guids == {f"tvdb://{state.requests[2].title.tvdb}"}
    _decline(state)
    assert reader.title_of(2) == title
    await reader.poll()
    assert reader.title_of(2) is None
    assert reader.title_of(4711) is None
