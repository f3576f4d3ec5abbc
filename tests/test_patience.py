"""The threads of a test's event loop end by themselves before the test kit looks for any."""

from threading import Barrier
from time import sleep

from homeassistant.util.executor import InterruptibleThreadPoolExecutor

THREADS = 20
"""So many of them have a twentieth of a second each, by Home Assistant's own measure."""


def test_threads_that_take_their_time_are_not_interrupted() -> None:
    """All work is done, and all have ended."""
    executor = InterruptibleThreadPoolExecutor(max_workers=THREADS)
    together = Barrier(THREADS)
    done: list[int] = []

    def work(number: int) -> None:
        together.wait()
        for _ in range(30):
            sleep(0.01)
        done.append(number)

    works = [executor.submit(work, number) for number in range(THREADS)]
    executor.shutdown()

    assert sorted(done) == [*range(THREADS)]
    assert all(one.done() for one in works)
    assert not any(thread.is_alive() for thread in executor._threads)
