"""A real HTTP server that gives a file with ranges, and misbehaves as a test tells it to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep

DATA = b"GGUF" + bytes(range(256)) * 4_000  # a megabyte that begins as a model file does


@dataclass
class FileServer:
    """What it gives, and what it was asked.

    ``cuts`` are the bytes after which to hang up, one a request; ``statuses`` are errors to answer first;
    ``ranges=False`` ignores Range; halfway it waits until ``go_on`` is set, as it is at first.
    """

    data: bytes = b""
    url: str = ""
    cuts: list[int] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    ranges: bool = True
    pause: float = 0.0
    go_on: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.go_on.set()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range", "")
        self.asked.append(asked)
        sleep(self.pause)
        if self.statuses:
            request.send_error(self.statuses.pop(0))
            return
        start, end = 0, len(self.data)
        if asked and self.ranges:
            first, last = asked.removeprefix("bytes=").split("-")
            start, end = int(first), min(end, int(last) + 1 if last else end)
        if start >= len(self.data) > 0:
            request.send_response(416)
            request.send_header("Content-Range", f"bytes */{len(self.data)}")
            request.send_header("Content-Length", "0")
            request.end_headers()
            return
        self._send(request, start, end, partial=bool(asked and self.ranges))

    def _send(self, request: BaseHTTPRequestHandler, start: int, end: int, partial: bool) -> None:
        request.send_response(206 if partial else 200)
        if partial:
            request.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(self.data)}")
        request.send_header("Content-Length", str(end - start))
        request.end_headers()
        body = self.data[start:end]
        body = body[: self.cuts.pop(0)] if self.cuts and len(body) > 1 else body
        half = 0 if self.go_on.is_set() else len(body) // 2
        request.wfile.write(body[:half])
        self.go_on.wait()
        request.wfile.write(body[half:])
        request.close_connection = True


@contextmanager
def serving_file(data: bytes = DATA) -> Iterator[FileServer]:
    """The server on the loopback address for as long as the block runs."""
    scripted = FileServer(data)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            scripted.answer(self)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    scripted.url = f"http://127.0.0.1:{server.server_port}/repo/tiny.gguf"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield scripted
    scripted.go_on.set()
    server.shutdown()
    thread.join(timeout=5)
    server.server_close()
