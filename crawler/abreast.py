"""Several pieces of work at once, their results in order."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

I = TypeVar("I")  # noqa: E741 -- an item
T = TypeVar("T")


async def abreast(
    items: AsyncIterator[I], work: Callable[[I], Awaitable[T]], most: int
) -> AsyncIterator[tuple[I, "asyncio.Future[T]"]]:
    """Each item with its finished work, in the items' order; at most `most` are under way or waiting to be taken."""
    waiting: deque[tuple[I, asyncio.Future[T]]] = deque()
    try:
        async for item in items:
            waiting.append((item, asyncio.ensure_future(work(item))))
            if len(waiting) >= most:
                await asyncio.wait([waiting[0][1]])
                yield waiting.popleft()
        while waiting:
            await asyncio.wait([waiting[0][1]])
            yield waiting.popleft()
    finally:
        for _, task in waiting:
            task.cancel()
        await asyncio.gather(*(task for _, task in waiting), return_exceptions=True)
