"""One ASGI application: the API, the article pages and the chat page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from assistant import Assistant
from ui.api.articles import articles_router
from ui.api.chat import chat_router
from ui.api.embeddings import embeddings_router
from ui.api.errors import add_error_handlers
from ui.api.feedback import feedback_router
from ui.api.guard import Guard
from ui.api.keys import Key
from ui.api.mcp import add_mcp
from ui.api.models import models_router
from ui.api.observed import Measures, Observed
from ui.api.responses import responses_router
from ui.api.service import add_manual, service_router
from ui.article_page import article_router
from ui.headers import SecurityHeaders
from ui.page import mount_page
from ui.public import PublicLimits


def build_app(assistant: Assistant, *, page: bool = True, keys: Sequence[Key] = ()) -> FastAPI:
    """The application over an open assistant.

    Args:
        assistant: answers; its settings say the limits.
        page: whether the chat page is there.
        keys: without any, everybody who reaches the application may do everything.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with tools:
            yield

    title = "Yuanwen 原文"
    app = FastAPI(title=title, version=version("yuanwen"), docs_url=None, redoc_url=None, lifespan=lifespan)
    measures = Measures()
    add_error_handlers(app)
    _surround(app, assistant, keys, measures)
    for build in (chat_router, responses_router, embeddings_router, articles_router, feedback_router, article_router):
        app.include_router(build(assistant))
    app.include_router(models_router())
    app.include_router(service_router(assistant, measures))
    add_manual(app)
    tools = add_mcp(app, assistant)
    return mount_page(app, assistant, read_only=assistant.settings.server.read_only) if page else app


def _surround(app: FastAPI, assistant: Assistant, keys: Sequence[Key], measures: Measures) -> None:
    """Put the layers around the routes, the innermost first."""
    settings = assistant.settings.server
    app.add_middleware(Guard, settings=settings, keys=keys, measures=measures)
    if settings.read_only:
        app.add_middleware(PublicLimits, per_minute=settings.per_minute)
    if settings.cors:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["*"],
            expose_headers=["X-Request-Id", "Retry-After"],
        )
    app.add_middleware(SecurityHeaders, embed=settings.embed)
    app.add_middleware(Observed, measures=measures)
