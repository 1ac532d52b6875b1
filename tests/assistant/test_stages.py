"""What a stopwatch says of one answer's stages."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from assistant.chain import AnswerChain
from assistant.stages import Interval, Stopwatch

if TYPE_CHECKING:
    from assistant import Assistant
    from assistant.answer import Piece
    from assistant.draft import Draft

QUESTION = "悟道2.0有多少参数？"


def test_verifying_is_not_counted_as_writing() -> None:
    watch = Stopwatch([Interval("condense", 0, 1), Interval("verify", 4, 5), Interval("verify", 6, 8)])
    watch.intervals.append(Interval("write", 3, 10))
    assert watch.seconds() == {"condense": 1, "retrieve": 0, "write": 4, "verify": 3}


def test_a_stage_that_fails_is_timed_too() -> None:
    watch = Stopwatch()
    before = time.time()
    with pytest.raises(KeyError), watch.during("retrieve"):
        raise KeyError
    [interval] = watch.intervals
    assert interval.stage == "retrieve"
    assert before - 1 < interval.started <= interval.ended < time.time() + 1


class BrokenWriter:
    """Verifies once, then fails."""

    async def write(self, draft: Draft) -> AsyncIterator[Piece]:
        """Yield nothing."""
        with draft.watch.during("verify"):
            await asyncio.sleep(0)
        raise RuntimeError("broken")
        yield


async def test_what_was_measured_is_there_though_no_answer_is(assistant: Assistant) -> None:
    watch = Stopwatch()
    broken = replace(assistant, chain=AnswerChain(assistant.index, BrokenWriter(), 4))
    with pytest.raises(RuntimeError, match="broken"):
        async for _ in broken.stream(QUESTION, watch=watch):
            pass
    assert [i.stage for i in watch.intervals] == ["condense", "retrieve", "verify", "write"]


async def test_the_stages_of_an_answer_follow_one_another(assistant: Assistant) -> None:
    watch = Stopwatch()
    events = [event async for event in assistant.stream(f"请教一下，{QUESTION}", watch=watch)]
    assert events[-1].timings == watch.seconds()  # type: ignore[union-attr]
    [condense, retrieve, *verified, write] = watch.intervals
    assert condense.ended <= retrieve.started <= retrieve.ended <= write.started
    assert verified
    assert all(write.started <= v.started <= v.ended <= write.ended for v in verified)
