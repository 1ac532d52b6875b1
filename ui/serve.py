"""Running the server."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import YuanwenError
from ui.api.keys import load_keys, open_local
from ui.terminal import opening

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fastapi import FastAPI

    from assistant import Assistant, Settings
    from index import Progress
    from ui.api.keys import Key
    from ui.tracing import Tracing

_WAITING = 2048  # connections, Uvicorn's own number


def bind(host: str, port: int) -> socket.socket:
    """Take the address before anything slow happens.

    Raises:
        YuanwenError: it is taken, or is none of this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except OSError as error:
        taken.close()
        raise YuanwenError(
            f"cannot listen on {host} port {port} ({error.strerror or error}): "
            "stop what uses it, or give another with --port or --host"
        ) from error
    return taken


def serve(settings: Settings, progress: Progress | None = None) -> None:
    """Serve the page and the API until interrupted.

    Raises:
        YuanwenError: the address or the index cannot be had, or others would reach it without a key.
    """
    keys = load_keys(settings.home)
    refuse_open_door(settings, keys)
    listening = bind(settings.server.host, settings.server.port)
    try:
        _serve_on(listening, settings, keys, progress)
    finally:
        listening.close()


def refuse_open_door(settings: Settings, keys: Sequence[Key]) -> None:
    """Keep what others can reach from being open by oversight.

    Raises:
        YuanwenError: the address is not this machine's alone, there is no key, and nothing says that this is meant.
    """
    from ui.api.guard import is_loopback

    server = settings.server
    if keys or server.public or is_loopback(server.host):
        return
    raise YuanwenError(
        f"others can reach {server.host} and no key is set: make one with `yuanwen key NAME`, "
        "or say with --public that anybody may ask, add and remove"
    )


def show_requests() -> None:
    """Write the line of each request to standard error, bare, whatever else has been set up to log."""
    requests = logging.getLogger("yuanwen.requests")
    if not requests.handlers:
        requests.addHandler(logging.StreamHandler())
    requests.setLevel(logging.INFO)
    requests.propagate = False


def _serve_on(listening: socket.socket, settings: Settings, keys: Sequence[Key], progress: Progress | None) -> None:
    from ui.stopping import run
    from ui.tracing import open_tracing

    # Uvicorn ends its streams on SIGTERM and then raises the signal again: as an exit, so that the index is closed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    site = _Site(settings, keys, _url(listening), progress, open_tracing(wanted=settings.server.traces))
    listening.listen(_WAITING)
    try:
        run(site.build, site.announce, listening)
    finally:
        if site.assistant is not None:
            site.assistant.close()
        site.tracing.close()


@dataclass(slots=True)
class _Site:
    """What is served, as it comes to be while the port is open already."""

    settings: Settings
    keys: Sequence[Key]
    url: str
    progress: Progress | None
    tracing: Tracing
    assistant: Assistant | None = None

    def build(self, check: Callable[[], None]) -> FastAPI:
        """Open everything; ``check`` raises when nobody waits for it any more."""

        def follow(done: int, known: int) -> None:
            check()
            if self.progress is not None:
                self.progress(done, known)

        with opening():
            from assistant import open_assistant
            from ui.app import build_app

            self.assistant = open_assistant(self.settings, follow)
            check()
            app = build_app(
                self.assistant,
                keys=[*self.keys, open_local(self.settings.home)] if self.keys else [],
                own_names_only=not self.keys and not self.settings.server.public,
                tracing=self.tracing,
            )
            check()
        show_requests()
        return app

    def announce(self) -> None:
        """Say where it is served, to other processes and to whoever started it."""
        assert self.assistant is not None  # noqa: S101 - it was built
        index = self.assistant.index
        index.announce(self.url)
        index.pool.submit(index.glossary.prepare)  # a few seconds, at the first start only
        print(f"Yuanwen 原文: {index.counts()[0]} articles, {self.url} (Ctrl-C stops it)", flush=True)


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
