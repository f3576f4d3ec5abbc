"""Runs coroutines side by side; when one fails the others are cancelled, not left behind."""

from asyncio import TaskGroup
from collections.abc import Coroutine, Iterable
from itertools import islice
from typing import Any, cast

_AT_ONCE = 20
"""As many as a server may be asked at once at most."""


async def together[T](coroutines: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Give all results in order. Raises the first error, as it is.

    Each coroutine is taken when its turn comes: a house has a thousand labels, and a thousand tasks
    that wait are many objects for garbage collection to go through.
    """
    results: dict[int, T] = {}
    waiting = enumerate(coroutines)

    async def take_turns(number: int, coroutine: Coroutine[Any, Any, T]) -> None:
        results[number] = await coroutine
        for its_number, its_own in waiting:
            results[its_number] = await its_own

    try:
        async with TaskGroup() as group:
            for number, coroutine in islice(waiting, _AT_ONCE):
                group.create_task(take_turns(number, coroutine))
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    finally:
        for _, left in waiting:
            left.close()
    return [results[number] for number in range(len(results))]


async def both[A, B](first: Coroutine[Any, Any, A], second: Coroutine[Any, Any, B]) -> tuple[A, B]:
    """Give two results of different kinds. Raises the first error, as it is."""
    results: list[Any] = await together([first, second])
    return cast("tuple[A, B]", tuple(results))
