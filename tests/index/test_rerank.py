"""The reranker against a real server on this machine, well-behaved and not."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from llama_index.core.schema import NodeWithScore, TextNode
from pydantic import ValidationError

from index import Article, Index
from index.opening import open_reranker
from index.rerank import EndpointReranker
from index.settings import IndexSettings, RerankSettings

KEY = "jina-a-very-secret-key"


class Endpoint(ThreadingHTTPServer):
    """Scores a document by how often it holds the question's last character, as ``/v1/rerank`` would.

    Attributes:
        asked: path, headers and body of every request.
        reply: what to answer instead: a status and bytes.
        delay: seconds before an answer.
        listed: the key the results stand under.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.reply: tuple[int, bytes] | None = None
        self.delay = 0.0
        self.listed = "results"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Answering(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        time.sleep(self.server.delay)
        status, content = self.server.reply or (200, json.dumps({self.server.listed: scored(body)}).encode())
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


def scored(body: dict[str, Any]) -> list[dict[str, Any]]:
    wanted = body["query"][-1]
    results = [{"index": at, "relevance_score": text.count(wanted) / 10} for at, text in enumerate(body["documents"])]
    return sorted(results, key=lambda result: -result["relevance_score"])[: body["top_n"]]


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    server = Endpoint()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


Open = Callable[..., EndpointReranker]


@pytest.fixture
def open_(endpoint: Endpoint) -> Iterator[Open]:
    opened: list[EndpointReranker] = []

    def open_reranker_(**changes: Any) -> EndpointReranker:
        opened.append(EndpointReranker(RerankSettings.model_validate({"base_url": endpoint.url, **changes})))
        return opened[-1]

    yield open_reranker_
    for reranker in opened:
        reranker.close()


def nodes(*texts: str) -> list[NodeWithScore]:
    return [NodeWithScore(node=TextNode(text=t, id_=t), score=1.0 - n / 10) for n, t in enumerate(texts)]


def texts(found: list[NodeWithScore]) -> list[str]:
    return [node.node.get_content() for node in found]


FOUND = ("山海", "海", "海海海", "山")


def test_the_endpoint_orders_and_the_scores_stay_with_the_places(open_: Open) -> None:
    found = open_().postprocess_nodes(nodes(*FOUND), query_str="哪里有海")
    assert texts(found) == ["海海海", "山海", "海", "山"]
    assert [node.score for node in found] == pytest.approx([1.0, 0.9, 0.8, 0.7])


def test_the_request_is_jina_s_and_cohere_s(open_: Open, endpoint: Endpoint) -> None:
    open_(model="jina-reranker-v2", api_key=KEY).postprocess_nodes(nodes(*FOUND), query_str="哪里有海")
    [(path, headers, body)] = endpoint.asked
    assert path == "/v1/rerank"
    assert headers["authorization"] == f"Bearer {KEY}"
    assert body == {"query": "哪里有海", "documents": list(FOUND), "top_n": 4, "model": "jina-reranker-v2"}


def test_without_key_and_model_neither_is_sent(open_: Open, endpoint: Endpoint) -> None:
    open_().postprocess_nodes(nodes(*FOUND), query_str="海")
    [(_, headers, body)] = endpoint.asked
    assert "authorization" not in headers
    assert "model" not in body


def test_only_the_candidates_are_sent_and_the_rest_follow(open_: Open, endpoint: Endpoint) -> None:
    found = open_(candidates=2).postprocess_nodes(nodes("山", "海", "海海", "水"), query_str="海")
    assert texts(found) == ["海", "山", "海海", "水"]
    assert endpoint.asked[0][2]["documents"] == ["山", "海"]


def test_results_under_data_are_read_too(open_: Open, endpoint: Endpoint) -> None:
    endpoint.listed = "data"
    assert texts(open_().postprocess_nodes(nodes("山", "海"), query_str="海")) == ["海", "山"]


@pytest.mark.parametrize(
    ("results", "order"),
    [
        ([(1, 0.9)], ["海", "山", "水"]),  # the endpoint kept only its best
        ([(1, 0.2), (1, 0.9), (0, 0.5)], ["海", "山", "水"]),
        ([(7, 0.9), (2, 0.1)], ["水", "山", "海"]),
        ([], ["山", "海", "水"]),
    ],
)
def test_no_node_is_lost_or_doubled(
    open_: Open, endpoint: Endpoint, results: list[tuple[int, float]], order: list[str]
) -> None:
    said = [{"index": at, "relevance_score": score} for at, score in results]
    endpoint.reply = (200, json.dumps({"results": said}).encode())
    assert texts(open_().postprocess_nodes(nodes("山", "海", "水"), query_str="海")) == order


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ((500, b"{}"), "answered 500: check index.rerank.model"),
        ((401, b"{}"), "answered 401: check index.rerank.model and index.rerank.api_key"),
        ((200, b"<html>"), "did not answer with a list of results: check index.rerank.base_url"),
        ((200, b"[1]"), "did not answer with a list"),
        ((200, b'{"result": []}'), "did not answer with a list"),
        ((200, b'{"results": [{"index": -1, "relevance_score": 1}]}'), "did not answer with a list"),
        ((200, b'{"results": [{"index": 0, "relevance_score": NaN}]}'), "did not answer with a list"),
    ],
)
def test_an_endpoint_at_fault_leaves_the_order_and_is_logged(
    open_: Open, endpoint: Endpoint, caplog: pytest.LogCaptureFixture, reply: tuple[int, bytes], words: str
) -> None:
    endpoint.reply = reply
    with caplog.at_level(logging.WARNING):
        found = open_(api_key=KEY).postprocess_nodes(nodes(*FOUND), query_str="海")
    assert texts(found) == list(FOUND)
    assert words in caplog.text
    assert endpoint.url in caplog.text
    assert KEY not in caplog.text


def test_a_slow_endpoint_costs_the_timeout_only(
    open_: Open, endpoint: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    endpoint.delay = 1.0
    started = time.monotonic()
    assert texts(open_(timeout=0.1).postprocess_nodes(nodes(*FOUND), query_str="海")) == list(FOUND)
    assert time.monotonic() - started < 0.9
    assert "within 0.1 s: raise index.rerank.timeout" in caplog.text


def test_an_endpoint_that_is_not_there(open_: Open, caplog: pytest.LogCaptureFixture) -> None:
    reranker = open_(base_url="http://user:word@127.0.0.1:9/v1")
    assert texts(reranker.postprocess_nodes(nodes(*FOUND), query_str="海")) == list(FOUND)
    assert "cannot be reached" in caplog.text
    assert "word" not in caplog.text


def test_one_node_or_no_question_asks_nobody(open_: Open, endpoint: Endpoint) -> None:
    assert texts(open_().postprocess_nodes(nodes("海"), query_str="海")) == ["海"]
    assert texts(open_().postprocess_nodes(nodes("山", "海"))) == ["山", "海"]
    assert endpoint.asked == []


def test_there_is_none_unless_it_has_an_address() -> None:
    assert open_reranker(IndexSettings().rerank) is None


@pytest.mark.parametrize("change", [{"base_url": "jina"}, {"candidates": 1}, {"timeout": 0}, {"url": "http://a/"}])
def test_a_bad_setting_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        IndexSettings.model_validate({"rerank": change})


def test_a_search_is_reranked_and_the_measured_legs_are_not(
    open_: Open, endpoint: Endpoint, open_hashed: Callable[..., Index]
) -> None:
    plain = open_hashed(passage_tokens=32)
    plain.update(
        [Article(n, "", t) for n, t in {"one": "潮水涨落。", "two": "潮水潮水拍岸。", "six": "无关。"}.items()], "s"
    )
    before = plain.search("涨落的潮水")
    reranked = replace(plain, _reranker=open_())
    after = reranked.search("涨落的潮水")
    assert before[0].article_id == "one"
    assert after[0].article_id == "two"
    assert [p.score for p in after] == [p.score for p in before]
    assert {(p.article_id, p.sentences) for p in after} == {(p.article_id, p.sentences) for p in before}
    assert reranked.search("涨落的潮水", leg="keyword")[0].article_id == "one"
    assert len(endpoint.asked) == 1
