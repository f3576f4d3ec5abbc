"""Trying again: what is tried again, how often, and after which pauses."""

from asyncio import gather
from secrets import SystemRandom

import pytest

from custom_components.plex_label_sync.clients import http
from custom_components.plex_label_sync.clients.decode import reader
from custom_components.plex_label_sync.clients.errors import (
    NotFoundError,
    OddShapeError,
    ServerFaultError,
    ServiceError,
    SilentError,
)
from custom_components.plex_label_sync.clients.http import HASTY, PATIENT, Caller, Patience
from tests.clients.bare import BareServer
from tests.clients.conftest import CALM, CallerFor
from tests.clients.reading import ANY, OBJECTS
from tests.lab.server import Fault, FaultKind


async def ask(caller: Caller, way: str) -> object:
    """The answer to a question, asked in one of the two ways."""
    if way == "get":
        return await caller.get("/any", ANY)
    return await caller.post("/any", {}, ANY)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        *(("status", status) for status in (429, 500, 502, 503)),
        *((kind, 0) for kind in ("drop", "truncate", "garbage")),
    ],
)
@pytest.mark.parametrize("way", ["get", "post"])
async def test_what_may_pass_is_tried_again(
    bare: BareServer, caller: Caller, kind: FaultKind, status: int, way: str
) -> None:
    """Two failures, then an answer: nobody notices."""
    bare.answers = [[{"a": 1}]]
    bare.faults = [Fault(kind, status=status, times=2)]
    assert await ask(caller, way) == [{"a": 1}]
    assert len(bare.log) == 3


@pytest.mark.parametrize(("kind", "status"), [("status", 429), ("status", 500), ("drop", 0)])
async def test_a_change_is_tried_again_too(
    bare: BareServer, caller: Caller, kind: FaultKind, status: int
) -> None:
    """It is safe to repeat."""
    bare.faults = [Fault(kind, status=status, times=2)]
    await caller.put("/any", ())
    assert [logged.method for logged in bare.log] == ["PUT", "PUT", "PUT"]


async def test_what_fails_again_and_again_is_asked_once_each_time(
    bare: BareServer, caller: Caller
) -> None:
    """Whoever asks again has pauses of their own. Other requests are tried as ever."""
    bare.faults = [Fault("status", "/any", status=500, times=4)]
    for tries in (3, 1):
        bare.log.clear()
        with pytest.raises(ServerFaultError):
            await caller.get("/any", ANY)
        assert len(bare.log) == tries

    bare.log.clear()
    bare.faults.append(Fault("status", "/other", status=500, times=2))
    await caller.get("/other", ANY)
    assert len(bare.log) == 3


async def test_once_it_was_answered_it_is_tried_as_ever(bare: BareServer, caller: Caller) -> None:
    bare.faults = [Fault("status", status=500, times=3)]
    with pytest.raises(ServerFaultError):
        await caller.get("/any", ANY)
    await caller.get("/any", ANY)

    bare.log.clear()
    bare.faults = [Fault("status", status=500, times=2)]
    await caller.get("/any", ANY)
    assert len(bare.log) == 3


async def test_an_answer_of_another_shape_is_not_asked_for_again(
    bare: BareServer, caller: Caller
) -> None:
    """It is what the server has to tell."""
    with pytest.raises(OddShapeError):
        await caller.get("/any", reader(list[int]))
    assert len(bare.log) == 1


@pytest.mark.parametrize("way", ["get", "post", "put"])
async def test_a_server_that_is_silent_is_not_asked_again_at_once(
    bare: BareServer, caller_for: CallerFor, way: str
) -> None:
    """It has enough to do already."""
    bare.faults = [Fault("hang", times=1)]
    caller = caller_for(Patience(tries=3, answer=0.2))
    with pytest.raises(SilentError):
        await (caller.put("/any", ()) if way == "put" else ask(caller, way))
    assert caller.reads + caller.writes == 1


@pytest.mark.parametrize("kind", ["status", "drop", "truncate", "garbage"])
async def test_a_long_list_is_not_asked_for_again_at_once(
    bare: BareServer, caller: Caller, kind: FaultKind
) -> None:
    """Megabytes that failed are not begun again within the second."""
    bare.answers = [[{"a": 1}]]
    bare.faults = [Fault(kind)]
    with pytest.raises(ServiceError):
        await caller.get_rows("/any", OBJECTS)
    assert caller.reads == 1


@pytest.mark.parametrize("tries", [1, 3])
async def test_after_the_last_try_the_error_stands(
    bare: BareServer, caller_for: CallerFor, tries: int
) -> None:
    """No more requests than were allowed."""
    bare.faults = [Fault("status", status=503)]
    with pytest.raises(ServerFaultError):
        await caller_for(Patience(tries=tries)).get("/any", ANY)
    assert len(bare.log) == tries


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_what_will_not_pass_is_not_tried_again(
    bare: BareServer, caller: Caller, status: int
) -> None:
    """A rejected token, tried again, looks like an attack."""
    bare.faults = [Fault("status", status=status)]
    with pytest.raises(ServiceError):
        await caller.get("/any", ANY)
    assert len(bare.log) == 1


def test_who_works_in_the_background_tries_three_times_and_who_is_waited_for_once() -> None:
    """The two kinds of patience."""
    assert (PATIENT.tries, HASTY.tries) == (3, 1)
    assert HASTY.answer < PATIENT.answer


async def test_pauses_grow_by_a_factor_of_two(
    bare: BareServer, caller_for: CallerFor, pauses: list[float]
) -> None:
    """And there is none after the last try."""
    bare.faults = [Fault("status")]
    with pytest.raises(ServerFaultError):
        await caller_for(CALM).get("/any", ANY)
    assert pauses == [1, 2, 4]


async def test_pauses_vary_by_half(
    bare: BareServer,
    caller_for: CallerFor,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """So that many clients of a server that comes back do not all return at once."""
    monkeypatch.setattr(http, "_random", SystemRandom())
    bare.faults = [Fault("status")]
    caller = caller_for(Patience(tries=2, pause=1))
    await gather(*(caller.get("/any", ANY) for _ in range(40)), return_exceptions=True)
    assert len(pauses) == 40
    assert all(0.5 <= pause <= 1.5 for pause in pauses)
    assert max(pauses) - min(pauses) > 0.3


async def test_an_error_of_one_request_leaves_the_others_alone(
    bare: BareServer, caller: Caller
) -> None:
    """Only a busy server is waited for."""
    bare.faults = [Fault("status", "/gone", status=404)]
    results = await gather(
        caller.get("/gone", ANY), caller.get("/here", ANY), return_exceptions=True
    )
    assert isinstance(results[0], NotFoundError)
    assert results[1] == {}
