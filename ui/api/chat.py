"""``POST /v1/chat/completions``: questions in OpenAI's form, answers with their citations."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from assistant import Answer, Assistant, Turn
from index import Where, YuanwenError
from index.text.counting import count_tokens
from ui.api.errors import ApiError, error_object
from ui.api.wire import annotations_json, answer_fields

MODEL = "yuanwen"
_DATE = re.compile(r"(\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?)?")


def _checked_date(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise PydanticCustomError(
            "date", "{text} is no date: give one such as 2023-06-07, 2023-06 or 2023", {"text": text}
        )
    return text


IsoDate = Annotated[str, Field(max_length=100), AfterValidator(_checked_date)]


class TextPart(BaseModel):
    """A part of a message; only text can be read."""

    type: Literal["text"]
    text: str


class Message(BaseModel):
    """One message of the conversation."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[TextPart] | None = None

    def text(self) -> str:
        """The message's words."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream carries beside the answer."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class Filter(BaseModel):
    """Which articles may answer; our own addition. Dates are whole, or end with the month or the year."""

    model_config = ConfigDict(extra="forbid")

    articles: Annotated[list[str], Field(max_length=10_000)] = []
    publishers: Annotated[list[str], Field(max_length=1_000)] = []
    since: IsoDate = ""
    until: IsoDate = ""

    def where(self) -> Where:
        """The same as the index takes it."""
        return Where(tuple(self.articles), tuple(self.publishers), self.since, self.until)


class ChatRequest(BaseModel):
    """OpenAI's request. What only steers how a model samples is read and has no effect on a checked answer."""

    model_config = ConfigDict(extra="forbid")

    messages: list[Message] = Field(min_length=1, max_length=2_000)
    model: str = MODEL
    stream: bool = False
    stream_options: StreamOptions | None = None
    filter: Filter | None = None
    n: Literal[1] | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None
    max_completion_tokens: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    seed: int | None = None
    stop: Any = None
    user: str | None = None
    metadata: dict[str, Any] | None = None
    store: bool | None = None
    tools: list[Any] | None = None
    tool_choice: Any = None
    parallel_tool_calls: bool | None = None
    response_format: Any = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    logit_bias: dict[str, Any] | None = None
    service_tier: str | None = None
    reasoning_effort: str | None = None
    verbosity: str | None = None
    modalities: list[str] | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None

    def conversation(self) -> tuple[str, list[Turn]]:
        """The last question and the turns before it. System messages are not ours to obey and are left out.

        Raises:
            ApiError: the last message is not a question.
        """
        spoken = [m for m in self.messages if m.role in ("user", "assistant")]
        if not spoken or spoken[-1].role != "user":
            raise ApiError(400, "the last message must have the role user", "messages", "no_question")
        turns: list[Turn] = []
        question = ""
        for message in spoken[:-1]:
            if message.role == "user":
                question = message.text()
            elif question:
                turns.append(Turn(question, message.text()))
                question = ""
        return spoken[-1].text(), turns


def chat_router(assistant: Assistant) -> APIRouter:
    """The route, bound to an assistant."""
    router = APIRouter(tags=["chat"])

    @router.post("/v1/chat/completions", response_model=None)
    async def chat_completions(request: Request, body: ChatRequest) -> dict[str, Any] | StreamingResponse:
        """Answer the last message from the sources, whole or as a stream of server-sent events."""
        exchange = Exchange(assistant, body, str(request.base_url).rstrip("/"))
        if body.stream:
            events = await exchange.open_stream()
            return StreamingResponse(events, media_type="text/event-stream", headers={"Cache-Control": "no-cache"})
        return await exchange.whole()

    return router


class Exchange:
    """One request being answered."""

    def __init__(self, assistant: Assistant, body: ChatRequest, base: str) -> None:
        self._assistant = assistant
        self._body = body
        self._base = base
        self._id = f"chatcmpl-{uuid.uuid4().hex}"
        self._created = int(time.time())

    async def whole(self) -> dict[str, Any]:
        """The answer as one object."""
        question, history = self._body.conversation()
        answer = await self._assistant.ask(question, history, self._where())
        message = {
            "role": "assistant",
            "content": answer.text,
            "refusal": None,
            "annotations": self._annotations(answer),
        }
        choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
        head = self._head("chat.completion")
        return {**head, "choices": [choice], "usage": self._usage(answer), **answer_fields(answer, self._base)}

    async def open_stream(self) -> AsyncIterator[str]:
        """Server-sent events. A question that cannot be asked raises here, before the first of them."""
        question, history = self._body.conversation()
        events = self._assistant.stream(question, history, self._where())
        first = await anext(events)
        return self._events(first, events)

    async def _events(self, first: Any, events: Any) -> AsyncIterator[str]:
        async with aclosing(events):
            yield self._chunk({"role": "assistant", "content": ""})
            try:
                event = first
                while not isinstance(event, Answer):
                    yield self._chunk({"content": event.text})
                    event = await anext(events)
            except YuanwenError as error:
                yield f"data: {json.dumps(error_object(500, str(error)), ensure_ascii=False)}\n\n"
                return
            yield self._chunk({"content": "", "annotations": self._annotations(event)})
            yield self._chunk({}, "stop", answer_fields(event, self._base))
            if self._body.stream_options and self._body.stream_options.include_usage:
                tail = {**self._head("chat.completion.chunk"), "choices": [], "usage": self._usage(event)}
                yield f"data: {json.dumps(tail, ensure_ascii=False)}\n\n"
            yield "data: [DONE]\n\n"

    def _chunk(self, delta: dict[str, Any], finish: str | None = None, more: dict[str, Any] | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        chunk = {**self._head("chat.completion.chunk"), "choices": [choice], **(more or {})}
        return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"

    def _head(self, kind: str) -> dict[str, Any]:
        return {"id": self._id, "object": kind, "created": self._created, "model": self._body.model}

    def _where(self) -> Where | None:
        return self._body.filter.where() if self._body.filter else None

    def _annotations(self, answer: Answer) -> list[dict[str, Any]]:
        cited = list(dict.fromkeys(c.article_id for c in answer.citations))
        titles = {a.id: a.title for a in self._assistant.index.articles(cited)}
        return annotations_json(answer, titles, self._base)

    def _usage(self, answer: Answer) -> dict[str, int]:
        asked = sum(count_tokens(m.text()) for m in self._body.messages)
        answered = count_tokens(answer.text)
        return {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}
