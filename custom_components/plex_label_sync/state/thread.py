"""The thread of a database, which does one job after the other for coroutines."""

import asyncio
from collections.abc import Callable
from functools import partial
import logging
from queue import SimpleQueue
from threading import Thread

from .errors import DatabaseError

_LOGGER = logging.getLogger(__name__)

type _Tell = Callable[[], object]
"""Tells whoever waits for a job what came of it."""

type _Job = Callable[[], _Tell | None]


class DatabaseThread:
    """The thread. What it has begun, or was told to do, it does: cancelling stops only the wait.

    It is a daemon: a disk that does not answer cannot keep Home Assistant from ending.
    """

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def run[T](self, job: Callable[[], T]) -> T:
        """Do the job after all that were given before; give or raise what it gives or raises."""
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[T] = loop.create_future()

        def carry_out() -> _Tell:
            return partial(loop.call_soon_threadsafe, _settle(job, outcome))

        self._jobs.put(carry_out)
        return await outcome

    def dismiss(self, *last: Callable[[], None]) -> None:
        """Let the thread end after what it was given to do, and `last`, which raises nothing."""
        for job in (*last, None):
            self._jobs.put(job)

    def join(self) -> None:
        """Wait for the thread, which has nothing more to do."""
        self._thread.join()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            tell = job()
            # Whoever waits for it is to be the last to hold what it was given.
            del job
            if tell is not None:
                tell()


def _settle[T](job: Callable[[], T], outcome: asyncio.Future[T]) -> Callable[[], None]:
    """Do the job; give what tells its outcome to whoever still waits for it."""
    try:
        value = job()
    except BaseException as err:  # noqa: BLE001 - it is raised where the job was ordered
        error = err
        return lambda: _fail(outcome, error)
    return lambda: None if outcome.done() else outcome.set_result(value)


def _fail[T](outcome: asyncio.Future[T], error: BaseException) -> None:
    if outcome.done():
        # What other errors say may name people.
        why = error if isinstance(error, DatabaseError) else type(error).__name__
        _LOGGER.warning("A job that nobody waits for anymore failed: %s", why)
    else:
        outcome.set_exception(error)
