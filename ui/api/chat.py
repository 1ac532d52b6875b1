"""``POST /v1/chat/completions``: questions in OpenAI's form, answers with their citations."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from ui.api.asking import ask, base_of, begin, stream_response
from ui.api.chat_request import ChatRequest
from ui.api.errors import STREAMED
from ui.api.exchange import Exchange
from ui.desk import Desk


def chat_router(desk: Desk) -> APIRouter:
    """The route, bound to who answers."""
    router = APIRouter(tags=["chat"])

    @router.post("/v1/chat/completions", response_model=None, responses=STREAMED)
    async def chat_completions(request: Request, body: ChatRequest) -> dict[str, Any] | StreamingResponse:
        """Answer the last message from the sources, whole or as a stream of server-sent events."""
        body.check()
        question, history = body.conversation()
        exchange = Exchange(desk.assistant, body, base_of(request))
        if body.stream:
            return stream_response(exchange.frames(await begin(desk, question, history, exchange.where)))
        return exchange.whole(await ask(request, desk, question, history, exchange.where))

    return router
