"""``/v1/articles`` and ``/v1/search``: the documents and what can be found in them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from assistant import Assistant
from assistant.question import check_question
from index import Article, Cut
from ui.api.chat import Filter
from ui.api.errors import ApiError
from ui.api.wire import article_json, passage_json

ShortText = Annotated[str, Field(max_length=2_000)]


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

    @router.get("/v1/articles")
    def list_articles() -> dict[str, Any]:
        """Every article, newest first, without its text."""
        return {"object": "list", "data": [article_json(a, whole=False) for a in index.articles()]}

    @router.get("/v1/articles/{article_id}")
    def read_article(article_id: str) -> dict[str, Any]:
        """One article with its text, to which every citation's offsets refer."""
        article = index.article(article_id)
        if article is None:
            raise ApiError(404, f"there is no article {article_id!r}: GET /v1/articles lists them", "article_id")
        return article_json(article, whole=True)

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
        }

    @router.post("/v1/search")
    async def search(request: Request, body: SearchRequest) -> dict[str, Any]:
        """Passages for a question, best first."""
        question = check_question(body.query)
        where = body.filter.where() if body.filter else None
        base = str(request.base_url).rstrip("/")
        found = await run_in_threadpool(index.search, question, body.top_k, where)
        return {"object": "list", "data": [passage_json(p, base) for p in found]}

    return router
