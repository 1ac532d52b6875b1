"""The remote embedder against a real server on this machine, well-behaved and not."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from index.embedding import EmbeddingCancelled, EmbeddingSettings
from index.embedding.remote import RETRIES, RemoteEmbedder
from index.errors import YuanwenError

KEY = "sk-a-very-secret-key"
Reply = tuple[int, dict[str, str], bytes]


class Endpoint(ThreadingHTTPServer):
    """Answers like ``/v1/embeddings``: a text's vector is its code points' sum, its length and 1.

    Attributes:
        requests: the bodies received, in order.
        headers: their headers.
        times: when they came, in seconds.
        replies: what to answer instead of embeddings, taken from the front.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.times: list[float] = []
        self.replies: list[Reply] = []
        self.delay = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


def vector_of(text: str) -> list[float]:
    return [float(sum(map(ord, text)) % 1_000), float(len(text)), 1.0]


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Endpoint

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.requests.append(body)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        self.server.times.append(time.monotonic())
        time.sleep(self.server.delay)
        reply = self.server.replies.pop(0) if self.server.replies else embeddings_of(body["input"])
        self.send(*reply)

    def send(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


def answer(vectors: list[Any], indexes: list[int] | None = None) -> Reply:
    """A 200 with these vectors, numbered from 0 unless told otherwise."""
    numbers = indexes if indexes is not None else list(range(len(vectors)))
    data = [{"object": "embedding", "index": i, "embedding": v} for i, v in zip(numbers, vectors, strict=True)]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return 200, {}, json.dumps({"object": "list", "data": data, "model": "m", "usage": usage}).encode()


def embeddings_of(texts: list[str]) -> Reply:
    """The right answer, in the wrong order, as an endpoint that works in parallel may give it."""
    indexes = list(reversed(range(len(texts))))
    return answer([vector_of(texts[i]) for i in indexes], indexes)


def error(status: int, message: str = "no") -> Reply:
    body = json.dumps({"error": {"message": message, "type": "t", "code": None, "param": None}}).encode()
    return status, {"retry-after-ms": "1"}, body


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    server = Endpoint()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def connect(endpoint: Endpoint) -> Iterator[Callable[..., RemoteEmbedder]]:
    opened: list[RemoteEmbedder] = []

    def connect_(**values: Any) -> RemoteEmbedder:
        defaults = {"kind": "openai", "model": "m", "base_url": endpoint.url, "api_key": KEY}
        opened.append(RemoteEmbedder(EmbeddingSettings.model_validate({**defaults, **values})))
        return opened[-1]

    yield connect_
    for embedder in opened:
        embedder.close()


Connect = Callable[..., RemoteEmbedder]


def unit_of(text: str) -> Any:
    return np.array(vector_of(text)) / np.linalg.norm(vector_of(text))


def test_batches_prefixes_and_order(endpoint: Endpoint, connect: Connect) -> None:
    embedder = connect(batch_size=3, passage_prefix="p: ", query_prefix="q: ")
    texts = [f"第{i}段" * (i + 1) for i in range(8)]
    vectors = embedder.embed_passages(texts)
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, [unit_of("p: " + text) for text in texts], atol=1e-6)
    assert [len(request["input"]) for request in endpoint.requests] == [3, 3, 2]
    assert np.allclose(embedder.embed_queries(["问"])[0], unit_of("q: 问"), atol=1e-6)


def test_what_is_sent(endpoint: Endpoint, connect: Connect) -> None:
    connect(model="the-model").embed_queries(["问"])
    assert endpoint.requests[0] == {"model": "the-model", "input": ["问"], "encoding_format": "float"}
    assert endpoint.headers[0]["authorization"] == f"Bearer {KEY}"


def test_the_dimension_is_asked_for_only_when_set(endpoint: Endpoint, connect: Connect) -> None:
    embedder = connect(dimension=3)
    assert embedder.dimension == 3
    assert endpoint.requests == []
    embedder.embed_queries(["问"])
    assert endpoint.requests[0]["dimensions"] == 3


def test_the_dimension_is_learned_from_the_endpoint_once(endpoint: Endpoint, connect: Connect) -> None:
    embedder = connect()
    assert [embedder.dimension, embedder.dimension] == [3, 3]
    assert len(endpoint.requests) == 1
    assert embedder.embed_passages([]).shape == (0, 3)


@pytest.mark.parametrize(("text", "sent"), [("", " "), ("a\0b", "ab"), ("x\ud800", "x\ufffd")])
def test_texts_an_endpoint_would_refuse(text: str, sent: str, endpoint: Endpoint, connect: Connect) -> None:
    connect().embed_queries([text])
    assert endpoint.requests[0]["input"] == [sent]


def test_without_a_key_it_still_asks(endpoint: Endpoint, connect: Connect) -> None:
    assert connect(api_key="").embed_queries(["问"]).shape == (1, 3)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_trouble_is_tried_again(status: int, endpoint: Endpoint, connect: Connect) -> None:
    endpoint.replies = [error(status)] * RETRIES
    assert connect().embed_queries(["问"]).shape == (1, 3)
    assert len(endpoint.requests) == RETRIES + 1


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (400, r"embedding\.batch_size"),
        (401, r"embedding\.api_key"),
        (403, r"embedding\.api_key"),
        (404, r"'m'; check embedding\.model"),
        (429, r"embedding\.requests_per_minute"),
        (500, r"failed: "),
    ],
)
def test_a_lasting_trouble_is_one_line_with_the_remedy(
    status: int, remedy: str, endpoint: Endpoint, connect: Connect
) -> None:
    endpoint.replies = [error(status, f"no such thing for\n{KEY}") for _ in range(RETRIES + 5)]
    with pytest.raises(YuanwenError, match=remedy) as caught:
        connect().embed_passages(["文"])
    message = str(caught.value)
    assert endpoint.url in message
    assert "\n" not in message
    assert KEY not in message
    assert caught.value.__cause__ is None
    assert len(endpoint.requests) == (RETRIES + 1 if status in (429, 500) else 1)


def test_a_url_with_a_password_is_named_without_it(endpoint: Endpoint, connect: Connect) -> None:
    endpoint.replies = [error(401)]
    url = endpoint.url.replace("http://", "http://me:hunter2@")
    with pytest.raises(YuanwenError) as caught:
        connect(base_url=url).embed_queries(["问"])
    assert "hunter2" not in str(caught.value)


def test_a_slow_endpoint(endpoint: Endpoint, connect: Connect) -> None:
    endpoint.delay = 1.0
    with pytest.raises(YuanwenError, match=r"within 0\.05 s; raise embedding\.timeout"):
        connect(timeout=0.05).embed_queries(["问"])


def test_nobody_there(endpoint: Endpoint, connect: Connect) -> None:
    with pytest.raises(YuanwenError, match=r"cannot be reached.*embedding\.base_url"):
        connect(base_url="http://127.0.0.1:9/v1").embed_queries(["问"])


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ((200, {"content-type": "text/html"}, b"<html>hello</html>"), "did not answer with embeddings"),
        ((200, {}, b"{not json"), "did not answer with embeddings"),
        ((200, {}, b'{"data": []}'), "instead of"),
        ((200, {}, b'{"data": [{"index": 0, "embedding": "abc"}]}'), "did not answer with embeddings"),
        (answer([[1.0, 2.0, 3.0]] * 2), "instead of"),
        (answer([[1.0, 2.0]]), "instead of"),
        (answer([[1.0], [1.0, 2.0]]), "did not answer with embeddings"),
        (answer([[0.0, 0.0, 0.0]]), "no direction"),
        (answer([[float("nan"), 0.0, 1.0]]), "no direction"),
    ],
)
def test_an_answer_that_is_none(reply: Reply, told: str, endpoint: Endpoint, connect: Connect) -> None:
    endpoint.replies = [reply]
    with pytest.raises(YuanwenError, match=told):
        connect(dimension=3).embed_queries(["问"])


def test_another_dimension_than_before_is_refused(endpoint: Endpoint, connect: Connect) -> None:
    embedder = connect()
    embedder.embed_queries(["问"])
    endpoint.replies = [answer([[1.0, 2.0]])]
    with pytest.raises(YuanwenError, match=r"embedding\.dimension"):
        embedder.embed_queries(["问"])


def test_requests_are_spaced(endpoint: Endpoint, connect: Connect) -> None:
    embedder = connect(requests_per_minute=600, batch_size=1)
    embedder.embed_queries(["connect first"])
    endpoint.replies = [error(500)]  # a retry is a request too
    embedder.embed_passages(["a", "b", "c"])
    assert len(endpoint.times) == 5
    # Each waits a tenth of a second for the one before; how long a request travels is the machine's affair.
    assert endpoint.times[-1] - endpoint.times[0] > 0.3


def test_without_a_limit_nothing_waits(endpoint: Endpoint, connect: Connect) -> None:
    embedder = connect(batch_size=1)
    embedder.embed_queries(["connect first"])
    started = time.monotonic()
    embedder.embed_passages(["a"] * 5)
    assert time.monotonic() - started < 2


def test_progress_and_cancelling(endpoint: Endpoint, connect: Connect) -> None:
    embedder = connect(batch_size=2)
    seen: list[int] = []
    with pytest.raises(EmbeddingCancelled):
        embedder.embed_passages(["a"] * 9, progress=seen.append, cancelled=lambda: len(seen) == 2)
    assert seen == [2, 4]
    assert len(endpoint.requests) == 2


def test_the_name_is_the_space_and_not_the_place(connect: Connect) -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"model": "n"},
        {"dimension": 3},
        {"query_prefix": "q"},
        {"passage_prefix": "p"},
    ]
    names = {connect(**change).name for change in changes}
    assert len(names) == len(changes)
    assert connect().name == connect(base_url="http://127.0.0.1:9/v1", api_key="other").name
    assert not [name for name in names if KEY in name or "127.0.0.1" in name]
