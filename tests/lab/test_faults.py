"""What goes wrong at any stand-in: an answer that is slow, an order carried out late, a change."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import ClientSession, ClientTimeout, web
import pytest

from tests.lab.server import Fault, LabServer


class Shelf(LabServer):
    """Keeps what is put into it."""

    def __init__(self) -> None:
        """An empty one."""
        super().__init__()
        self.kept: list[str] = []
        self.app.router.add_get("/books/{ids}", self._get)
        self.app.router.add_put("/books", self._put)

    async def _get(self, _: web.Request) -> web.Response:
        return web.json_response(self.kept)

    async def _put(self, request: web.Request) -> web.Response:
        self.kept.append(await request.text())
        return web.Response()


@pytest.fixture
async def shelf(socket_enabled: None) -> AsyncIterator[Shelf]:
    """A shelf, started."""
    async with Shelf() as server:
        yield server


@pytest.fixture
async def session(shelf: Shelf) -> AsyncIterator[ClientSession]:
    """A client that waits no longer than a second."""
    async with ClientSession(shelf.url, timeout=ClientTimeout(total=1)) as session:
        yield session


async def put(session: ClientSession, book: str) -> int:
    """The status of putting a book there."""
    async with session.put("/books", data=book) as response:
        return response.status


async def get(session: ClientSession, ids: str) -> int:
    """The status of asking for books."""
    async with session.get(f"/books/{ids}") as response:
        return response.status


async def test_a_slow_answer_is_right_and_comes_later(shelf: Shelf, session: ClientSession) -> None:
    shelf.faults.append(Fault("slow", seconds=0.05, times=1))
    assert await get(session, "1") == 200
    assert await get(session, "1") == 200
    first, second = (logged.ended - logged.started for logged in shelf.log)
    assert first > 0.05 > second


async def test_a_late_order_is_refused_and_carried_out_when_the_test_says_so(
    shelf: Shelf, session: ClientSession
) -> None:
    shelf.faults.append(Fault("late", method="PUT", status=504, times=2))
    assert [await put(session, book) for book in ("a", "b")] == [504, 504]
    assert shelf.kept == []
    await shelf.carry_out()
    await shelf.carry_out()
    assert shelf.kept == ["a", "b"]


async def test_a_late_order_is_carried_out_after_some_seconds(
    shelf: Shelf, session: ClientSession
) -> None:
    shelf.faults.append(Fault("late", method="PUT", status=504, seconds=0.05))
    assert await put(session, "a") == 504
    assert shelf.kept == []
    await asyncio.sleep(0.1)
    assert shelf.kept == ["a"]


async def test_a_late_order_may_never_be_answered(shelf: Shelf, session: ClientSession) -> None:
    shelf.faults.append(Fault("late", method="PUT", status=0))
    with pytest.raises(TimeoutError):
        await put(session, "a")
    await shelf.carry_out()
    assert shelf.kept == ["a"]


async def test_a_late_order_is_dropped_when_the_server_stops(
    shelf: Shelf, session: ClientSession
) -> None:
    shelf.faults.append(Fault("late", method="PUT", status=504, seconds=0.01))
    await put(session, "a")
    await shelf.stop()
    await shelf.carry_out()
    await asyncio.sleep(0.05)
    assert shelf.kept == []


async def test_something_changes_just_before_an_answer(
    shelf: Shelf, session: ClientSession
) -> None:
    shelf.faults.append(Fault("change", change=lambda: shelf.kept.append("x"), after=1, times=1))
    for expected in ([], ["x"], ["x"]):
        async with session.get("/books/1") as response:
            assert await response.json() == expected


@pytest.mark.parametrize(
    ("ids", "status"), [("7", 500), ("6,7,8", 500), ("6%2C7", 500), ("70", 200), ("17,6", 200)]
)
async def test_one_item_fails_wherever_it_is_named(
    shelf: Shelf, session: ClientSession, ids: str, status: int
) -> None:
    shelf.faults.append(Fault("status", item=7))
    assert await get(session, ids) == status
    assert await get(session, f"1?id={ids}") == status
    assert await get(session, f"1?tag={ids}") == 200


async def test_what_is_sent_can_tell_which_request_fails(
    shelf: Shelf, session: ClientSession
) -> None:
    shelf.faults.append(Fault("status", body="Moby", status=503))
    assert await put(session, "Moby Dick") == 503
    assert await put(session, "Emma") == 200
    assert shelf.kept == ["Emma"]
