"""Reading bodies: no more than the limit, and no longer than a client that means it needs."""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from ui.api.errors import ApiError

_LONGEST_PAUSE = 30.0  # seconds between two parts


def bounded(receive: Receive, limit: int) -> Receive:
    """The body's parts as they come, until they are more than ``limit`` bytes.

    A chunked body does not say its length before.

    Raises:
        HTTPException: 413, from the parts that are read; the application that reads them lets only this kind through.
    """
    taken = 0

    async def receive_bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise HTTPException(413, f"the body is larger than {limit:,} bytes")
        return message

    return receive_bounded


async def whole(receive: Receive, limit: int, pause: float = _LONGEST_PAUSE) -> Receive:
    """Read the body to its end, and give it as one part; what comes after it, such as a hang-up, is passed on.

    Raises:
        ApiError: 413, it is larger than ``limit`` bytes; 408, nothing came for ``pause`` seconds.
    """
    body, message = bytearray(), await _next(receive, pause)
    while message["type"] == "http.request":
        body += message.get("body", b"")
        if len(body) > limit:
            raise ApiError(413, f"the body is larger than {limit:,} bytes", code="too_large")
        if not message.get("more_body"):
            message = {"type": "http.request", "body": bytes(body), "more_body": False}
            break
        message = await _next(receive, pause)
    read: list[Message] = [message]

    async def receive_whole() -> Message:
        return read.pop() if read else await receive()

    return receive_whole


async def _next(receive: Receive, pause: float) -> Message:
    try:
        async with asyncio.timeout(pause):
            return await receive()
    except TimeoutError:
        raise ApiError(408, f"nothing of the body came for {pause:.0f} seconds", code="timeout") from None
