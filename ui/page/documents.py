"""The reader's own documents: added by dropping files on the page or by their address, removed again."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from assistant import Assistant
from index import BUNDLED, Article, ReadFile, YuanwenError, read_bytes, read_url
from ui.article_page import article_url
from ui.page.wording import Words, words_in

MAX_MEGABYTES = 20
KINDS = (".txt", ".md", ".html", ".pdf", ".docx", ".epub")
SCOPE = "page"

# A page of another site cannot send this header without being allowed to first, and nothing here allows it.
HEADER = "x-yuanwen"

log = logging.getLogger(__name__)


def documents_router(assistant: Assistant) -> APIRouter:
    """``POST /page/documents?name=`` with the file as its body, ``POST /page/links?url=``, ``DELETE`` of a document.

    What is added is told in lines of JSON: what was read, ``percent`` as it is placed, and at last the article.
    """
    router = APIRouter(include_in_schema=False)

    @router.post("/page/documents")
    async def add_document(request: Request, name: str = "", lang: str = "zh-Hans") -> Response:
        words = words_in(lang)
        if not request.headers.get(HEADER):
            return _refuse(403, words.add_failed)
        if not name.lower().endswith(KINDS):
            return _refuse(415, words.add_kind.format(kinds=list_kinds(words)))
        data = await _receive(request)
        if data is None:
            return _refuse(413, words.add_large.format(limit=MAX_MEGABYTES))
        read = await run_in_threadpool(read_bytes, name, data)
        return _add(assistant, read, words.add_unreadable, words)

    @router.post("/page/links")
    async def add_link(request: Request, url: str = "", lang: str = "zh-Hans") -> Response:
        words, fetch = words_in(lang), assistant.settings.index.fetch
        if not request.headers.get(HEADER):
            return _refuse(403, words.add_failed)
        return _add(assistant, await run_in_threadpool(read_url, url, fetch), words.add_unfetched, words)

    @router.delete("/page/documents/{article_id}")
    async def remove_document(request: Request, article_id: str, lang: str = "zh-Hans") -> JSONResponse:
        words = words_in(lang)
        owned = assistant.index.store.catalog.hashes([article_id])
        if not request.headers.get(HEADER) or owned.get(article_id, ("", BUNDLED))[1] == BUNDLED:
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


def _add(assistant: Assistant, read: ReadFile, otherwise: str, words: Words) -> Response:
    if read.article is None:
        log.info("a document was refused: %s", read.problem)
        reasons = {
            "empty": words.add_empty,
            "locked": words.add_locked,
            "pictures": words.add_pictures,
            "damaged": words.add_damaged,
        }
        return _refuse(422, reasons.get(read.kind, otherwise))
    # An own id: a file named like another source's must not take its place.
    article = replace(read.article, id=f"page-{read.article.id}")
    lines = (json.dumps(told, ensure_ascii=False) + "\n" async for told in _place(assistant, article, words))
    return StreamingResponse(lines, media_type="application/x-ndjson")


async def _place(assistant: Assistant, article: Article, words: Words) -> AsyncIterator[dict[str, Any]]:
    """Put the article into the index and tell how far that is. It is put there even if nobody listens any more."""
    yield {"characters": len(article.text), "percent": 0}
    loop, news = asyncio.get_running_loop(), asyncio.Queue[int]()

    def follow(done: int, known: int) -> None:
        loop.call_soon_threadsafe(news.put_nowait, 100 * done // max(1, known))

    task = asyncio.ensure_future(run_in_threadpool(assistant.index.update, [article], SCOPE, progress=follow))
    task.add_done_callback(lambda _: news.put_nowait(-1))
    while (percent := await news.get()) >= 0:
        yield {"characters": len(article.text), "percent": percent}
    try:
        report = await task
    except YuanwenError as error:
        log.warning("a document was not added: %s", error)
        yield {"error": words.add_failed}
    else:
        twin = report.near_duplicates.get(article.id, "")
        near = assistant.index.article(twin) if twin else None
        yield _describe(article, near.title if near else "", same=bool(report.unchanged))


def _describe(article: Article, near: str, *, same: bool) -> dict[str, Any]:
    return {
        "id": article.id,
        "url": article_url(article.id),
        "title": article.title,
        "characters": len(article.text),
        "cuts": len(article.cuts),
        "same": same,
        "near": near,
    }


def _refuse(status: int, why: str) -> JSONResponse:
    return JSONResponse({"error": why}, status_code=status)
