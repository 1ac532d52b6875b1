"""The reader's own documents: added by dropping files on the page or by their address, removed again."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from assistant import Assistant
from index import BUNDLED, Article, ReadFile, YuanwenError, read_bytes, read_url
from ui.page.wording import Words, words_in

MAX_MEGABYTES = 20
KINDS = (".txt", ".md", ".html", ".pdf", ".docx", ".epub")
SCOPE = "page"

# A page of another site cannot send this header without being allowed to first, and nothing here allows it.
_HEADER = "x-yuanwen"

log = logging.getLogger(__name__)


def documents_router(assistant: Assistant) -> APIRouter:
    """``POST /page/documents?name=`` with the file as its body, ``POST /page/links?url=``, ``DELETE`` of a document."""
    router = APIRouter(include_in_schema=False)

    @router.post("/page/documents")
    async def add_document(request: Request, name: str = "", lang: str = "zh-Hans") -> JSONResponse:
        words = words_in(lang)
        if not request.headers.get(_HEADER):
            return _refuse(403, words.add_failed)
        if not name.lower().endswith(KINDS):
            return _refuse(415, words.add_kind.format(kinds=list_kinds(words)))
        data = await _receive(request)
        if data is None:
            return _refuse(413, words.add_large.format(limit=MAX_MEGABYTES))
        return await run_in_threadpool(lambda: _add(assistant, read_bytes(name, data), words.add_unreadable, words))

    @router.post("/page/links")
    async def add_link(request: Request, url: str = "", lang: str = "zh-Hans") -> JSONResponse:
        words, fetch = words_in(lang), assistant.settings.index.fetch
        if not request.headers.get(_HEADER):
            return _refuse(403, words.add_failed)
        return await run_in_threadpool(lambda: _add(assistant, read_url(url, fetch), words.add_unfetched, words))

    @router.delete("/page/documents/{article_id}")
    async def remove_document(request: Request, article_id: str, lang: str = "zh-Hans") -> JSONResponse:
        words = words_in(lang)
        owned = assistant.index.store.catalog.hashes([article_id])
        if not request.headers.get(_HEADER) or owned.get(article_id, ("", BUNDLED))[1] == BUNDLED:
            return _refuse(403, words.no_article)
        await run_in_threadpool(assistant.index.remove, [article_id])
        return JSONResponse({"removed": article_id})

    return router


def list_kinds(words: Words) -> str:
    """The endings of the files that can be added, as the language lists things."""
    return (", " if words.language == "en" else "、").join(KINDS)


async def _receive(request: Request) -> bytes | None:
    """The body, or None as soon as it is too large."""
    received = bytearray()
    async for piece in request.stream():
        received += piece
        if len(received) > MAX_MEGABYTES * 1_000_000:
            return None
    return bytes(received)


def _add(assistant: Assistant, read: ReadFile, otherwise: str, words: Words) -> JSONResponse:
    if read.article is None:
        log.info("a document was refused: %s", read.problem)
        return _refuse(422, otherwise)
    # An own id: a file named like another source's must not take its place.
    article = replace(read.article, id=f"page-{read.article.id}")
    try:
        report = assistant.index.update([article], SCOPE)
    except YuanwenError as error:
        log.warning("a document was not added: %s", error)
        return _refuse(500, words.add_failed)
    return JSONResponse(_describe(article, same=bool(report.unchanged)))


def _describe(article: Article, *, same: bool) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "characters": len(article.text),
        "cuts": len(article.cuts),
        "same": same,
    }


def _refuse(status: int, why: str) -> JSONResponse:
    return JSONResponse({"error": why}, status_code=status)
