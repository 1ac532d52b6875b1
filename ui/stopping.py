"""Stopping: answers under way are finished, and what never ends by itself is ended."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.front import Front

if TYPE_CHECKING:
    from fastapi import FastAPI

# An open page holds this one for as long as it is open, to say that it is.
_ENDLESS = ("/gradio_api/heartbeat/",)

# Seconds for answers under way. Closing the index takes up to five more, and whoever stops a service allows it thirty.
GRACE = 20


class Endings:
    """Hands endless streams the end of their connection once ``stop`` is called; leaves all others alone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._stopped = asyncio.Event()

    def stop(self) -> None:
        """End the endless streams, those that begin later too."""
        self._stopped.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not scope["path"].startswith(_ENDLESS):
            await self._app(scope, receive, send)
            return
        await self._app(scope, lambda: self._receive(receive), send)

    async def _receive(self, receive: Receive) -> Message:
        """The next message, or the end of the connection, whichever comes first."""
        waits = {asyncio.ensure_future(receive()), asyncio.ensure_future(self._stopped.wait())}
        try:
            done, _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        found = [result for wait in done if isinstance(result := wait.result(), dict)]
        return found[0] if found else {"type": "http.disconnect"}


class Server(uvicorn.Server):
    """Uvicorn, which waits for every stream, told which it need not wait for."""

    def __init__(self, config: uvicorn.Config, endings: Endings) -> None:
        super().__init__(config)
        self._endings = endings

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more requests, and return once those under way are answered or ``GRACE`` is over."""
        self._endings.stop()
        await super().shutdown(sockets)


def run(build: Callable[[Callable[[], None]], FastAPI], on_ready: Callable[[], None], listening: socket.socket) -> None:
    """Serve what ``build`` makes, and say so meanwhile, until a signal says to stop.

    Raises:
        Exception: whatever ``build`` raised.
    """
    front = Front(build, on_ready, lambda: setattr(server, "should_exit", True))
    endings = Endings(front)
    config = uvicorn.Config(endings, log_level="warning", timeout_graceful_shutdown=GRACE, server_header=False)
    server = Server(config, endings)
    server.run(sockets=[listening])
    if front.failed is not None:
        raise front.failed
