"""What measures how long the event loop is held: by pieces of work, and not by what waits."""

import asyncio
from time import sleep, thread_time

from tests.holding import held


def _work(seconds: float) -> None:
    until = thread_time() + seconds
    while thread_time() < until:
        pass


async def _piece() -> None:
    _work(0.03)
    await asyncio.sleep(0)
    _work(0.03)


async def test_the_longest_piece_is_found_and_named() -> None:
    with held() as found:
        await asyncio.create_task(_piece())

    assert 0.03 <= found.longest < 0.06
    assert found.what == "_piece"


async def test_a_callback_counts_as_well_and_sleep_does_not() -> None:
    with held() as found:
        asyncio.get_running_loop().call_soon(_work, 0.02)
        asyncio.get_running_loop().call_soon(sleep, 0.05)
        await asyncio.sleep(0.1)

    assert 0.02 <= found.longest < 0.05
    assert found.what == "_work"
