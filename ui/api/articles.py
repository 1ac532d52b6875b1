"""``/v1/articles`` and ``/v1/search``: the documents and what can be found in them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool

from assistant import Assistant
from index import Article, Index
from ui.api.adding import adding_router
from ui.api.asking import base_of
from ui.api.errors import ApiError
from ui.api.search import SearchRequest, passages_for
from ui.api.wire import article_json, article_url, entries_json

ScopeFilter = Annotated[str | None, Query(max_length=500)]
Offset = Annotated[int, Query(ge=0, le=2**31)]
Limit = Annotated[int, Query(ge=1, le=1_000)]
After = Annotated[str, Query(max_length=200)]


def articles_router(assistant: Assistant) -> APIRouter:
    """The routes, bound to an assistant."""
    router = APIRouter(tags=["documents"])
    router.include_router(adding_router(assistant))
    _add_reading(router, assistant.index)
    _add_removing(router, assistant.index)
    _add_search(router, assistant.index)
    return router


def find_article(index: Index, article_id: str) -> Article:
    """The article.

    Raises:
        ApiError: 404, there is none.
    """
    article = index.article(article_id)
    if article is None:
        message = f"there is no article {article_id[:200]!r}: GET /v1/articles lists them"
        raise ApiError(404, message, "article_id", "article_not_found")
    return article


def _add_reading(router: APIRouter, index: Index) -> None:
    @router.get("/v1/articles")
    def list_articles(scope: ScopeFilter = None, limit: Limit = 100, after: After = "") -> dict[str, Any]:
        """The articles, or those that were added under a scope, newest first, without their texts.

        They come page by page: give ``last_id`` as the next ``after`` while ``has_more``.
        """
        return entries_json(index, limit, after, scope)

    @router.get("/v1/articles/{article_id}")
    def read_article(article_id: str) -> dict[str, Any]:
        """One article with its text, to which every citation's offsets refer."""
        return article_json(find_article(index, article_id), whole=True)

    @router.get("/v1/articles/{article_id}/spans")
    def read_span(request: Request, article_id: str, start: Offset, end: Offset) -> dict[str, Any]:
        """The words at ``[start, end)``, in code points of the article's text: how a citation is checked."""
        article = find_article(index, article_id)
        if not start < end <= len(article.text):
            raise ApiError(400, f"give 0 <= start < end <= {len(article.text)}, the article's length", "end")
        url = article_url(base_of(request), article_id, start, end)
        found = {"article_id": article_id, "start": start, "end": end, "text": article.text[start:end]}
        return {"object": "span", **found, "url": url}


def _add_removing(router: APIRouter, index: Index) -> None:
    @router.delete("/v1/articles/{article_id}")
    def remove_article(article_id: str) -> dict[str, Any]:
        """Take one article out of the index."""
        find_article(index, article_id)
        index.remove([article_id])
        return {"object": "article.deleted", "id": article_id, "deleted": True}


def _add_search(router: APIRouter, index: Index) -> None:
    @router.post("/v1/search")
    async def search(request: Request, body: SearchRequest) -> dict[str, Any]:
        """Passages for a question, best first."""
        return await run_in_threadpool(passages_for, index, body, base_of(request))
