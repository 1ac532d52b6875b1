"""One ASGI application: the API, the article pages and the chat page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from assistant import Assistant
from ui.api.articles import articles_router
from ui.api.chat import chat_router
from ui.api.embeddings import embeddings_router
from ui.api.errors import DESCRIBED, add_error_handlers
from ui.api.feedback import feedback_router
from ui.api.guard import Guard
from ui.api.keys import Key
from ui.api.limits import Limits
from ui.api.mcp import add_mcp
from ui.api.models import models_router
from ui.api.observed import Measures, Observed
from ui.api.responses import responses_router
from ui.api.service import add_manual, refuse_unknown, service_router
from ui.article_page import article_router
from ui.desk import Desk
from ui.headers import SecurityHeaders
from ui.heads import Heads
from ui.page import mount_page
from ui.tracing import Tracing


def build_app(
    assistant: Assistant,
    *,
    page: bool = True,
    keys: Sequence[Key] = (),
    own_names_only: bool = False,
    tracing: Tracing | None = None,
) -> FastAPI:
    """The application over an open assistant.

    Args:
        assistant: answers; its settings say the limits.
        page: whether the chat page is there.
        keys: without any, everybody who reaches the application may do everything.
        own_names_only: refuse requests to any host but this machine's own names.
        tracing: where spans go; none are made without.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        async with tools:
            yield

    app = FastAPI(
        title="Yuanwen 原文",
        version=version("yuanwen"),
        description=Path(__file__).with_name("manual.md").read_text(encoding="utf-8"),
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses=DESCRIBED,
    )
    measures, tracing = Measures(), tracing or Tracing()
    desk = Desk(assistant, measures, Limits(assistant.settings.server, measures), tracing)
    add_error_handlers(app)
    _surround(app, desk, keys, own_names_only, tracing)
    for build in (chat_router, responses_router):
        app.include_router(build(desk))
    for over in (embeddings_router, articles_router, feedback_router, article_router):
        app.include_router(over(assistant))
    app.include_router(models_router())
    app.include_router(service_router(assistant, measures))
    add_manual(app)
    tools = add_mcp(app, desk)
    refuse_unknown(app)
    return mount_page(app, assistant, read_only=assistant.settings.server.read_only, desk=desk) if page else app


def _surround(app: FastAPI, desk: Desk, keys: Sequence[Key], own_names_only: bool, tracing: Tracing) -> None:
    """Put the layers around the routes, the innermost first."""
    settings = desk.assistant.settings.server
    app.add_middleware(Guard, settings=settings, keys=keys, limits=desk.limits, own_names_only=own_names_only)
    if settings.cors:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["*"],
            expose_headers=["X-Request-Id", "Retry-After"],
        )
    app.add_middleware(SecurityHeaders, embed=settings.embed)
    app.add_middleware(Observed, measures=desk.measures, tracing=tracing)
    app.add_middleware(Heads)
