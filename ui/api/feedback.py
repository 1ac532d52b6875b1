"""``POST /v1/feedback``: what a reader thinks of an answer."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from assistant import Assistant
from assistant.feedback import MAX_REASON, Feedback, write_feedback
from ui.api.chat_request import EXAMPLE, Body, shown

Text = Annotated[str, Field(max_length=20_000)]


class CitedSpan(BaseModel):
    """A source sentence the answer rested on."""

    model_config = ConfigDict(extra="ignore")

    article_id: Annotated[str, Field(max_length=200)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    quote: Annotated[str, Field(max_length=2_000)] = ""


class FeedbackRequest(Body):
    """A word on an answer. Only these fields and the time are kept; nothing says who sent them."""

    model_config = shown({"rating": "up", "question": EXAMPLE, "answer": "79个。[1]"})

    rating: Literal["up", "down"]
    question: Text
    answer: Text
    reason: Annotated[str, Field(max_length=MAX_REASON)] = ""
    citations: Annotated[list[CitedSpan], Field(default_factory=list, max_length=100)]


def feedback_router(assistant: Assistant) -> APIRouter:
    """The route, bound to an assistant."""
    router = APIRouter(tags=["feedback"])

    @router.post("/v1/feedback", status_code=201)
    def give_feedback(body: FeedbackRequest) -> dict[str, Any]:
        """Keep an opinion in ``feedback.jsonl`` in the home folder, for the evaluations."""
        citations = [cited.model_dump() for cited in body.citations]
        opinion = Feedback(body.rating, body.question, body.answer, body.reason, citations)
        write_feedback(assistant.settings.home, opinion)
        return {"object": "feedback", "rating": body.rating}

    return router
