"""What ``/v1/search`` takes and gives; the command line uses it too."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.question import check_question
from index.index import Index
from ui.api.chat_request import Filter
from ui.api.wire import passage_json


class SearchRequest(BaseModel):
    """A question to find passages for."""

    model_config = ConfigDict(extra="forbid")

    query: str
    top_k: Annotated[int, Field(ge=1, le=100)] = 10
    filter: Filter | None = None


def passages_for(index: Index, request: SearchRequest, base: str) -> dict[str, Any]:
    """Passages for a question, best first.

    Raises:
        InvalidQuestionError: it cannot be asked.
    """
    question = check_question(request.query)
    where = request.filter.where() if request.filter else None
    found = index.search(question, request.top_k, where)
    return {"object": "list", "data": [passage_json(p, base) for p in found]}
