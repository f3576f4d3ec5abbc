"""Runs synchronous code beside the event loop, such that nobody has to wait for its end."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Thread

NAME = "Plex Label Sync, plex.tv"
"""What its threads are called."""


async def in_thread[T](work: Callable[[], T]) -> T:
    """Give what `work` gives, or raise what it raises, from a daemon thread of its own.

    A request of a synchronous library cannot be broken off. In the executor it would hold up Home
    Assistant's stop until its time limit, for the threads there are waited for; a daemon thread is
    not. After a cancellation it goes on alone, and nobody hears what it gives.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            result = work()
        except Exception as err:  # noqa: BLE001 - whoever waits handles it
            tell(partial(done.set_exception, err))
        else:
            tell(partial(done.set_result, result))

    def tell(end: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # The loop is closed: nobody waits.
            loop.call_soon_threadsafe(lambda: None if done.done() else end())

    Thread(target=run, name=NAME, daemon=True).start()
    return await done
