"""The local model as the page offers it: how far it is, and the click that brings and starts it."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from assistant import Assistant
from ui.page.documents import HEADER

SETTLED = "settled"
"""The state when the settings already say what writes: nothing is offered then."""


def local_model_router(assistant: Assistant) -> APIRouter:
    """``GET /page/model`` says how far the local model is, ``POST`` accepts it; both answer at once.

    The answer is a ``LocalModelStatus`` as JSON: ``state``, ``name``, ``size`` and ``done`` in bytes, ``error``. When
    the settings name a model it is ``{"state": "settled"}`` and nothing can be accepted.
    """
    router = APIRouter(include_in_schema=False)
    settled = assistant.settings.model.wanted

    # Both are coroutines so that two clicks at once are taken one after the other; neither waits for anything.
    @router.get("/page/model")
    async def tell() -> JSONResponse:
        return JSONResponse({"state": SETTLED} if settled else asdict(assistant.local_model_status()))

    @router.post("/page/model")
    async def accept(request: Request) -> JSONResponse:
        if not request.headers.get(HEADER):
            return JSONResponse({"error": f"only the page may ask for this: {HEADER} is missing"}, status_code=403)
        if settled:
            return JSONResponse({"error": "the settings already say what writes"}, status_code=409)
        return JSONResponse(asdict(assistant.pull_local_model()))

    return router
