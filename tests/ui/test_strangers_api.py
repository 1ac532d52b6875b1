"""What strangers send: each gets the right status and OpenAI's error object, and nothing breaks."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

JSON = {"content-type": "application/json"}
QUESTION = {"messages": [{"role": "user", "content": "悟道2.0有多少参数？"}]}
CHAT = "/v1/chat/completions"
TAKES_JSON = [CHAT, "/v1/responses", "/v1/search", "/v1/embeddings", "/v1/articles", "/v1/feedback"]


def error_of(response: httpx.Response, status: int) -> dict[str, Any]:
    """The error object, after checking that it is one."""
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert set(error) == {"message", "type", "param", "code"}
    assert error["message"]
    return dict(error)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b"null",
        b"[" * 100_000,
        b'{"messages":' * 50_000,
        b'{"seed": ' + b"9" * 5_000 + b"}",
        b'{"messages": "\xff"}',
    ],
    ids=range(9),
)
@pytest.mark.parametrize(
    "path", [CHAT, "/v1/responses", "/v1/search", "/v1/embeddings", "/v1/articles", "/v1/feedback"]
)
async def test_what_is_no_request_is_a_400(client: httpx.AsyncClient, path: str, body: bytes) -> None:
    error_of(await client.post(path, content=body, headers=JSON), 400)


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"n": 0}, "n"),
        ({"n": 200}, "n"),
        ({"n": "2"}, "n"),
        ({"stream": "yes"}, "stream"),
        ({"max_tokens": "5"}, "max_tokens"),
        ({"messages": {}}, "messages"),
        ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": 5}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": "x"}] * 10_000}, "messages"),
        ({"wibble": 1}, "wibble"),
        ({"model": 5}, "model"),
    ],
)
async def test_the_field_at_fault_is_named_as_openai_names_it(
    client: httpx.AsyncClient, more: dict[str, Any], param: str
) -> None:
    assert error_of(await client.post(CHAT, json={**QUESTION, **more}), 400)["param"] == param


@pytest.mark.parametrize("more", [{"metadata": {"a": "\ud800"}}, {"instructions": "\ud800"}, {"user": "\udfff"}])
async def test_what_could_not_be_sent_back_is_refused(client: httpx.AsyncClient, more: dict[str, Any]) -> None:
    content = json.dumps({"input": "x", **more})
    assert (
        "surrogate U+D" in error_of(await client.post("/v1/responses", content=content, headers=JSON), 400)["message"]
    )


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
async def test_another_content_type_is_told_which_is_wanted(client: httpx.AsyncClient, kind: str) -> None:
    content = json.dumps(QUESTION).encode()
    response = await client.post(CHAT, content=content, headers={"content-type": kind} if kind else {})
    assert "application/json" in error_of(response, 400)["message"]


async def test_what_a_client_accepts_does_not_change_what_it_asked_for(client: httpx.AsyncClient) -> None:
    response = await client.post(CHAT, json={**QUESTION, "stream": True}, headers={"accept": "text/html"})
    assert response.text.endswith("data: [DONE]\n\n")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1", 404),
        ("/v1/", 404),
        ("/v1/chat/completions/", 404),
        ("/v1//models", 404),
        ("/v1/articles/..%2f..%2fetc%2fpasswd", 404),
        ("/v1/articles/%2e%2e", 404),
        ("/v1/articles/%00", 404),
        ("/v1/articles/%ff", 404),
        ("/v1/articles/%ED%A0%80", 404),
        ("/v1/articles/文章", 404),
        ("/v1/articles/" + "x" * 5_000, 404),
        ("/v1/models/文", 404),
        ("/v1/articles/x/spans?start=a&end=1", 400),
    ],
)
async def test_addresses_of_nothing(client: httpx.AsyncClient, path: str, status: int) -> None:
    assert len(error_of(await client.get(path), status)["message"]) < 500


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", [CHAT, "/mcp"])
async def test_another_method_is_told_which_is_allowed(client: httpx.AsyncClient, method: str, path: str) -> None:
    response = await client.request(method, path)
    error_of(response, 405)
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/v1/models", "/v1/articles", "/metrics", "/docs"])
async def test_head_is_get_without_the_body(client: httpx.AsyncClient, path: str) -> None:
    head, whole = await client.head(path), await client.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]


@pytest.mark.parametrize("origin", ["null", "http://[::1", "file://", "http://test.evil.example", ""])
async def test_odd_origins_are_foreign(client: httpx.AsyncClient, origin: str) -> None:
    assert error_of(await client.post(CHAT, json=QUESTION, headers={"Origin": origin}), 403)["code"] == "origin"


@pytest.mark.parametrize(
    "article",
    [
        {"id": "..", "text": "x"},
        {"id": "a/b", "text": "x"},
        {"id": "a\0", "text": "x"},
        {"id": "a\x85", "text": "x"},
        {"id": "a", "text": "x", "published": "2023-99-99"},
        {"id": "a", "text": "x", "published": "yesterday"},
    ],
)
async def test_an_article_that_could_not_be_found_again_is_refused(
    client: httpx.AsyncClient, article: dict[str, str]
) -> None:
    response = await client.post("/v1/articles", json={"articles": [article]})
    assert error_of(response, 400)["param"].startswith("articles[0].")


async def test_an_id_in_any_script_is_found_again(own: httpx.AsyncClient) -> None:
    article = {
        "id": "報導-①-é🐬%2F&=+",
        "text": "海豚湾天文台于1987年建成，台长是欧阳木兰。",
        "published": "2023-06-07",
    }
    assert (await own.post("/v1/articles", json={"articles": [article]})).json()["added"] == [article["id"]]
    asked = {"messages": [{"role": "user", "content": "海豚湾天文台的台长是谁？"}]}
    [citation] = (await own.post(CHAT, json=asked)).json()["citations"]
    assert citation["article_id"] == article["id"]
    page = await own.get(citation["url"])
    assert page.status_code == 200
    assert "欧阳木兰" in page.text
