"""The reader's own documents: added by dropping files on the page, removed again."""

from __future__ import annotations

import logging
import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from assistant import Assistant
from index import Article, YuanwenError
from index.reading.files import READABLE, UnreadableFileError, read_file
from index.text.fold import strip_unsafe
from ui.page.wording import Words, words_in

MAX_MEGABYTES = 20
SCOPE = "page"

# A page of another site cannot send this header without being allowed to first, and nothing here allows it.
_HEADER = "x-yuanwen"

log = logging.getLogger(__name__)


def documents_router(assistant: Assistant) -> APIRouter:
    """``POST /page/documents?name=`` with the file as its body, ``DELETE /page/documents/{id}``."""
    router = APIRouter(include_in_schema=False)

    @router.post("/page/documents")
    async def add_document(request: Request, name: str = "", lang: str = "zh-Hans") -> JSONResponse:
        words = words_in(lang)
        if not request.headers.get(_HEADER):
            return _refuse(403, words.add_failed)
        if not name.lower().endswith(READABLE):
            return _refuse(415, words.add_kind.format(kinds="、".join(READABLE)))
        data = await _receive(request)
        if data is None:
            return _refuse(413, words.add_large.format(limit=MAX_MEGABYTES))
        return await run_in_threadpool(_add, assistant, name, data, words)

    @router.delete("/page/documents/{article_id}")
    async def remove_document(request: Request, article_id: str, lang: str = "zh-Hans") -> JSONResponse:
        words = words_in(lang)
        owned = assistant.index.store.catalog.hashes([article_id])
        if not request.headers.get(_HEADER) or owned.get(article_id, ("", "bundled"))[1] == "bundled":
            return _refuse(403, words.no_article)
        await run_in_threadpool(assistant.index.remove, [article_id])
        return JSONResponse({"removed": article_id})

    return router


def read_upload(name: str, data: bytes) -> Article:
    """An uploaded file as an article. Only the last part of its name counts, wherever the reader kept it.

    Raises:
        UnreadableFileError: it is empty, not text, or holds no sentence.
    """
    plain = PurePosixPath(strip_unsafe(name).replace("\\", "/")).name.lstrip(".")[-80:] or "document.txt"
    with tempfile.TemporaryDirectory(prefix="yuanwen-") as folder:
        path = Path(folder, plain)
        path.write_bytes(data)
        article = read_file(path)
    # The folder's name, which is another each time, is part of the id that files are given by their place.
    return replace(article, id=f"{article.id.rpartition('-')[0]}-page")


async def _receive(request: Request) -> bytes | None:
    """The body, or None as soon as it is too large."""
    received = bytearray()
    async for piece in request.stream():
        received += piece
        if len(received) > MAX_MEGABYTES * 1_000_000:
            return None
    return bytes(received)


def _add(assistant: Assistant, name: str, data: bytes, words: Words) -> JSONResponse:
    try:
        article = read_upload(name, data)
    except (UnreadableFileError, OSError, ValueError) as error:
        log.info("a document was refused: %s", error)
        return _refuse(422, words.add_unreadable)
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
