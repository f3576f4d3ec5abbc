"""One request: what a server's answers, and their absence, become."""

import asyncio
from contextlib import suppress
from pathlib import Path
import threading
import traceback

from aiohttp import ClientSession, TCPConnector, web
import orjson
import pytest

from custom_components.plex_label_sync.clients import bodies
from custom_components.plex_label_sync.clients.bodies import LARGE
from custom_components.plex_label_sync.clients.errors import (
    AuthError,
    BadAnswerError,
    BusyError,
    CannotConnectError,
    CertificateError,
    ForbiddenError,
    NotFoundError,
    ServerFaultError,
    ServiceError,
    SilentError,
)
from custom_components.plex_label_sync.clients.http import Caller, Patience
from tests.clients.bare import BareServer
from tests.clients.conftest import SECRET, CallerFor
from tests.clients.reading import ANY, OBJECTS
from tests.lab.certificate import self_signed
from tests.lab.server import Fault, FaultKind

ONCE = Patience(tries=1)
SHORT = Patience(tries=1, answer=0.2, whole=0.5)


async def test_json_is_given_as_it_is(bare: BareServer, caller: Caller) -> None:
    """Numbers, texts and all."""
    bare.answers = [{"a": [1, "ß", None]}]
    assert await caller.get("/any", ANY) == {"a": [1, "ß", None]}


async def test_a_long_array_is_read_whole(bare: BareServer, caller: Caller) -> None:
    """In pieces, while it arrives."""
    bare.answers = [[{"id": number, "text": "x" * 50} for number in range(20_000)]]
    listed = await caller.get_rows("/any", OBJECTS)
    assert [row["id"] for row in listed.rows] == list(range(20_000))
    assert listed.odd == ()


async def test_an_answer_that_is_larger_than_any_is_refused(
    bare: BareServer, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that has gone mad is not to fill Home Assistant's memory."""
    monkeypatch.setattr(bodies, "MOST", 100)
    bare.answers = ["x" * 100]

    with pytest.raises(BadAnswerError, match="too large"):
        await caller.get("/any", ANY)
    with pytest.raises(BadAnswerError, match="too large"):
        await caller.put("/any", [])


@pytest.mark.parametrize(("letters", "in_thread"), [(10, False), (LARGE, True)])
async def test_a_large_answer_is_read_beside_the_event_loop(
    bare: BareServer, caller: Caller, letters: int, in_thread: bool
) -> None:
    """A small one at once: to change threads takes longer than to read it."""
    bare.answers = ["x" * letters]
    thread = await caller.get("/any", lambda _: threading.get_ident())
    assert (thread != threading.get_ident()) is in_thread


async def test_a_question_is_posted_as_json(bare: BareServer, caller: Caller) -> None:
    """And answered in JSON."""
    bare.answers = [{"data": 1}]
    assert await caller.post("/api", {"query": "é"}, ANY) == {"data": 1}
    assert [orjson.loads(body) for body in bare.bodies] == [{"query": "é"}]
    assert bare.headers[0]["Content-Type"] == "application/json"


async def test_a_change_needs_no_answer_but_success(bare: BareServer, caller: Caller) -> None:
    """Plex answers an edit with nothing."""
    bare.answers = [b""]
    await caller.put("/any", [("a", "b")])
    assert [(logged.method, logged.path) for logged in bare.log] == [("PUT", "/any?a=b")]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BadAnswerError),
        (401, AuthError),
        (403, ForbiddenError),
        (404, NotFoundError),
        (409, BadAnswerError),
        (429, BusyError),
        (500, ServerFaultError),
        (503, ServerFaultError),
    ],
)
@pytest.mark.parametrize("method", ["get", "put"])
async def test_a_status_becomes_an_error(
    bare: BareServer, caller_for: CallerFor, status: int, error: type[ServiceError], method: str
) -> None:
    """Its message tells the status."""
    bare.faults = [Fault("status", status=status)]
    caller = caller_for(ONCE)
    with pytest.raises(error, match=str(status)) as caught:
        await (caller.get("/any", ANY) if method == "get" else caller.put("/any", ()))
    assert type(caught.value) is error


@pytest.mark.parametrize(("status", "told"), [(200, 0), (401, 1), (403, 1), (404, 0), (500, 0)])
async def test_a_rejected_token_is_told_to_who_wants_to_know(
    session: ClientSession, bare: BareServer, status: int, told: int
) -> None:
    """Besides the error that is raised."""
    bare.faults = [Fault("status", status=status)]
    errors: list[AuthError] = []
    caller = Caller(session, bare.url, headers={}, at_once=1, patience=ONCE, refused=errors.append)
    with suppress(ServiceError):
        await caller.put("/any", ())
    assert len(errors) == told


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(
    bare: BareServer, caller_for: CallerFor, status: int
) -> None:
    """The token stays with the server that it is for."""
    async with BareServer() as other:
        bare.faults = [Fault("status", status=status, headers={"Location": f"{other.url}/any"})]
        with pytest.raises(BadAnswerError, match="another address, which we do not follow"):
            await caller_for(ONCE).get("/any", ANY)
    assert other.log == []


@pytest.mark.parametrize("kind", ["garbage", "truncate"])
async def test_what_is_not_json_is_a_bad_answer(
    bare: BareServer, caller_for: CallerFor, kind: FaultKind
) -> None:
    """A proxy's page, or JSON that breaks off."""
    bare.answers = [[{"a": 1}]]
    bare.faults = [Fault(kind)]
    with pytest.raises(BadAnswerError, match="not JSON"):
        await caller_for(ONCE).get("/any", ANY)
    with pytest.raises(BadAnswerError, match="not JSON"):
        await caller_for(ONCE).get_rows("/any", OBJECTS)


async def test_no_answer_at_all_is_a_bad_answer(bare: BareServer, caller_for: CallerFor) -> None:
    """200 and nothing, where JSON belongs."""
    bare.answers = [b""]
    with pytest.raises(BadAnswerError):
        await caller_for(ONCE).get("/any", ANY)


async def test_a_refused_connection_is_no_connection(
    bare: BareServer, caller_for: CallerFor
) -> None:
    """Nobody listens there any more."""
    await bare.stop()
    with pytest.raises(CannotConnectError):
        await caller_for(ONCE).get("/any", ANY)


async def test_a_dropped_connection_is_no_connection(
    bare: BareServer, caller_for: CallerFor
) -> None:
    """Cut before a word was said."""
    bare.faults = [Fault("drop")]
    with pytest.raises(CannotConnectError):
        await caller_for(ONCE).get("/any", ANY)


async def test_a_connection_dropped_in_the_middle_is_no_connection(
    bare: BareServer, caller_for: CallerFor
) -> None:
    """What had come by then counts for nothing, even if it were JSON."""

    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"[{}]")
        assert request.transport
        request.transport.close()
        return response

    bare.handler = half
    with pytest.raises(CannotConnectError):
        await caller_for(ONCE).get("/any", ANY)
    with pytest.raises(CannotConnectError):
        await caller_for(ONCE).get_rows("/any", OBJECTS)


async def test_a_server_that_does_not_speak_http_is_no_connection(session: ClientSession) -> None:
    """A mistyped port may lead anywhere."""

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 ready\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        for scheme in ("http", "https"):
            base = f"{scheme}://127.0.0.1:{port}"
            caller = Caller(session, base, headers={}, at_once=1, patience=ONCE)
            with pytest.raises(CannotConnectError) as caught:
                await caller.get("/any", ANY)
            assert type(caught.value) is CannotConnectError


@pytest.mark.parametrize("kind", ["hang", "endless"])
async def test_a_server_that_never_finishes_is_no_connection(
    bare: BareServer, caller_for: CallerFor, kind: FaultKind
) -> None:
    """It is silent for too long, or sends for too long without coming to an end."""
    bare.faults = [Fault(kind)]
    for asked in (caller_for(SHORT).get("/any", ANY), caller_for(SHORT).get_rows("/any", OBJECTS)):
        with pytest.raises(CannotConnectError, match="no answer in time"):
            await asked


async def slowly(request: web.Request) -> web.StreamResponse:
    """An answer that takes three quarters of a second, and is never silent for long."""
    response = web.StreamResponse()
    await response.prepare(request)
    for part in (b"[", b'{"id": 1}', b",", b'{"id": 2}', b"]"):
        await asyncio.sleep(0.15)
        await response.write(part)
    return response


async def test_an_answer_may_take_long_while_it_keeps_coming(
    bare: BareServer, caller_for: CallerFor
) -> None:
    """Only silence is given up, and it begins anew with each part that arrives."""
    bare.handler = slowly
    caller = caller_for(Patience(tries=1, answer=0.4))
    assert (await caller.get_rows("/any", OBJECTS)).rows == ({"id": 1}, {"id": 2})
    assert await caller.get("/any", ANY) == [{"id": 1}, {"id": 2}]
    assert await caller.post("/any", {}, ANY) == [{"id": 1}, {"id": 2}]
    assert len(bare.log) == 3, "each was asked for once"


async def test_a_change_may_not_take_long(bare: BareServer, caller_for: CallerFor) -> None:
    """Nobody else may write meanwhile."""
    bare.handler = slowly
    with pytest.raises(SilentError, match="no answer in time"):
        await caller_for(Patience(tries=1, answer=0.4)).put("/any", ())


async def test_an_untrusted_certificate_is_told_apart_and_not_tried_again(
    session: ClientSession, bare: BareServer, tmp_path: Path
) -> None:
    """Trying again helps nothing; the server does not get the token."""
    await bare.stop()
    await bare.start(ssl_context=self_signed(tmp_path))
    headers = {"X-Plex-Token": SECRET}
    caller = Caller(session, bare.url, headers=headers, at_once=1, patience=Patience(tries=3))
    with pytest.raises(CertificateError, match="certificate"):
        await caller.get("/any", ANY)
    assert caller.reads == 1
    assert bare.log == []


async def test_a_session_that_checks_no_certificate_connects(
    bare: BareServer, tmp_path: Path
) -> None:
    """What the user's `verify_ssl` decides lies in the session."""
    await bare.stop()
    await bare.start(ssl_context=self_signed(tmp_path))
    async with ClientSession(connector=TCPConnector(ssl=False)) as session:
        caller = Caller(session, bare.url, headers={}, at_once=1, patience=ONCE)
        assert await caller.get("/any", ANY) == {}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        *(("status", status) for status in (302, 400, 401, 404, 429, 500)),
        *((kind, 0) for kind in ("drop", "truncate", "garbage", "hang", "endless")),
    ],
)
async def test_no_error_tells_the_secret(
    bare: BareServer, caller_for: CallerFor, kind: FaultKind, status: int
) -> None:
    """Nor does anything that a log would show of it."""
    bare.faults = [Fault(kind, status=status)]
    with pytest.raises(ServiceError) as caught:
        await caller_for(SHORT).get("/any", ANY)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
