"""The page's one function for programs: ``gradio_client.Client(URL).predict(question, api_name="/ask")``."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant import InvalidQuestionError
from ui.api.errors import ApiError
from ui.api.wire import answer_fields
from ui.desk import Desk


def add_endpoint(desk: Desk) -> None:
    """Add ``/ask`` to the page being laid out."""

    # Types are written out: Gradio reads them as they stand.
    async def ask(question: str, request: gr.Request) -> dict[str, Any]:
        """Answer a question from the documents: its text with markers [n], and citations[n-1] for each."""
        try:
            async with desk.turn(client_of(request)):
                answer = await desk.ask(question)
        except (InvalidQuestionError, ApiError) as error:
            raise gr.Error(str(error), print_exception=False) from error
        base = str(request.request.base_url).rstrip("/") if request.request else ""
        return {"answer": answer.text, **answer_fields(answer, base, {})}

    gr.api(ask, api_name="ask")  # type: ignore[attr-defined]


def client_of(request: gr.Request) -> str:
    """The name its limits are counted under, which the request that sent the event was given."""
    state = request.request.scope.get("state", {}) if request.request else {}
    return str(state.get("client", "page"))
