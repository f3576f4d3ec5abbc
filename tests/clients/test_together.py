"""Running side by side: results in order, the first error as it is, nothing left behind."""

import asyncio

import pytest

from custom_components.plex_label_sync.clients.errors import BadAnswerError, BusyError
from custom_components.plex_label_sync.clients.together import both, together


async def after[T](pauses: int, result: T) -> T:
    """A result that takes so many turns of the loop."""
    for _ in range(pauses):
        await asyncio.sleep(0)
    return result


async def failing(pauses: int, error: Exception) -> None:
    """An error that takes so many turns of the loop."""
    raise await after(pauses, error)


async def test_results_come_in_the_order_asked() -> None:
    """Whichever is ready first."""
    assert await together([after(5, "a"), after(0, "b"), after(2, "c")]) == ["a", "b", "c"]


async def test_nothing_gives_nothing() -> None:
    """No coroutine, no result."""
    assert await together(after(0, None) for _ in ()) == []


async def test_they_run_side_by_side() -> None:
    """Each waits for the other."""
    met = asyncio.Barrier(3)
    await asyncio.wait_for(together(met.wait() for _ in range(3)), 5)


async def test_the_first_error_is_raised_as_it_is() -> None:
    """Not in a group: who catches a `BusyError` finds one."""
    error = BusyError("busy", 7)
    with pytest.raises(BusyError) as caught:
        await together([failing(3, BadAnswerError("late")), failing(1, error), after(9, None)])
    assert caught.value is error


async def test_when_one_fails_the_others_are_cancelled() -> None:
    """No request goes on for an answer that nobody waits for."""
    cancelled: list[str] = []

    async def patient(name: str) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append(name)
            raise

    with pytest.raises(BadAnswerError):
        await together([patient("a"), failing(1, BadAnswerError("no")), patient("b")])
    assert sorted(cancelled) == ["a", "b"]


async def test_of_many_only_some_run_at_a_time() -> None:
    """Each of the others begins when one is through."""
    running = most = 0

    async def counted(number: int) -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return number

    assert await together(counted(number) for number in range(1000)) == [*range(1000)]
    assert most == 20


async def test_what_had_no_turn_yet_never_begins_when_one_fails() -> None:
    """Nor does Python warn that nobody waited for it."""
    begun: list[int] = []

    async def begin(number: int) -> None:
        begun.append(number)
        await asyncio.sleep(60)

    others = [begin(number) for number in range(100)]
    with pytest.raises(BadAnswerError):
        await together([failing(1, BadAnswerError("no")), *others])
    assert begun == [*range(19)]


async def test_an_error_inside_another_run_comes_out_as_it_is() -> None:
    """However deep."""
    with pytest.raises(BadAnswerError):
        await together([both(after(1, 1), together([failing(1, BadAnswerError("no"))]))])


async def test_who_cancels_the_whole_cancels_all() -> None:
    """As when Home Assistant stops."""
    started = asyncio.Event()
    ended: list[str] = []

    async def patient() -> None:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            ended.append("patient")

    whole = asyncio.create_task(together([patient()]))
    await started.wait()
    whole.cancel()
    with pytest.raises(asyncio.CancelledError):
        await whole
    assert ended == ["patient"]


async def test_both_gives_two_results_of_different_kinds() -> None:
    """In order."""
    assert await both(after(2, "a"), after(0, 1)) == ("a", 1)
