"""``POST /v1/articles``: cleaned articles, an address to fetch, or a document handed over as a form's file."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import APIRouter, Form, UploadFile
from fastapi.routing import APIRoute
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

from assistant import Assistant
from index import BUNDLED, Article, Cut, Index, ReadFile, read_bytes, read_url
from ui.api.chat_request import Body, shown
from ui.api.errors import ApiError
from ui.api.wire import article_json

ShortText = Annotated[str, Field(max_length=2_000)]
ScopeName = Annotated[str, Field(min_length=1, max_length=500)]

_FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "a page, text, PDF, Word document or EPUB"},
        "scope": {"type": "string", "minLength": 1, "maxLength": 500, "default": "api"},
    },
}
_EITHER = {"requestBody": {"content": {"multipart/form-data": {"schema": _FORM}}}}


def _addressable(article_id: str) -> str:
    if article_id in (".", ".."):
        raise PydanticCustomError("id", "an article's id is a part of its address, which . and .. cannot be")
    return article_id


def _dated(published: str) -> str:
    try:
        if published:
            datetime.fromisoformat(published)
    except ValueError:
        raise PydanticCustomError("date", "{text} is no date", {"text": published}) from None
    return published


Published = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?)?$"), AfterValidator(_dated)]


class NewCut(BaseModel):
    """A piece of the page that is not the article."""

    text: str
    reason: ShortText
    line: int = 0


class NewArticle(BaseModel):
    """A cleaned article to add; the same id takes its place."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[
        str,
        Field(min_length=1, max_length=200, pattern=r"^[^\s/?#\\\x00-\x1f\x7f-\x9f]+$"),
        AfterValidator(_addressable),
    ]
    title: ShortText = ""
    text: Annotated[str, Field(max_length=20_000_000)]
    publisher: ShortText = ""
    author: ShortText = ""
    editor: ShortText = ""
    published: Annotated[
        str, Field(pattern=r"^(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?)?$"), AfterValidator(_dated)
    ] = ""
    place: ShortText = ""
    url: Annotated[str, Field(pattern=r"^(https?://.*)?$", max_length=2_000)] = ""
    script: Annotated[str, Field(max_length=8)] = ""
    cuts: list[NewCut] = []

    def article(self) -> Article:
        """The same as the index takes it."""
        fields = self.model_dump(exclude={"cuts"})
        return Article(**fields, cuts=tuple(Cut(c.text, c.reason, c.line) for c in self.cuts))


class AddRequest(Body):
    """Articles to add under one scope, or the address of one to fetch."""

    model_config = shown(
        {"articles": [{"id": "note-1", "title": "便笺", "text": "天文台于1987年建成。"}], "scope": "notes"}
    )

    articles: Annotated[list[NewArticle], Field(min_length=1, max_length=1_000)] | None = None
    url: Annotated[str, Field(pattern=r"^https?://", max_length=2_000)] | None = None
    scope: ScopeName = "api"
    dry_run: bool = False

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.articles is None) == (self.url is None):
            raise ValueError("give either articles or url")
        return self


class FormRoute(APIRoute):
    """A route for forms alone: the same path takes JSON too."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match only a request that carries a form with files."""
        if not Headers(scope=scope).get("content-type", "").lower().startswith("multipart/form-data"):
            return Match.NONE, {}
        return super().matches(scope)


def adding_router(assistant: Assistant) -> APIRouter:
    """The routes, bound to an assistant."""
    router = APIRouter(tags=["documents"])
    index, fetch = assistant.index, assistant.settings.index.fetch

    async def add_file(file: UploadFile, scope: Annotated[ScopeName, Form()] = "api") -> dict[str, Any]:
        name, data = file.filename or "", await file.read()
        return await run_in_threadpool(lambda: _add_read(index, read_bytes(name, data), scope, "file"))

    # Before the other, which takes whatever comes.
    router.routes.append(FormRoute("/v1/articles", add_file, methods=["POST"], include_in_schema=False))

    @router.post("/v1/articles", openapi_extra=_EITHER)
    def add_articles(body: AddRequest) -> dict[str, Any]:
        """Add or replace cleaned articles, or fetch one; a form's ``file`` is read as a document.

        With ``dry_run`` the answer says what would be done. ``scope`` names where they come from, as the command line
        does: a folder that is mirrored takes out what its own scope holds and the folder does not.
        """
        if body.url is not None:
            return _add_read(index, read_url(body.url, fetch), body.scope, "url", body.dry_run)
        return _update(index, [a.article() for a in body.articles or []], body.scope, body.dry_run)

    return router


def _add_read(index: Index, read: ReadFile, scope: str, param: str, dry_run: bool = False) -> dict[str, Any]:
    if read.article is None:
        raise ApiError(422, read.problem, param, "unreadable_document")
    # An own id: a file named like another source's must not take its place.
    article = replace(read.article, id=f"api-{read.article.id}")
    return {**_update(index, [article], scope, dry_run), "article": article_json(article, whole=False)}


def _update(index: Index, articles: list[Article], scope: str, dry_run: bool) -> dict[str, Any]:
    if scope == BUNDLED:
        raise ApiError(400, f"the scope {BUNDLED!r} is the program's own: give another", "scope")
    return {"object": "update", **asdict(index.update(articles, scope, dry_run=dry_run))}
