"""An answer in OpenAI's form, whole or as server-sent events, without HTTP: the command line uses it too."""

from __future__ import annotations

import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from importlib.metadata import version
from typing import Any

from assistant.answer import Answer, Piece
from assistant.assistant import Assistant
from index.search import Where
from index.text.counting import count_tokens
from ui.api.chat_request import ChatRequest
from ui.api.wire import annotations_of, answer_fields, data_frame, titles_of

_FINGERPRINT = f"yuanwen-{version('yuanwen')}"


class Exchange:
    """One request being answered. An answer is the same each time, so ``n`` choices are ``n`` times the same."""

    def __init__(self, assistant: Assistant, body: ChatRequest, base: str) -> None:
        self._assistant = assistant
        self._body = body
        self._base = base
        self._id = f"chatcmpl-{uuid.uuid4().hex}"
        self._created = int(time.time())
        self._with_usage = bool(body.stream_options and body.stream_options.include_usage)

    @property
    def where(self) -> Where | None:
        """Which articles may answer."""
        return self._body.filter.where() if self._body.filter else None

    def whole(self, answer: Answer, *, counted: bool = True) -> dict[str, Any]:
        """The answer as one object; without ``usage`` unless it is ``counted``: the table of tokens is slow to load."""
        annotations = annotations_of(self._assistant.index, answer, self._base)
        message = {"role": "assistant", "content": answer.text, "refusal": None, "annotations": annotations}
        choices = [{"index": i, "message": message, "finish_reason": "stop", "logprobs": None} for i in self._indices()]
        head = self._head("chat.completion")
        usage = {"usage": self._usage(answer)} if counted else {}
        return {
            **head,
            "choices": choices,
            **usage,
            **answer_fields(answer, self._base, titles_of(self._assistant.index, answer)),
        }

    async def frames(self, events: AsyncIterator[Piece | Answer]) -> AsyncGenerator[str]:
        """The answer as server-sent events."""
        for frame in self._chunks({"role": "assistant", "content": ""}):
            yield frame
        async for event in events:
            if not isinstance(event, Answer):
                for frame in self._chunks({"content": event.text}):
                    yield frame
                continue
            for frame in self._ending(event):
                yield frame
        yield "data: [DONE]\n\n"

    def _ending(self, answer: Answer) -> list[str]:
        frames = self._chunks({"content": "", "annotations": annotations_of(self._assistant.index, answer, self._base)})
        frames += self._chunks({}, "stop", answer_fields(answer, self._base, titles_of(self._assistant.index, answer)))
        if self._with_usage:
            tail = {**self._head("chat.completion.chunk"), "choices": [], "usage": self._usage(answer)}
            frames.append(data_frame(tail))
        return frames

    def _chunks(
        self, delta: dict[str, Any], finish: str | None = None, more: dict[str, Any] | None = None
    ) -> list[str]:
        usage = {"usage": None} if self._with_usage else {}
        head = {**self._head("chat.completion.chunk"), **usage, **(more or {})}
        choice = {"delta": delta, "finish_reason": finish, "logprobs": None}
        return [data_frame({**head, "choices": [{"index": i, **choice}]}) for i in self._indices()]

    def _indices(self) -> range:
        return range(self._body.n or 1)

    def _head(self, kind: str) -> dict[str, Any]:
        return {
            "id": self._id,
            "object": kind,
            "created": self._created,
            "model": self._body.model,
            "system_fingerprint": _FINGERPRINT,
        }

    def _usage(self, answer: Answer) -> dict[str, int]:
        asked = sum(count_tokens(m.text()) for m in self._body.messages)
        answered = count_tokens(answer.text) * len(self._indices())
        return {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered}
