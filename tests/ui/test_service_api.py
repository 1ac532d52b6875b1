"""Embeddings, opinions, spans, health, counts and the manual."""

from __future__ import annotations

import base64
import json
import logging
from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pytest

if TYPE_CHECKING:
    from assistant import Assistant

ARTICLE = "chinanews-2023-05-29"


async def embed(client: httpx.AsyncClient, given: Any, **more: Any) -> list[Any]:
    """The vectors of texts."""
    response = await client.post("/v1/embeddings", json={"input": given, "model": "any", **more})
    assert response.status_code == 200, response.text
    return [row["embedding"] for row in response.json()["data"]]


async def test_embeddings_are_unit_vectors_in_order(client: httpx.AsyncClient) -> None:
    near, far, same = np.array(await embed(client, ["北京有38个大模型", "怎么做红烧肉", "北京有38個大模型"]))
    assert np.allclose(np.linalg.norm(near), 1, atol=1e-5)
    assert near @ same > 0.99
    assert near @ same > near @ far


async def test_base64_is_the_same_numbers(client: httpx.AsyncClient) -> None:
    [plain], [packed] = await embed(client, "原文"), await embed(client, "原文", encoding_format="base64")
    assert np.allclose(np.frombuffer(base64.b64decode(packed), "<f4"), plain)


@pytest.mark.parametrize(
    "body", [{"input": []}, {"input": ""}, {"input": "\0"}, {"input": [1, 2]}, {"input": "x", "dimensions": 7}]
)
async def test_what_cannot_be_embedded_is_refused(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    response = await client.post("/v1/embeddings", json=body)
    assert response.status_code == 400
    assert response.json()["error"]["param"]


async def test_an_opinion_is_kept_as_one_line(client: httpx.AsyncClient, assistant: Assistant) -> None:
    body = {"rating": "down", "question": "问？", "answer": "答。", "reason": "not it"}
    assert (await client.post("/v1/feedback", json=body)).status_code == 201
    lines = (assistant.settings.home / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    kept = json.loads(lines[-1])
    assert kept.pop("time")
    assert kept == {**body, "citations": []}


async def test_a_rating_of_neither_kind_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/feedback", json={"rating": "so-so", "question": "q", "answer": "a"})
    assert response.status_code == 400


async def test_a_span_is_the_article_s_own_words(client: httpx.AsyncClient) -> None:
    text = (await client.get(f"/v1/articles/{ARTICLE}")).json()["text"]
    span = (await client.get(f"/v1/articles/{ARTICLE}/spans", params={"start": 3, "end": 9})).json()
    assert span["text"] == text[3:9]


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 3), (0, 10**8), (-1, 3)])
async def test_a_span_outside_the_article_is_refused(client: httpx.AsyncClient, start: int, end: int) -> None:
    response = await client.get(f"/v1/articles/{ARTICLE}/spans", params={"start": start, "end": end})
    assert response.status_code == 400


async def test_it_is_ready_with_articles(client: httpx.AsyncClient) -> None:
    assert (await client.get("/readyz")).json() == {"status": "ready"}


async def test_what_was_asked_is_counted_by_route_and_stage(client: httpx.AsyncClient) -> None:
    await client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "悟道2.0有多少参数？"}]})
    await client.get("/v1/articles/no-such-article")
    text = (await client.get("/metrics")).text
    assert 'yuanwen_requests_total{method="POST",route="/v1/chat/completions",status="200"} 1.0' in text
    for stage in ("condense", "retrieve", "write", "verify"):
        assert f'yuanwen_stage_seconds_count{{stage="{stage}"}} 1.0' in text
    assert 'yuanwen_answers_total{grounded="true",mode="quote"} 1.0' in text
    assert "yuanwen_articles 5.0" in text
    assert "no-such-article" not in text


async def test_the_log_has_the_request_and_not_the_question(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "yuanwen.requests"):
        body = {"messages": [{"role": "user", "content": "悟道2.0有多少参数？"}]}
        response = await client.post("/v1/chat/completions", json=body, headers={"x-request-id": "mine-1"})
    assert response.headers["x-request-id"] == "mine-1"
    [line] = [json.loads(r.getMessage()) for r in caplog.records if r.name == "yuanwen.requests"]
    assert line["request"] == "mine-1"
    assert set(line["stages"]) == {"condense", "retrieve", "write", "verify"}
    assert "悟道" not in caplog.text


async def test_a_request_id_that_is_none_is_replaced(client: httpx.AsyncClient) -> None:
    given = {"x-request-id": "a b\t<script>"}
    assert (await client.get("/healthz", headers=given)).headers["x-request-id"].startswith("req_")


async def test_the_manual_loads_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    assert "https://" not in page
    for file in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert f"/static/swagger/{file}" in page
        assert (await client.get(f"/static/swagger/{file}")).status_code == 200
    paths = (await client.get("/openapi.json")).json()["paths"]
    assert {"/v1/chat/completions", "/v1/responses", "/v1/search", "/v1/articles"} <= set(paths)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/v1/nothing", 404), ("PUT", "/v1/chat/completions", 405), ("GET", "/v1/search", 405)],
)
async def test_what_no_route_takes_is_openai_s_error(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path)
    assert response.status_code == status
    assert path in response.json()["error"]["message"]


def test_building_the_application_leaves_the_process_s_logging_alone(assistant: Assistant) -> None:
    from ui.app import build_app

    root = logging.getLogger()
    before = (list(root.handlers), root.level)
    build_app(assistant, page=False)
    assert (root.handlers, root.level) == before
