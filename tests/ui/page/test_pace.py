"""A generator that says something every so often, and lets go at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from ui.page.pace import pace

ended: list[str] = []


@pytest.fixture(autouse=True)
def _forget() -> None:
    ended.clear()


async def steps(*waits: float, error: Exception | None = None) -> AsyncGenerator[None, None]:
    """Yield after each wait in seconds, then fail if asked to; note how it ended."""
    try:
        for wait in waits:
            await asyncio.sleep(wait)
            yield
        if error:
            raise error
        ended.append("whole")
    except asyncio.CancelledError:
        ended.append("cancelled")
        raise


async def test_steps_pass_through() -> None:
    assert [new async for new in pace(steps(0, 0, 0), 5)] == [True, True, True]
    assert ended == ["whole"]


async def test_no_steps_are_no_news() -> None:
    assert [new async for new in pace(steps(), 5)] == []


async def test_a_slow_step_is_waited_for_in_short_turns() -> None:
    said = [new async for new in pace(steps(0, 0.25), 0.05)]
    assert said[0] is True
    assert said[-1] is True
    assert said.count(True) == 2
    assert said.count(False) >= 2
    assert ended == ["whole"]


async def test_closing_cancels_the_step_under_way() -> None:
    async with aclosing(pace(steps(0, 60), 0.02)) as paced:
        async for new in paced:
            if not new:
                break
    assert ended == ["cancelled"]


async def test_cancelling_the_reader_cancels_the_step_under_way() -> None:
    async def read() -> None:
        async for _ in pace(steps(60), 30):
            pass

    reader = asyncio.create_task(read())
    await asyncio.sleep(0.05)
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    await asyncio.sleep(0.05)
    assert ended == ["cancelled"]


async def test_an_error_comes_through_after_the_steps_before_it() -> None:
    said = []
    with pytest.raises(ValueError, match="broken"):
        async for new in pace(steps(0, error=ValueError("broken")), 5):
            said.append(new)
    assert said == [True]
