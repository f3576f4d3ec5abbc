"""Synchronous code beside the event loop: its result, its errors, and that nobody waits for it."""

import asyncio
from collections.abc import Iterator
import threading
from threading import Event, Thread

import pytest

from custom_components.plex_label_sync.clients.plextv.in_thread import NAME, in_thread

_SOON = 5


def threads() -> list[Thread]:
    """The threads that run something."""
    return [thread for thread in threading.enumerate() if thread.name == NAME]


@pytest.fixture
def release() -> Iterator[Event]:
    """What the work waits for; in the end all of it has ended."""
    release = Event()
    yield release
    release.set()
    for thread in threads():
        thread.join(_SOON)


async def test_it_gives_what_the_work_gives_and_leaves_the_loop_free(release: Event) -> None:
    waiting = asyncio.create_task(in_thread(lambda: release.wait(_SOON)))
    await asyncio.sleep(0)
    release.set()
    assert await waiting is True


async def test_it_raises_what_the_work_raises() -> None:
    def work() -> None:
        raise LookupError("nothing there")

    with pytest.raises(LookupError, match="nothing there"):
        await in_thread(work)


async def test_a_cancelled_one_is_not_waited_for(release: Event) -> None:
    waiting = asyncio.create_task(in_thread(lambda: release.wait(_SOON)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert [thread.is_alive() for thread in threads()] == [True]


async def test_what_comes_after_a_cancellation_is_dropped(release: Event) -> None:
    waiting = asyncio.create_task(in_thread(lambda: release.wait(_SOON)))
    await asyncio.sleep(0)
    (thread,) = threads()
    waiting.cancel()
    release.set()
    await asyncio.to_thread(thread.join, _SOON)
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_the_end_of_the_process_does_not_wait(release: Event) -> None:
    waiting = asyncio.create_task(in_thread(lambda: release.wait(_SOON)))
    await asyncio.sleep(0)
    assert [thread.daemon for thread in threads()] == [True]
    release.set()
    await waiting


def test_a_loop_that_is_closed_meanwhile_does_no_harm(
    release: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    harm: list[object] = []
    monkeypatch.setattr(threading, "excepthook", harm.append)

    async def leave() -> None:
        waiting = asyncio.create_task(in_thread(lambda: release.wait(_SOON)))
        await asyncio.sleep(0)
        waiting.cancel()

    asyncio.run(leave())
    (thread,) = threads()
    release.set()
    thread.join(_SOON)
    assert not thread.is_alive()
    assert harm == []
