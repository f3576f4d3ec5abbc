"""Servers that are busy: 429, `Retry-After`, and peace for the server."""

from asyncio import create_task, gather, sleep
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web
from hypothesis import HealthCheck, example, given, settings, strategies as st
import pytest

from custom_components.plex_label_sync.clients.errors import BusyError
from custom_components.plex_label_sync.clients.http import Caller, Patience
from tests.clients.bare import BareServer
from tests.clients.conftest import CALM, CallerFor
from tests.clients.reading import ANY
from tests.lab.server import Fault


@pytest.mark.parametrize("retry_after", ["7", "7.5", " 7 ", "30"])
async def test_a_busy_server_says_in_seconds_how_long_to_wait(
    bare: BareServer, caller_for: CallerFor, pauses: list[float], retry_after: str
) -> None:
    """It is waited for as long, up to the longest pause."""
    bare.faults = [Fault("status", status=429, headers={"Retry-After": retry_after}, times=1)]
    await caller_for(CALM).get("/any", ANY)
    assert pauses[0] == float(retry_after)


@pytest.mark.parametrize("zone", ["GMT", "-0000", ""])
async def test_a_busy_server_says_with_a_date_how_long_to_wait(
    bare: BareServer, caller_for: CallerFor, pauses: list[float], zone: str
) -> None:
    """In GMT, even if it does not say so."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    headers = {"Retry-After": date.replace("GMT", zone).strip()}
    bare.faults = [Fault("status", status=429, headers=headers, times=1)]
    await caller_for(CALM).get("/any", ANY)
    assert pauses[0] == pytest.approx(20, abs=3)


@pytest.mark.parametrize(
    "headers", [None, *({"Retry-After": value} for value in ("", "soon", "0", "0.3", "-3", "nan"))]
)
async def test_a_busy_server_that_gives_no_time_gets_the_usual_pause(
    bare: BareServer, caller_for: CallerFor, pauses: list[float], headers: dict[str, str] | None
) -> None:
    """Nor does one that gives none worth the name get a shorter one."""
    bare.faults = [Fault("status", status=429, headers=headers, times=1)]
    await caller_for(CALM).get("/any", ANY)
    assert pauses[0] == 1


async def test_a_date_that_is_past_gets_the_usual_pause(
    bare: BareServer, caller_for: CallerFor, pauses: list[float]
) -> None:
    """Its clock, or ours, is wrong."""
    headers = {"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}
    bare.faults = [Fault("status", status=429, headers=headers, times=1)]
    await caller_for(CALM).get("/any", ANY)
    assert pauses[0] == 1


@pytest.mark.parametrize("seconds", [31, 86_400, float("inf")])
async def test_a_pause_that_is_too_long_is_an_error_at_once(
    bare: BareServer, caller: Caller, seconds: float
) -> None:
    """It tells how long the server wants to be left alone."""
    headers = {"Retry-After": str(seconds)}
    bare.faults = [Fault("status", status=429, headers=headers)]
    with pytest.raises(BusyError) as caught:
        await caller.get("/any", ANY)
    assert caught.value.retry_after == seconds
    assert len(bare.log) == 1


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("-3")
@example("nan")
async def test_no_retry_after_causes_another_error(
    bare: BareServer, caller_for: CallerFor, retry_after: str
) -> None:
    """A server may write there what it likes."""
    bare.faults = [Fault("status", status=429, headers={"Retry-After": retry_after})]
    with pytest.raises(BusyError) as caught:
        await caller_for(Patience(tries=1)).get("/any", ANY)
    assert (caught.value.retry_after or 0) >= 0


async def test_a_busy_server_is_left_in_peace_by_all_requests(
    bare: BareServer, caller: Caller
) -> None:
    """Those that come later wait too."""
    headers = {"Retry-After": "0.3"}
    bare.faults = [Fault("status", "/first", status=429, headers=headers, times=1)]
    first = create_task(caller.get("/first", ANY))
    await sleep(0.1)
    await gather(first, caller.get("/second", ANY))
    refused, *later = sorted(bare.log, key=lambda logged: logged.started)
    assert (refused.status, len(later)) == (429, 2)
    assert all(logged.started >= refused.ended + 0.29 for logged in later)


async def test_a_shorter_pause_does_not_end_a_longer_one(bare: BareServer, caller: Caller) -> None:
    """Two requests are refused; the second without a time."""
    refused: list[str] = []

    async def refuse(request: web.Request) -> web.StreamResponse:
        if request.path in refused:
            return web.json_response({})
        refused.append(request.path)
        if request.path == "/long":
            return web.Response(status=429, headers={"Retry-After": "0.4"})
        await sleep(0.1)
        return web.Response(status=429)

    bare.handler = refuse
    await gather(caller.get("/long", ANY), caller.get("/short", ANY))
    long, short, *later = sorted(bare.log, key=lambda logged: logged.started)
    assert (long.status, short.status, len(later)) == (429, 429, 2)
    assert all(logged.started >= long.ended + 0.39 for logged in later)


async def test_a_server_that_stays_busy_gets_longer_and_longer_pauses(
    bare: BareServer, caller_for: CallerFor, pauses: list[float]
) -> None:
    """One pause for all requests, though each is tried anew."""
    bare.faults = [Fault("status", status=429)]
    caller = caller_for(Patience(tries=2, pause=1, longest_pause=8))
    for _ in range(2):
        with pytest.raises(BusyError):
            await caller.get("/any", ANY)
    asked_for = [seconds for seconds in pauses if seconds in {1, 2, 4, 8}]
    assert asked_for == [1, 4]
    assert len(bare.log) == 4


async def test_a_server_that_is_busy_for_long_is_not_even_asked(
    bare: BareServer, caller: Caller
) -> None:
    """Whoever comes within the pause is told how long it lasts."""
    bare.faults = [Fault("status", status=429, headers={"Retry-After": "600"}, times=1)]
    with pytest.raises(BusyError):
        await caller.get("/first", ANY)
    with pytest.raises(BusyError) as caught:
        await caller.get("/second", ANY)
    assert caught.value.retry_after == pytest.approx(600, abs=5)
    assert len(bare.log) == 1


async def test_single_answers_in_between_do_not_shorten_the_pause(
    bare: BareServer, caller_for: CallerFor, pauses: list[float]
) -> None:
    """The server answers every other request, and is busy all the same."""
    bare.faults = [Fault("status", status=429, every=2)]
    caller = caller_for(CALM)
    for _ in range(4):
        await caller.get("/any", ANY)
    assert [seconds for seconds in pauses if seconds in {1, 2, 4, 8}] == [1, 2, 4]
