"""``POST /v1/responses``: OpenAI's newer form, the citations as ``output_text.annotations``."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from assistant import Answer, Assistant
from index.text.counting import count_tokens
from ui.api.asking import Events, ask, base_of, begin, stream_response
from ui.api.errors import STREAMED
from ui.api.responses_request import ResponsesRequest
from ui.api.wire import annotations_of, answer_fields, titles_of
from ui.desk import Desk

Json = dict[str, Any]


def responses_router(desk: Desk) -> APIRouter:
    """The route, bound to who answers."""
    router = APIRouter(tags=["chat"])

    @router.post("/v1/responses", response_model=None, responses=STREAMED)
    async def create_response(request: Request, body: ResponsesRequest) -> Json | StreamingResponse:
        """Answer the last message of the input from the sources, whole or as a stream of named events."""
        body.check()
        question, history = body.exchange()
        where = body.filter.where() if body.filter else None
        reply = Reply(desk.assistant, body, base_of(request))
        if body.stream:
            return stream_response(reply.frames(await begin(desk, question, history, where)))
        return reply.whole(await ask(request, desk, question, history, where))

    return router


class Reply:
    """One request being answered."""

    def __init__(self, assistant: Assistant, body: ResponsesRequest, base: str) -> None:
        self._assistant = assistant
        self._body = body
        self._base = base
        self._id = f"resp_{uuid.uuid4().hex}"
        self._item_id = f"msg_{uuid.uuid4().hex}"
        self._created = int(time.time())
        self._sent = 0

    def whole(self, answer: Answer) -> Json:
        """The answer as one object."""
        part = _part(answer.text, self._annotations(answer))
        usage = self._usage(answer)
        response = self._response("completed", [self._item("completed", [part])], usage)
        return {**response, **answer_fields(answer, self._base, titles_of(self._assistant.index, answer))}

    async def frames(self, events: Events) -> AsyncGenerator[str]:
        """The answer as named server-sent events, numbered from 0."""
        for frame in self._beginning():
            yield frame
        async for event in events:
            if isinstance(event, Answer):
                for frame in self._ending(event):
                    yield frame
            else:
                yield self._text_event("delta", delta=event.text, logprobs=[])

    def _beginning(self) -> list[str]:
        response = self._response("in_progress", [], None)
        return [
            self._event("response.created", response=response),
            self._event("response.in_progress", response=response),
            self._event("response.output_item.added", output_index=0, item=self._item("in_progress", [])),
            self._part_event("added", part=_part("", [])),
        ]

    def _ending(self, answer: Answer) -> list[str]:
        annotations = self._annotations(answer)
        part = _part(answer.text, annotations)
        return [
            *(
                self._text_event("annotation.added", annotation_index=i, annotation=annotation)
                for i, annotation in enumerate(annotations)
            ),
            self._text_event("done", text=answer.text, logprobs=[]),
            self._part_event("done", part=part),
            self._event("response.output_item.done", output_index=0, item=self._item("completed", [part])),
            self._event("response.completed", response=self.whole(answer)),
        ]

    def _text_event(self, name: str, **fields: Any) -> str:
        return self._in_part(f"response.output_text.{name}", fields)

    def _part_event(self, name: str, **fields: Any) -> str:
        return self._in_part(f"response.content_part.{name}", fields)

    def _in_part(self, kind: str, fields: Json) -> str:
        return self._event(kind, item_id=self._item_id, output_index=0, content_index=0, **fields)

    def _event(self, kind: str, **fields: Any) -> str:
        data = {"type": kind, "sequence_number": self._sent, **fields}
        self._sent += 1
        return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"

    def _annotations(self, answer: Answer) -> list[Json]:
        """The chat form's annotations, flat as this form has them."""
        nested = annotations_of(self._assistant.index, answer, self._base)
        return [{"type": "url_citation", **annotation["url_citation"]} for annotation in nested]

    def _item(self, status: str, content: list[Json]) -> Json:
        return {"id": self._item_id, "type": "message", "status": status, "role": "assistant", "content": content}

    def _response(self, status: str, output: list[Json], usage: Json | None) -> Json:
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created,
            "status": status,
            "background": False,
            "error": None,
            "incomplete_details": None,
            "model": self._body.model,
            "output": output,
            "previous_response_id": None,
            "store": False,
            "text": {"format": {"type": "text"}},
            "truncation": "disabled",
            "usage": usage,
            **self._echoed(),
        }

    def _echoed(self) -> Json:
        """What the form gives back as it was sent."""
        body = self._body
        names = ("instructions", "max_output_tokens", "temperature", "top_p", "user")
        return {
            **{name: getattr(body, name) for name in names},
            "metadata": body.metadata or {},
            "parallel_tool_calls": body.parallel_tool_calls is not False,
            "reasoning": {"effort": None, "summary": None},
            "tool_choice": body.tool_choice or "auto",
            "tools": body.tools or [],
        }

    def _usage(self, answer: Answer) -> Json:
        asked = sum(count_tokens(m.text()) for m in self._body.messages())
        answered = count_tokens(answer.text)
        return {
            "input_tokens": asked,
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": answered,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": asked + answered,
        }


def _part(text: str, annotations: list[Json]) -> Json:
    return {"type": "output_text", "text": text, "annotations": annotations, "logprobs": []}
