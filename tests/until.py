"""Waits for what happens in the stand-in world, which nobody tells of."""

import asyncio
from collections.abc import Callable

_LOOK_SECONDS = 0.002


async def until(condition: Callable[[], bool], *, within: float) -> None:
    """Look again and again until it is so. Raises `TimeoutError` after so many seconds."""
    async with asyncio.timeout(within):
        while True:
            if condition():
                return
            await asyncio.sleep(_LOOK_SECONDS)
