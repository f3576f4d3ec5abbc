"""Posters: asked for once, kept within bounds, and given up in time."""

import asyncio
from functools import partial

import pytest

from custom_components.plex_label_sync.clients.errors import (
    BadAnswerError,
    NotFoundError,
    SilentError,
)
from custom_components.plex_label_sync.clients.images import Image
from custom_components.plex_label_sync.media import posters as room
from custom_components.plex_label_sync.media.posters import Posters


class Server:
    """Gives posters, and counts how often it is asked; most at once, too."""

    def __init__(self, size: int = 10) -> None:
        self.asked: list[str] = []
        self.busy = self.most = 0
        self._size = size

    async def ask(self, key: str) -> Image:
        """Give a poster a moment later."""
        self.asked.append(key)
        self.busy += 1
        self.most = max(self.most, self.busy)
        await asyncio.sleep(0)
        self.busy -= 1
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


async def test_servers_are_asked_for_few_at_a_time() -> None:
    posters, server = Posters(), Server()

    await asyncio.gather(*(server.get(posters, f"{n % 20}") for n in range(200)))

    assert server.most <= room._AT_ONCE
    assert len(server.asked) < 200


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
