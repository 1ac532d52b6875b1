"""One ASGI application: the API, the article pages and the chat page."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from assistant import Assistant
from ui.api.articles import articles_router
from ui.api.chat import chat_router
from ui.api.embeddings import embeddings_router
from ui.api.errors import add_error_handlers
from ui.api.feedback import feedback_router
from ui.api.models import models_router
from ui.api.observed import Measures, Observed
from ui.api.responses import responses_router
from ui.api.service import add_manual, service_router
from ui.article_page import article_router
from ui.headers import SecurityHeaders
from ui.page import mount_page
from ui.public import PublicLimits


def build_app(assistant: Assistant, *, page: bool = True) -> FastAPI:
    """The application over an open assistant; ``page=False`` leaves the chat page out."""
    app = FastAPI(title="Yuanwen 原文", version=version("yuanwen"), docs_url=None, redoc_url=None)
    measures = Measures()
    add_error_handlers(app)
    server = assistant.settings.server
    if server.read_only:
        app.add_middleware(PublicLimits, per_minute=server.per_minute)
    app.add_middleware(SecurityHeaders, embed=server.embed)
    app.add_middleware(Observed, measures=measures)
    app.include_router(chat_router(assistant))
    app.include_router(responses_router(assistant))
    app.include_router(models_router())
    app.include_router(embeddings_router(assistant))
    app.include_router(articles_router(assistant))
    app.include_router(feedback_router(assistant))
    app.include_router(service_router(assistant, measures))
    app.include_router(article_router(assistant))
    add_manual(app)
    return mount_page(app, assistant, read_only=server.read_only) if page else app
