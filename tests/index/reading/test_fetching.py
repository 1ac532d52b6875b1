"""Web addresses: read from a real server, and refused where they lead inside."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from index import FetchSettings, read_url
from index.reading.fetching import is_private

PROSE = "大模型的开源生态正在形成，半数以上的模型已经开源，各地的企业都在跟进。"
INSIDE = FetchSettings(allow_private=True, max_bytes=10_000, timeout=5)


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/to"):
            self._answer(302, location=self.path[4:])
        elif self.path == "/large":
            self._answer(200, b"x" * 20_000)
        elif self.path == "/slow":
            time.sleep(1)
            self._answer(200)
        elif self.path == "/picture":
            self._answer(200, b"x", kind="image/png")
        elif self.path == "/gone":
            self._answer(404)
        else:
            page = f"<html><head><title>开源</title></head><body><p>{PROSE}</p><p>{PROSE[::-1]}</p></body></html>"
            self._answer(200, page.encode("gb18030"), kind="text/html; charset=GBK")

    def _answer(self, status: int, body: bytes = b"", kind: str = "text/html", location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_is_read_in_the_charset_its_server_names(site: str) -> None:
    article = read_url(f"{site}/to?/news", INSIDE).article
    assert article is not None
    assert PROSE in article.text
    assert article.url == f"{site}/news"


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/large", "has more than 10,000 bytes"),
        ("/picture", "is of the kind image/png"),
        ("/gone", "answered with status 404"),
        ("/to?/to?/to?/to?/to?/to?/to?/x", "is redirected more than 5 times"),
        ("/to?file:///etc/passwd", "has the scheme 'file'"),
    ],
)
def test_what_a_server_may_not_send(site: str, path: str, problem: str) -> None:
    read = read_url(site + path, INSIDE)
    assert read.article is None
    assert problem in read.problem


def test_a_slow_server_is_left(site: str) -> None:
    settings = FetchSettings(allow_private=True, timeout=0.2)
    assert "did not answer within 0.2 seconds" in read_url(f"{site}/slow", settings).problem


def test_a_name_that_is_not_resolved_in_time_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()

    def late(*_: object, **__: object) -> list[object]:
        over.wait(60)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", late)
    settings = FetchSettings(timeout=0.2)
    assert "did not answer within 0.2 seconds" in read_url("http://slow.example/", settings).problem
    over.set()


def test_a_name_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "nowhere.example: [Errno -2] Name or service" in read_url("http://nowhere.example/", FetchSettings()).problem


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "169.254.169.254", "10.0.0.1", "0"])
def test_an_address_inside_is_refused(host: str) -> None:
    assert "an address of this machine or a local network" in read_url(f"http://{host}/", FetchSettings()).problem


@pytest.mark.parametrize("url", ["ftp://e.org", "e.org", "http://", "http://a:b@e.org", "http://e.org/\n", "http://[x"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    read = read_url(url, FetchSettings())
    assert read.article is None
    assert read.problem


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("::ffff:127.0.0.1", True),
        ("64:ff9b::7f00:1", True),
        ("2002:7f00:1::", True),
        ("fe80::1%eth0", True),
        ("100.64.0.1", True),
        ("224.0.0.1", True),
        ("8.8.8.8", False),
        ("2606:4700:4700::1111", False),
        ("::ffff:8.8.8.8", False),
    ],
)
def test_an_address_wrapped_in_another_is_known(address: str, private: bool) -> None:
    assert is_private(address) is private
