"""Runs coroutines side by side; when one fails the others are cancelled, not left behind."""

from asyncio import TaskGroup
from collections.abc import Coroutine, Iterable
from typing import Any, cast


async def together[T](coroutines: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Give all results in order. Raises the first error, as it is."""
    try:
        async with TaskGroup() as group:
            tasks = [group.create_task(coroutine) for coroutine in coroutines]
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from errors
    return [task.result() for task in tasks]


async def both[A, B](first: Coroutine[Any, Any, A], second: Coroutine[Any, Any, B]) -> tuple[A, B]:
    """Give two results of different kinds. Raises the first error, as it is."""
    results: list[Any] = await together([first, second])
    return cast("tuple[A, B]", tuple(results))
