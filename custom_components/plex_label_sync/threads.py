"""Runs work that keeps the processor busy in threads, one piece of ours at a time.

Each time it sends or receives, Home Assistant's event loop lets go of Python's lock, and a thread
that works in Python may keep it for five milliseconds then (`sys.getswitchinterval`). The loop does
so a dozen times in a row: two busy threads hold it up for more than a tenth of a second.
"""

import asyncio
from collections.abc import Callable
from threading import Lock
from typing import Any

_FEW = 500

TURN = Lock()
"""Whoever works long in a thread of their own holds it meanwhile."""


async def in_turn[**P, T](work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Give what `work` gives, or raise what it raises, from a thread, when its turn has come.

    It must not wait for anything itself. Once begun it goes on, even if whoever waits is cancelled.
    """

    def run() -> T:
        with TURN:
            return work(*args, **kwargs)

    return await asyncio.to_thread(run)


async def free(things: list[Any]) -> None:
    """Free what nobody but this list holds any more, a few things at a time.

    What is dropped at once is freed at once, and Python keeps its lock meanwhile: for more than
    0.1 s with the changes of a large house.
    """
    await in_turn(_free, things)


def _free(things: list[Any]) -> None:
    while things:
        del things[-_FEW:]
