"""A real HTTP server that speaks OpenAI's protocol and says what a test tells it to."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route


@dataclass
class ModelServer:
    """What it will answer, and what it was asked.

    ``reply`` is the text to stream, in pieces of ``size`` characters; ``statuses`` are error statuses to answer
    first, one a request; ``break_after`` ends the stream without warning after that many pieces, ``breaks`` times at
    most; ``raw`` is sent as it is in place of a stream; ``usage`` is reported with the last event.
    """

    url: str = ""
    reply: str | Callable[[dict[str, Any]], str] = ""
    size: int = 3
    pause: float = 0.0
    statuses: list[int] = field(default_factory=list)
    break_after: int | None = None
    breaks: int = 10_000
    raw: str = ""
    usage: dict[str, int] | None = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    hung_up: int = 0

    async def chat(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append(body)
        self.keys.append(request.headers.get("authorization", ""))
        if self.statuses:
            status = self.statuses.pop(0)
            return JSONResponse({"error": {"message": "as told", "type": "test"}}, status_code=status)
        if self.raw:
            return Response(self.raw, media_type="text/event-stream")
        text = self.reply(body) if callable(self.reply) else self.reply
        return StreamingResponse(self._stream(text), media_type="text/event-stream")

    async def _stream(self, text: str) -> AsyncIterator[str]:
        pieces = [text[i : i + self.size] for i in range(0, len(text), self.size)]
        try:
            for number, piece in enumerate(pieces):
                if number == self.break_after and self.breaks > 0:
                    self.breaks -= 1
                    raise ConnectionError("broken off, as told")
                await asyncio.sleep(self.pause)
                yield self._event({"content": piece}, None)
            yield self._event({}, "stop", self.usage)
            yield "data: [DONE]\n\n"
        except asyncio.CancelledError:
            self.hung_up += 1
            raise

    @staticmethod
    def _event(delta: dict[str, str], finish: str | None, usage: dict[str, int] | None = None) -> str:
        choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
        chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        if usage:
            chunk["usage"] = usage
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"


@contextmanager
def serving() -> Iterator[ModelServer]:
    """A scripted model behind a real socket on the loopback address."""
    scripted = ModelServer()
    app = Starlette(routes=[Route("/v1/chat/completions", scripted.chat, methods=["POST"])])
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    scripted.url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield scripted
    server.should_exit = True
    thread.join(timeout=10)
    listening.close()
