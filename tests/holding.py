"""What holds up the event loop: the longest piece of work on it, by the processor's time.

What else the machine does counts for nothing then, and neither do the stand-in servers, which share
the loop, nor what Python collects of the garbage of all tests.
"""

from asyncio import Task
from asyncio.events import Handle
from collections.abc import Iterator
from contextlib import contextmanager
import gc
from time import thread_time
from typing import Any
from unittest.mock import patch

_SERVER = "RequestHandler.start"
"""The task in which aiohttp's server answers all requests of a connection."""


class Held:
    """The longest piece of work, in seconds, and what did it."""

    def __init__(self) -> None:
        self.longest = 0.0
        self.what = ""

    def note(self, seconds: float, callback: object) -> None:
        """Take a piece of work in, unless it is a server's."""
        task = getattr(callback, "__self__", None)
        what = task.get_coro() if isinstance(task, Task) else callback
        name = getattr(what, "__qualname__", repr(what))
        if seconds > self.longest and name != _SERVER:
            self.longest, self.what = seconds, name


@contextmanager
def held() -> Iterator[Held]:
    """Measure what runs on the loop meanwhile: each callback, which nothing else can interrupt."""
    found = Held()
    run = Handle._run

    def measured(handle: Any) -> None:
        callback, before = handle._callback, thread_time()
        run(handle)
        found.note(thread_time() - before, callback)

    collects = gc.isenabled()
    gc.disable()
    try:
        with patch.object(Handle, "_run", measured):
            yield found
    finally:
        if collects:
            gc.enable()
