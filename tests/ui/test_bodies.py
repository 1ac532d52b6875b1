"""Reading bodies: bounds, pauses, and what comes after them."""

from __future__ import annotations

import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from ui.api.bodies import bounded, whole
from ui.api.errors import ApiError

GONE: Message = {"type": "http.disconnect"}


def parts(*bodies: bytes, gone: bool = False) -> Receive:
    """A client that sends these parts, and then hangs up or says nothing more."""
    more = [len(bodies) - 1 > i or gone for i in range(len(bodies))]
    messages: list[Message] = [
        {"type": "http.request", "body": body, "more_body": m} for body, m in zip(bodies, more, strict=True)
    ]
    messages += [GONE] if gone else []
    coming = iter(messages)

    async def receive() -> Message:
        message = next(coming, None)
        if message is None:
            await asyncio.Event().wait()
        assert message is not None
        return message

    return receive


async def test_a_body_in_parts_becomes_one() -> None:
    receive = await whole(parts(b"ab", b"", b"c"), 3)
    assert await receive() == {"type": "http.request", "body": b"abc", "more_body": False}


async def test_a_hang_up_is_passed_on() -> None:
    assert await (await whole(parts(b"ab", gone=True), 10))() == GONE


async def test_what_is_too_large_is_refused_before_it_is_all_there() -> None:
    with pytest.raises(ApiError, match="3 bytes") as refused:
        await whole(parts(b"ab", b"cd", gone=True), 3)
    assert refused.value.status == 413
    receive = bounded(parts(b"ab", b"cd"), 3)
    await receive()
    with pytest.raises(HTTPException, match="413"):
        await receive()


async def test_a_client_that_stops_sending_is_not_waited_for() -> None:
    async def silent() -> Message:
        await asyncio.Event().wait()
        return GONE

    with pytest.raises(ApiError) as refused:
        await whole(silent, 10, pause=0.01)
    assert refused.value.status == 408
