"""Answers that are as before: asked for with their mark, and not sent or read again."""

from aiohttp import web
import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError
from custom_components.plex_label_sync.clients.http import Caller
from tests.clients.bare import BareServer
from tests.clients.reading import ANY

MARK = {"ETag": '"one"'}


def answer_with(bare: BareServer, number: int, headers: dict[str, str]) -> None:
    """Let the server answer a number, or 304 to whoever knows the mark."""

    async def handler(request: web.Request) -> web.Response:
        if headers and request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304)
        return web.json_response({"number": number}, headers=headers)

    bare.handler = handler


async def number(caller: Caller, path: str = "/any") -> int:
    """Ask for the number."""
    return await caller.get_kept(path, lambda body: int(ANY(body)["number"]))


async def test_what_was_read_is_given_again(caller: Caller, bare: BareServer) -> None:
    answer_with(bare, 1, MARK)
    assert [await number(caller), await number(caller)] == [1, 1]
    assert [logged.status for logged in bare.log] == [200, 304]


async def test_what_changed_is_read_anew(caller: Caller, bare: BareServer) -> None:
    answer_with(bare, 1, MARK)
    await number(caller)
    answer_with(bare, 2, {"ETag": '"two"'})
    assert await number(caller) == 2


async def test_each_address_has_its_own_mark(caller: Caller, bare: BareServer) -> None:
    answer_with(bare, 1, MARK)
    await number(caller)
    answer_with(bare, 2, {"ETag": '"two"'})
    assert await number(caller, "/other") == 2
    assert "If-None-Match" not in bare.headers[-1]


async def test_an_answer_without_a_mark_is_asked_for_whole(
    caller: Caller, bare: BareServer
) -> None:
    answer_with(bare, 1, {})
    assert [await number(caller), await number(caller)] == [1, 1]
    assert "If-None-Match" not in bare.headers[-1]


async def test_nothing_new_without_a_mark_is_a_bad_answer(caller: Caller, bare: BareServer) -> None:
    """There is nothing that could be given again."""

    async def handler(_: web.Request) -> web.Response:
        return web.Response(status=304)

    bare.handler = handler
    with pytest.raises(BadAnswerError, match="304"):
        await number(caller)


async def test_an_answer_that_cannot_be_read_is_not_kept(caller: Caller, bare: BareServer) -> None:
    """Else the next one would be taken for a good one."""

    def refuse(_: object) -> int:
        raise BadAnswerError("odd")

    answer_with(bare, 1, MARK)
    with pytest.raises(BadAnswerError, match="odd"):
        await caller.get_kept("/any", refuse)
    assert await number(caller) == 1
