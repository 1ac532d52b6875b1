"""What ``/v1/search`` takes and gives; the command line uses it too."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StrictInt

from assistant.question import check_question
from index.index import Index
from ui.api.chat_request import Body, Filter, shown
from ui.api.wire import passage_json


class SearchRequest(Body):
    """A question to find passages for."""

    model_config = shown({"query": "人工智能基金群", "top_k": 3})

    query: str
    top_k: Annotated[StrictInt, Field(ge=1, le=100)] = 10
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
