"""``/v1/models``: the one model there is."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from ui.api.chat_request import MODEL
from ui.api.errors import ApiError

_CARD = {"id": MODEL, "object": "model", "created": 1_684_000_000, "owned_by": "yuanwen"}


def models_router() -> APIRouter:
    """The routes."""
    router = APIRouter(tags=["chat"])

    @router.get("/v1/models")
    def list_models() -> dict[str, Any]:
        """The one model there is: the sources, with or without a writer."""
        return {"object": "list", "data": [_CARD]}

    @router.get("/v1/models/{model}")
    def read_model(model: str) -> dict[str, Any]:
        """The model by its name."""
        if model != MODEL:
            raise ApiError(404, f"The model {model[:100]!r} does not exist: use {MODEL!r}", "model", "model_not_found")
        return _CARD

    return router
