"""One ASGI application: the API, the article pages and the chat page."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import APIRouter, FastAPI

from assistant import Assistant
from ui.api.articles import articles_router
from ui.api.chat import MODEL, chat_router
from ui.api.errors import add_error_handlers
from ui.article_page import article_router
from ui.headers import SecurityHeaders
from ui.page import mount_page
from ui.public import PublicLimits


def build_app(assistant: Assistant, *, page: bool = True) -> FastAPI:
    """The application over an open assistant; ``page=False`` leaves the chat page out."""
    app = FastAPI(title="Yuanwen 原文", version=version("yuanwen"), docs_url=None, redoc_url=None)
    add_error_handlers(app)
    server = assistant.settings.server
    if server.read_only:
        app.add_middleware(PublicLimits, per_minute=server.per_minute)
    app.add_middleware(SecurityHeaders, embed=server.embed)
    app.include_router(chat_router(assistant))
    app.include_router(articles_router(assistant))
    app.include_router(_service_router(assistant))
    app.include_router(article_router(assistant))
    return mount_page(app, assistant, read_only=server.read_only) if page else app


def _service_router(assistant: Assistant) -> APIRouter:
    router = APIRouter(tags=["service"])

    @router.get("/v1/models")
    def list_models() -> dict[str, Any]:
        """The one model there is: the sources, with or without a writer."""
        return {
            "object": "list",
            "data": [{"id": MODEL, "object": "model", "created": 1_684_000_000, "owned_by": "yuanwen"}],
        }

    @router.get("/healthz")
    def healthz() -> dict[str, Any]:
        """Whether the server answers, and how much it knows."""
        articles, passages = assistant.index.counts()
        return {"status": "ok", "articles": articles, "passages": passages}

    return router
