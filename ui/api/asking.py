"""Asking the assistant on behalf of a request: hung-up clients, failures on the way, and what both forms share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, suppress

from fastapi import Request
from fastapi.responses import StreamingResponse

from assistant import Answer, Piece, Turn
from index import UnavailableError, Where, YuanwenError
from ui.api.errors import AWAY, HungUpError, error_object
from ui.api.wire import data_frame
from ui.desk import Desk

log = logging.getLogger(__name__)

_LOOK_EVERY = 0.2  # seconds between two looks at whether the client is still there

Events = AsyncGenerator[Piece | Answer, None]


async def ask(request: Request, desk: Desk, question: str, history: Sequence[Turn], where: Where | None) -> Answer:
    """The whole answer; the work stops when the client hangs up.

    Raises:
        InvalidQuestionError: the question cannot be asked.
        HungUpError: the client has gone.
    """
    task = asyncio.ensure_future(desk.ask(question, history, where))
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=_LOOK_EVERY)
            if not task.done() and await request.is_disconnected():
                raise HungUpError
        return task.result()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await task


async def begin(desk: Desk, question: str, history: Sequence[Turn], where: Where | None) -> Events:
    """The answer's events. A question that cannot be asked raises here, before anything is sent."""
    events = desk.stream(question, history, where)
    try:
        first = await anext(events)
    except BaseException:
        await events.aclose()
        raise
    return _resume(first, events)


async def _resume(first: Piece | Answer, events: Events) -> Events:
    async with aclosing(events):
        yield first
        async for event in events:
            yield event


def stream_response(frames: AsyncGenerator[str]) -> StreamingResponse:
    """Server-sent events that no proxy holds back, and that end with an error object when the work fails."""
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(_guarded(frames), media_type="text/event-stream", headers=headers)


async def _guarded(frames: AsyncGenerator[str]) -> AsyncGenerator[str]:
    async with aclosing(frames):
        try:
            async for frame in frames:
                yield frame
        except UnavailableError as error:
            log.error("%s", error)
            yield data_frame(error_object(503, AWAY))
        except YuanwenError as error:
            yield data_frame(error_object(500, str(error)))
        except Exception:
            log.exception("a stream failed")
            yield data_frame(error_object(500, "an unexpected error; the server's log says more"))


def base_of(request: Request) -> str:
    """The address the client used, without the slash at its end."""
    return str(request.base_url).rstrip("/")
