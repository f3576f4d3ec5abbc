"""Posters: asked for once, kept within bounds, and given up in time."""

import asyncio
from functools import partial
from unittest.mock import Mock

import pytest

from custom_components.plex_label_sync.clients.errors import (
    BadAnswerError,
    BusyError,
    NotFoundError,
    SilentError,
)
from custom_components.plex_label_sync.clients.images import Image
from custom_components.plex_label_sync.media import posters as room
from custom_components.plex_label_sync.media.posters import Posters


class Server:
    """Gives posters, and notes what it is asked for."""

    def __init__(self, size: int = 10) -> None:
        self.asked: list[str] = []
        self._size = size

    async def ask(self, key: str) -> Image:
        """Give a poster a moment later."""
        self.asked.append(key)
        await asyncio.sleep(0)
        return Image(key.encode().ljust(self._size), "image/png")

    async def get(self, posters: Posters, *keys: str) -> None:
        """Have posters asked for, one after the other."""
        for key in keys:
            found = await posters.get(key, partial(self.ask, key))
            assert found.content.startswith(key.encode())


async def test_a_poster_is_asked_for_once() -> None:
    posters, server = Posters(), Server()

    await server.get(posters, "a", "b", "a")

    assert server.asked == ["a", "b"]


async def test_one_that_many_want_at_once_is_asked_for_once() -> None:
    posters, server = Posters(), Server()

    await asyncio.gather(*(server.get(posters, f"{n % 20}") for n in range(200)))

    assert server.asked == [f"{n}" for n in range(20)]


async def test_who_wants_another_one_waits_for_nobody() -> None:
    """How many a server is asked for at a time is up to its client."""
    posters, server, answers = Posters(), Server(), asyncio.Event()

    async def hang() -> Image | None:
        await answers.wait()
        return None

    hanging = [asyncio.create_task(posters.get(f"hangs {n}", hang)) for n in range(20)]
    await server.get(posters, "a")

    assert not any(task.done() for task in hanging)
    answers.set()
    await asyncio.wait(hanging)


async def test_whoever_waits_for_one_asks_again_when_nobody_does_anymore() -> None:
    """Somebody left who had asked for it first."""
    posters, server = Posters(), Server()

    async def hang() -> Image | None:
        await asyncio.Event().wait()
        return None

    first = asyncio.create_task(posters.get("a", hang))
    await asyncio.sleep(0)
    second = asyncio.create_task(server.get(posters, "a"))
    await asyncio.sleep(0)
    first.cancel()

    await second

    assert server.asked == ["a"]


async def test_it_stands_for_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_FRESH", -1.0)
    posters, server = Posters(), Server()

    await server.get(posters, "a", "a")

    assert server.asked == ["a", "a"]


async def test_the_ones_that_nobody_asked_for_the_longest_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "MOST", 2)
    posters, server = Posters(), Server()

    await server.get(posters, "a", "b", "a", "c", "a", "b")

    assert server.asked == ["a", "b", "c", "b"]


async def test_they_take_so_many_bytes_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """But for one that is larger than that alone."""
    monkeypatch.setattr(room, "MOST_BYTES", 25)
    posters, server = Posters(), Server()

    await server.get(posters, "a", "b", "c", "b", "a")

    assert server.asked == ["a", "b", "c", "a"]
    large = Server(size=100)
    await large.get(posters, "d", "d")
    assert large.asked == ["d"]


async def test_what_failed_is_not_asked_for_again_at_once() -> None:
    posters, asked = Posters(), []

    async def fail() -> Image | None:
        asked.append(True)
        raise BadAnswerError("its answer is no image")

    for _ in range(2):
        with pytest.raises(BadAnswerError, match="no image"):
            await posters.get("a", fail)

    assert len(asked) == 1


@pytest.mark.parametrize(("wanted", "asked_again"), [(30.0, True), (3000.0, False)])
async def test_a_busy_server_is_left_alone_for_as_long_as_it_wants(
    monkeypatch: pytest.MonkeyPatch, wanted: float, asked_again: bool
) -> None:
    """With that poster, and an hour at most."""
    clock = Mock(return_value=1000.0)
    monkeypatch.setattr(room, "monotonic", clock)
    posters, asked = Posters(), []

    async def fail() -> Image | None:
        asked.append(True)
        raise BusyError("it answered 429", wanted)

    for now in (1000.0, 1100.0):
        clock.return_value = now
        with pytest.raises(BusyError):
            await posters.get("a", fail)

    assert len(asked) == 1 + asked_again


async def test_none_is_not_found() -> None:
    async def none() -> Image | None:
        return None

    with pytest.raises(NotFoundError):
        await Posters().get("a", none)


async def test_who_is_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SECONDS", 0.01)

    async def hang() -> Image | None:
        await asyncio.sleep(60)
        return None

    with pytest.raises(SilentError):
        await Posters().get("a", hang)
