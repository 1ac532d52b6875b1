"""The command line's way to a running server, against small servers that answer as a busy or broken one does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from index import Article, YuanwenError
from ui.documents import RemoteDocuments
from ui.door import RefusedError, ServerDoor

Answers = list[tuple[int, dict[str, Any], dict[str, str]]]
BUSY: tuple[int, dict[str, Any], dict[str, str]] = (429, {"error": {"message": "wait"}}, {"Retry-After": "0"})
NOTHING: dict[str, Any] = {
    "added": [],
    "changed": [],
    "unchanged": [],
    "removed": [],
    "skipped": {},
    "near_duplicates": {},
    "reasons": {},
}


@contextmanager
def answering(answers: Answers) -> Iterator[tuple[ServerDoor, list[Any]]]:
    """A door to a server that gives these answers in turn, the last one for good, and the bodies it was sent."""
    received: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            status, body, headers = answers.pop(0) if len(answers) > 1 else answers[0]
            data = json.dumps(body).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json", "Content-Length": len(data)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    door = ServerDoor(f"http://127.0.0.1:{server.server_port}")
    try:
        yield door, received
    finally:
        door.close()
        server.shutdown()
        server.server_close()


def test_a_busy_server_is_asked_again() -> None:
    with answering([BUSY, BUSY, (200, {"data": 1}, {})]) as (door, received):
        assert door.send("POST", "/v1/search", {"query": "x"}) == {"data": 1}
    assert len(received) == 3


def test_what_is_wrong_with_a_request_is_told_apart_from_a_server_that_lets_nobody_in() -> None:
    with answering([(422, {"error": {"message": "no such date"}}, {}), (403, {"error": {"message": "shut"}}, {})]) as (
        door,
        _,
    ):
        with pytest.raises(RefusedError, match="no such date"):
            door.send("POST", "/v1/search", {})
        with pytest.raises(YuanwenError, match="shut") as told:
            door.send("POST", "/v1/search", {})
    assert not isinstance(told.value, RefusedError)


def test_a_server_that_is_gone_is_one_line() -> None:
    with answering([BUSY]) as (door, _):
        address = door._client.base_url
    gone = ServerDoor(str(address))
    with pytest.raises(YuanwenError, match=r"does not answer .*: restart it"):
        gone.send("POST", "/v1/search", {})
    gone.close()


def test_articles_are_sent_in_batches_of_few_and_of_little_text() -> None:
    short = [Article(f"s{n}", "", "短文。") for n in range(70)]
    long = [Article(f"l{n}", "", "长" * 150_000) for n in range(3)]
    with answering([(200, NOTHING, {})]) as (door, received):
        RemoteDocuments(door).update([*short, *long], "files")
    assert [len(body["articles"]) for body in received] == [64, 8, 1]
    assert {body["scope"] for body in received} == {"files"}


def test_an_id_is_known_to_stand_twice_across_batches() -> None:
    many = [Article(f"a{n}", "", "文章。") for n in range(64)]
    with answering([(200, NOTHING, {})]) as (door, received):
        report = RemoteDocuments(door).update([*many, many[0]], "files")
    assert report.skipped == {"a0": "the same id stands twice in this update"}
    assert len(received) == 1


def test_a_server_that_lets_nobody_in_ends_the_update() -> None:
    with (
        answering([(403, {"error": {"message": "this server is read-only"}}, {})]) as (door, received),
        pytest.raises(YuanwenError, match="read-only"),
    ):
        RemoteDocuments(door).update([Article("a", "", "文章。"), Article("b", "", "文章。")], "files")
    assert len(received) == 1
