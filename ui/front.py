"""What stands before the application: it answers from the first moment, with 503 until the index is open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.api.errors import error_object

if TYPE_CHECKING:
    from fastapi import FastAPI

_SOON = {"Retry-After": "1", "Cache-Control": "no-store"}
_WAIT = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><meta http-equiv="refresh" content="1">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>原文</title></head><body><p>正在打开文档……</p><p lang="en">Opening the documents…</p></body></html>
"""


class StoppedError(Exception):
    """Raised inside ``build`` by its ``check`` once nobody waits for it any more."""


class Front:
    """Passes requests on to an application that is still being built.

    ``build`` runs in a thread; it is given a function to call now and then, which raises once the server stops.
    What goes wrong in it is kept in ``failed`` and reported to ``on_failure``.
    """

    def __init__(
        self,
        build: Callable[[Callable[[], None]], FastAPI],
        on_ready: Callable[[], None],
        on_failure: Callable[[], None],
    ) -> None:
        self._build = build
        self._on_ready = on_ready
        self._on_failure = on_failure
        self._app: ASGIApp | None = None
        self._leaving = asyncio.Event()
        self._gone = Event()
        self.failed: BaseException | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or one life of the server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._app is not None:
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await _not_yet(scope)(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1013})

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        life = asyncio.create_task(self._open())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._gone.set()
        self._leaving.set()
        await life
        await send({"type": "lifespan.shutdown.complete"})

    async def _open(self) -> None:
        try:
            app = await asyncio.to_thread(self._build, self._check)
            async with app.router.lifespan_context(app):
                self._app = app
                self._on_ready()
                await self._leaving.wait()
        except StoppedError:
            return
        except BaseException as error:
            self.failed = error
            self._on_failure()

    def _check(self) -> None:
        if self._gone.is_set():
            raise StoppedError


def _not_yet(scope: Scope) -> JSONResponse | HTMLResponse:
    path = scope["path"]
    if path == "/healthz":
        return JSONResponse({"status": "starting"}, headers=_SOON)
    if path == "/readyz":
        return JSONResponse({"status": "starting"}, 503, _SOON)
    if path == "/":
        return HTMLResponse(_WAIT, 503, _SOON)
    return JSONResponse(error_object(503, "the index is being opened: try again in a moment"), 503, _SOON)
