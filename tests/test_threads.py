"""Work in threads takes turns: only one piece keeps the processor busy at a time."""

import asyncio
from threading import Event

import pytest

from custom_components.plex_label_sync.threads import TURN, free, in_turn

SECONDS = 10
"""After these a piece of work gives up waiting, so that a fault does not hang the tests."""


def hold(begun: Event, go_on: Event) -> bool:
    """Say that it has begun, and give whether it was told to go on."""
    begun.set()
    return go_on.wait(SECONDS)


async def test_it_gives_what_the_work_gives() -> None:
    assert await in_turn(sorted, [2, 1, 3], reverse=True) == [3, 2, 1]


async def test_it_raises_what_the_work_raises() -> None:
    with pytest.raises(ZeroDivisionError):
        await in_turn(divmod, 1, 0)
    assert await in_turn(divmod, 3, 2) == (1, 1)


async def test_a_second_piece_begins_when_the_first_one_is_done() -> None:
    begun, go_on = Event(), Event()
    first = asyncio.create_task(in_turn(hold, begun, go_on))
    await asyncio.to_thread(begun.wait, SECONDS)
    second = asyncio.create_task(in_turn(go_on.is_set))

    _, waiting = await asyncio.wait([second], timeout=0.1)
    assert waiting

    go_on.set()
    assert await second
    assert await first


async def test_nobody_begins_either_while_a_cancelled_piece_goes_on() -> None:
    begun, go_on = Event(), Event()
    first = asyncio.create_task(in_turn(hold, begun, go_on))
    await asyncio.to_thread(begun.wait, SECONDS)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first

    second = asyncio.create_task(in_turn(go_on.is_set))
    _, waiting = await asyncio.wait([second], timeout=0.1)
    assert waiting

    go_on.set()
    assert await second


async def test_what_a_thread_does_itself_waits_for_its_turn_too() -> None:
    with TURN:
        work = asyncio.create_task(in_turn(int))
        _, waiting = await asyncio.wait([work], timeout=0.1)
        assert waiting
    assert await work == 0


async def test_things_are_freed_a_few_at_a_time() -> None:
    """Python keeps its lock for as long as it frees what is dropped at once."""
    left: list[int] = []
    things = [Thing(left) for _ in range(2_000)]
    for thing in things:
        thing.among = things
    del thing

    await free(things)

    assert things == []
    assert len(left) == 2_000
    assert len(set(left)) >= 4


class Thing:
    """Tells how many others are left when it is freed."""

    def __init__(self, left: list[int]) -> None:
        self.left = left
        self.among: list[Thing] = []

    def __del__(self) -> None:
        self.left.append(len(self.among))
