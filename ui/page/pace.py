"""Keeps a slow answer in touch with its reader.

Gradio learns that a tab was closed only when the function behind it yields: one that waits for a slow model would
work on for nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing


async def pace(steps: AsyncGenerator[None, None], seconds: float) -> AsyncGenerator[bool, None]:
    """Yield True when there were steps, and False after each ``seconds`` without one.

    Closing it, or cancelling the task that waits for it, cancels the step under way and closes ``steps``.
    """
    news: asyncio.Queue[bool] = asyncio.Queue()
    task = asyncio.create_task(_pump(steps, news))
    try:
        while True:
            try:
                more = await asyncio.wait_for(news.get(), seconds)
            except TimeoutError:
                yield False
                continue
            if not more:
                break
            yield True
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _pump(steps: AsyncGenerator[None, None], news: asyncio.Queue[bool]) -> None:
    try:
        async with aclosing(steps):
            async for _ in steps:
                news.put_nowait(True)
    finally:
        news.put_nowait(False)
