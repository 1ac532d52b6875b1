"""``/v1/articles`` and ``/v1/search``: the documents and what can be found in them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from assistant import Assistant
from assistant.question import check_question
from index import Article, Cut
from ui.api.asking import base_of
from ui.api.chat_request import Filter
from ui.api.errors import ApiError
from ui.api.wire import article_json, article_url, passage_json

ShortText = Annotated[str, Field(max_length=2_000)]
Offset = Annotated[int, Query(ge=0, le=2**31)]


class NewCut(BaseModel):
    """A piece of the page that is not the article."""

    text: str
    reason: ShortText
    line: int = 0


class NewArticle(BaseModel):
    """A cleaned article to add; the same id takes its place."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\s/?#\\]+$")]
    title: ShortText = ""
    text: Annotated[str, Field(max_length=20_000_000)]
    publisher: ShortText = ""
    author: ShortText = ""
    editor: ShortText = ""
    published: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?)?$")] = ""
    place: ShortText = ""
    url: Annotated[str, Field(pattern=r"^(https?://.*)?$", max_length=2_000)] = ""
    script: Annotated[str, Field(max_length=8)] = ""
    cuts: list[NewCut] = []

    def article(self) -> Article:
        """The same as the index takes it."""
        fields = self.model_dump(exclude={"cuts"})
        return Article(**fields, cuts=tuple(Cut(c.text, c.reason, c.line) for c in self.cuts))


class AddRequest(BaseModel):
    """Articles to add under one scope."""

    model_config = ConfigDict(extra="forbid")

    articles: Annotated[list[NewArticle], Field(min_length=1, max_length=1_000)]
    scope: Annotated[str, Field(min_length=1, max_length=500)] = "api"


class SearchRequest(BaseModel):
    """A question to find passages for."""

    model_config = ConfigDict(extra="forbid")

    query: str
    top_k: Annotated[int, Field(ge=1, le=100)] = 10
    filter: Filter | None = None


def articles_router(assistant: Assistant) -> APIRouter:
    """The routes, bound to an assistant."""
    router = APIRouter(tags=["documents"])
    index = assistant.index

    def find(article_id: str) -> Article:
        article = index.article(article_id)
        if article is None:
            message = f"there is no article {article_id[:200]!r}: GET /v1/articles lists them"
            raise ApiError(404, message, "article_id", "article_not_found")
        return article

    @router.get("/v1/articles")
    def list_articles() -> dict[str, Any]:
        """Every article, newest first, without its text."""
        return {"object": "list", "data": [article_json(a, whole=False) for a in index.articles()]}

    @router.get("/v1/articles/{article_id}")
    def read_article(article_id: str) -> dict[str, Any]:
        """One article with its text, to which every citation's offsets refer."""
        return article_json(find(article_id), whole=True)

    @router.post("/v1/articles")
    def add_articles(body: AddRequest) -> dict[str, Any]:
        """Add or replace cleaned articles."""
        report = index.update([a.article() for a in body.articles], f"api:{body.scope}")
        return {
            "object": "update",
            "added": report.added,
            "changed": report.changed,
            "unchanged": report.unchanged,
            "skipped": report.skipped,
            "near_duplicates": report.near_duplicates,
        }

    @router.delete("/v1/articles/{article_id}")
    def remove_article(article_id: str) -> dict[str, Any]:
        """Take one article out of the index."""
        find(article_id)
        index.remove([article_id])
        return {"object": "article.deleted", "id": article_id, "deleted": True}

    @router.get("/v1/articles/{article_id}/spans")
    def read_span(request: Request, article_id: str, start: Offset, end: Offset) -> dict[str, Any]:
        """The words at ``[start, end)``, in code points of the article's text: how a citation is checked."""
        article = find(article_id)
        if not start < end <= len(article.text):
            raise ApiError(400, f"give 0 <= start < end <= {len(article.text)}, the article's length", "end")
        url = article_url(base_of(request), article_id, start, end)
        found = {"article_id": article_id, "start": start, "end": end, "text": article.text[start:end]}
        return {"object": "span", **found, "url": url}

    @router.post("/v1/search")
    async def search(request: Request, body: SearchRequest) -> dict[str, Any]:
        """Passages for a question, best first."""
        question = check_question(body.query)
        where = body.filter.where() if body.filter else None
        base = base_of(request)
        found = await run_in_threadpool(index.search, question, body.top_k, where)
        return {"object": "list", "data": [passage_json(p, base) for p in found]}

    return router
