"""Lets the threads of a test's event loop end by themselves, however busy the machine is.

Home Assistant's executor interrupts a thread that has not ended within its share of a second. Who
is told to end tells the next one: whoever is interrupted in between leaves the others waiting, and
the test kit takes these for what the test left behind.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from unittest.mock import patch

from homeassistant.util.executor import InterruptibleThreadPoolExecutor

_MOMENT = 30
"""Seconds after which a thread that goes on is none that is about to end."""


@contextmanager
def patience() -> Iterator[None]:
    """Have executors wait for their threads before they interrupt any."""
    interrupt = InterruptibleThreadPoolExecutor.join_threads_or_timeout

    def join(executor: InterruptibleThreadPoolExecutor) -> None:
        latest = monotonic() + _MOMENT
        for thread in tuple(executor._threads):
            thread.join(max(0.0, latest - monotonic()))
        interrupt(executor)

    with patch.object(InterruptibleThreadPoolExecutor, "join_threads_or_timeout", join):
        yield
