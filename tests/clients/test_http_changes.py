"""Changes sent as JSON: what goes over the wire, how often, and what a refusal says."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
import orjson
import pytest

from custom_components.plex_label_sync.clients.errors import (
    BadAnswerError,
    BusyError,
    CannotConnectError,
    ForbiddenError,
    NotFoundError,
    RejectedError,
    ServerFaultError,
)
from custom_components.plex_label_sync.clients.http import Caller
from tests.clients.bare import BareServer
from tests.clients.reading import ANY
from tests.lab.server import Fault

type Change = Callable[[Caller], Awaitable[Any]]

CHANGES: dict[str, Change] = {
    "POST": lambda caller: caller.create("/any", {"a": 1}, ANY, [("b", "c")]),
    "PUT": lambda caller: caller.replace("/any", {"a": 1}, ANY, [("b", "c")]),
    "DELETE": lambda caller: caller.delete("/any"),
}
SAFE_TO_REPEAT = ["PUT", "DELETE"]


def answering(status: int, body: bytes) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that always answers so."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, body=body)

    return answer


@pytest.mark.parametrize("method", ["POST", "PUT"])
async def test_json_is_sent_and_json_comes_back(
    bare: BareServer, caller: Caller, method: str
) -> None:
    """With the query."""
    bare.answers = [{"id": 7}]
    assert await CHANGES[method](caller) == {"id": 7}
    assert [(one.method, one.path) for one in bare.log] == [(method, "/any?b=c")]
    assert orjson.loads(bare.bodies[0]) == {"a": 1}
    assert bare.headers[0]["Content-Type"] == "application/json"


async def test_deleting_sends_nothing_and_needs_no_json(bare: BareServer, caller: Caller) -> None:
    """Success is enough."""
    bare.answers = [b""]
    await caller.delete("/any")
    assert [(one.method, one.path) for one in bare.log] == [("DELETE", "/any")]
    assert bare.bodies == [b""]


@pytest.mark.parametrize("method", CHANGES)
async def test_every_change_counts_as_a_write(
    bare: BareServer, caller: Caller, method: str
) -> None:
    """What is made, too."""
    await CHANGES[method](caller)
    assert (caller.reads, caller.writes) == (0, 1)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("drop"), CannotConnectError),
        (Fault("status", status=503), ServerFaultError),
        (Fault("status", status=429), BusyError),
        (Fault("garbage"), BadAnswerError),
    ],
)
async def test_what_is_made_is_sent_once(
    bare: BareServer, caller: Caller, fault: Fault, error: type[Exception]
) -> None:
    """Nobody knows whether it was made."""
    bare.faults = [Fault(fault.kind, status=fault.status)]
    with pytest.raises(error):
        await caller.create("/any", {}, ANY)
    assert len(bare.log) == 1


@pytest.mark.parametrize("method", SAFE_TO_REPEAT)
async def test_what_is_safe_to_repeat_is_tried_again(
    bare: BareServer, caller: Caller, method: str
) -> None:
    """Until it works."""
    bare.faults = [Fault("status", status=503, times=2)]
    await CHANGES[method](caller)
    assert len(bare.log) == 3


@pytest.mark.parametrize("method", CHANGES)
@pytest.mark.parametrize("status", [400, 409, 422])
async def test_a_refusal_is_final_and_has_the_servers_words(
    bare: BareServer, caller: Caller, method: str, status: int
) -> None:
    """The status stands before them."""
    bare.handler = answering(status, b'[{"errorMessage": "Should be unique"}]')
    with pytest.raises(
        RejectedError, match=rf"it answered {status} .*: Should be unique"
    ) as caught:
        await CHANGES[method](caller)
    assert caught.value.words == "Should be unique"
    assert len(bare.log) == 1


async def test_a_failure_that_is_explained_is_a_refusal(bare: BareServer, caller: Caller) -> None:
    """As when Radarr cannot reach the address that it is to test."""
    bare.handler = answering(500, b'{"message": "Connection refused", "description": "at System"}')
    with pytest.raises(RejectedError) as caught:
        await caller.create("/any", {}, ANY)
    assert caught.value.words == "Connection refused"


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}"])
async def test_a_failure_that_is_not_explained_is_the_servers_fault(
    bare: BareServer, caller: Caller, body: bytes
) -> None:
    """And may pass."""
    bare.handler = answering(500, body)
    with pytest.raises(ServerFaultError):
        await caller.replace("/any", {}, ANY)
    assert len(bare.log) == 3


@pytest.mark.parametrize("method", SAFE_TO_REPEAT)
async def test_what_is_not_there_is_not_found(
    bare: BareServer, caller: Caller, method: str
) -> None:
    """Which is no refusal."""
    bare.handler = answering(404, b'{"title": "Not Found"}')
    with pytest.raises(NotFoundError):
        await CHANGES[method](caller)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ([{"errorMessage": "a"}, {"errorMessage": "b"}], "a; b"),
        ([{"propertyName": "Url"}, None, 1], ""),
        ({"message": "NotFound", "content": None}, "NotFound"),
        ({"title": "Wrong.", "errors": {"$": ["No JSON."], "x": "Why?"}}, "Wrong.; No JSON.; Why?"),
        ([{"errorMessage": " two\r\n lines "}], "two lines"),
        ([{"errorMessage": "x" * 301}], "x" * 299 + "…"),
        ([{"errorMessage": "x" * 300}], "x" * 300),
        ([{"errorMessage": "at [http://home:8123/a/b?c]!"}], "at [http://home:8123]!"),
        ([{"errorMessage": "https://anna:pw@home"}], "https://home"),
        (
            [{"errorMessage": "Refused (home:8123/api/webhook/5ec4e7)"}],
            "Refused (home:8123)",
        ),
        (
            {"message": "no answer from //home/api/webhook/5ec4e7?x: why"},
            "no answer from //home why",
        ),
        ("words", ""),
        (None, ""),
    ],
)
async def test_the_servers_words_are_one_line_without_secrets(
    bare: BareServer, caller: Caller, body: object, words: str
) -> None:
    """Of addresses the host is left."""
    bare.handler = answering(400, orjson.dumps(body))
    with pytest.raises(RejectedError) as caught:
        await caller.create("/any", {}, ANY)
    assert caught.value.words == words


@pytest.mark.parametrize("body", [b"", b"<html>Bad request</html>", b"[{"])
async def test_a_refusal_without_json_has_no_words(
    bare: BareServer, caller: Caller, body: bytes
) -> None:
    """The status must do."""
    bare.handler = answering(400, body)
    with pytest.raises(RejectedError, match=r"^it answered 400 Bad Request$"):
        await caller.create("/any", {}, ANY)


async def test_what_is_forbidden_is_told_in_the_servers_words(
    bare: BareServer, caller: Caller
) -> None:
    """As Seerr's CSRF protection does, which lets the same key read."""
    bare.handler = answering(403, b'{"message": "invalid csrf token"}')
    with pytest.raises(ForbiddenError) as caught:
        await caller.submit("/any", {})
    assert caught.value.words == "invalid csrf token"


async def test_what_has_no_answer_needs_none(bare: BareServer, caller: Caller) -> None:
    """Success is enough; it is sent once."""
    bare.answers = [b""]
    await caller.submit("/any", {"a": 1})
    assert [(one.method, one.path) for one in bare.log] == [("POST", "/any")]
    assert orjson.loads(bare.bodies[0]) == {"a": 1}
    assert caller.writes == 1
