"""What is asked aside, such as pictures: whatever such a request meets concerns it alone."""

from asyncio import create_task, gather
from http import HTTPStatus

from aiohttp import ClientSession, web
import pytest

from custom_components.plex_label_sync.clients import http
from custom_components.plex_label_sync.clients.errors import (
    AuthError,
    BusyError,
    ServerFaultError,
    ServiceError,
)
from custom_components.plex_label_sync.clients.http import Caller, Patience
from tests.clients.bare import BareServer
from tests.clients.conftest import SECRET, THREE_TRIES, CallerFor
from tests.clients.reading import ANY
from tests.lab.server import Fault
from tests.running import until

WISHES_PEACE = {"Retry-After": "600"}


async def test_it_goes_with_the_same_token(bare: BareServer, caller: Caller) -> None:
    await caller.low_priority().get("/picture", ANY)

    assert bare.headers[0]["X-Plex-Token"] == SECRET


async def test_what_hangs_aside_takes_no_place_that_work_uses(
    bare: BareServer, caller_for: CallerFor
) -> None:
    bare.faults = [Fault("hang", "/picture")]
    caller = caller_for(at_once=1)
    hanging = create_task(caller.low_priority().get("/picture", ANY))
    await until(lambda: bare.is_busy)

    await caller.get("/any", ANY)

    assert not hanging.done()
    hanging.cancel()


async def test_work_that_hangs_takes_no_place_aside(
    bare: BareServer, caller_for: CallerFor
) -> None:
    bare.faults = [Fault("hang", "/any")]
    caller = caller_for(at_once=1)
    hanging = create_task(caller.get("/any", ANY))
    await until(lambda: bare.is_busy)

    await caller.low_priority().get("/picture", ANY)

    assert not hanging.done()
    hanging.cancel()


@pytest.mark.parametrize(("at_once", "most"), [(1, 1), (2, 2), (20, http._FEW)])
async def test_few_are_asked_for_at_a_time(
    bare: BareServer, caller_for: CallerFor, at_once: int, most: int
) -> None:
    """Never more than the server is asked for otherwise."""
    bare.read_seconds = 0.02
    aside = caller_for(at_once=at_once).low_priority()

    await gather(*(aside.get(f"/picture/{number}", ANY) for number in range(3 * most)))

    assert bare.most_at_once == most


async def test_a_busy_answer_pauses_nothing_else(bare: BareServer, caller: Caller) -> None:
    """Neither work nor other pictures; it says how long the server wants to be left alone."""
    busy = Fault("status", "/busy", status=429, headers=WISHES_PEACE)
    bare.faults = [busy]
    aside = caller.low_priority()

    with pytest.raises(BusyError) as caught:
        await aside.get("/busy", ANY)
    await aside.get("/picture", ANY)
    await caller.get("/any", ANY)

    assert caught.value.retry_after == float(WISHES_PEACE["Retry-After"])
    assert [logged.status for logged in bare.log] == [429, 200, 200]


async def test_the_pause_of_a_busy_server_is_kept(bare: BareServer, caller: Caller) -> None:
    bare.faults = [Fault("status", "/any", status=429, headers=WISHES_PEACE)]
    with pytest.raises(BusyError):
        await caller.get("/any", ANY)

    with pytest.raises(BusyError, match="left in peace"):
        await caller.low_priority().get("/picture", ANY)

    assert bare.paths == ["/any"]


@pytest.mark.parametrize("status", [401, 403])
async def test_nobody_is_told_of_a_refusal(
    session: ClientSession, bare: BareServer, status: int
) -> None:
    told: list[AuthError] = []
    caller = Caller(
        session, bare.url, headers={}, at_once=1, patience=THREE_TRIES, refused=told.append
    )
    bare.faults = [Fault("status", status=status)]

    with pytest.raises(AuthError):
        await caller.low_priority().get("/picture", ANY)

    assert told == []


@pytest.mark.parametrize(("status", "error"), [(500, ServerFaultError), (429, BusyError)])
async def test_it_is_sent_once(
    bare: BareServer, caller_for: CallerFor, status: int, error: type[ServiceError]
) -> None:
    """Somebody waits for it, and nothing is lost without it."""

    async def fail(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status)

    bare.handler = fail
    with pytest.raises(error):
        await caller_for(Patience(tries=3)).low_priority().get("/picture", ANY)

    assert [logged.status for logged in bare.log] == [HTTPStatus(status)]


async def test_it_does_not_count_as_a_request_of_work(caller: Caller) -> None:
    await caller.low_priority().get("/picture", ANY)

    assert caller.reads == 0
