"""The server for everybody, over the real application: what it refuses, and whom it lets frame it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from assistant import load_settings
from index import YuanwenError
from ui.app import build_app

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = {"messages": [{"role": "user", "content": "悟道2.0有多少参数？"}]}
NEW = {"articles": [{"id": "mine", "text": "今天下雨。"}]}


@pytest.fixture
def client_with(assistant: Assistant) -> Callable[..., httpx.AsyncClient]:
    """A client of an application with other server settings."""

    def build(address: str = "10.0.0.1", page: bool = False, **server: Any) -> httpx.AsyncClient:
        settings = load_settings(home=assistant.settings.home, server=server)
        app = build_app(replace(assistant, settings=settings), page=page)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1))
        return httpx.AsyncClient(transport=transport, base_url="http://test")

    return build


async def test_questions_are_answered_and_documents_stay_as_they_are(
    client_with: Callable[..., httpx.AsyncClient], assistant: Assistant
) -> None:
    async with client_with(read_only=True) as client:
        assert (await client.post("/v1/chat/completions", json=QUESTION)).is_success
        assert (await client.post("/v1/search", json={"query": "悟道"})).is_success
        assert (await client.get("/v1/articles")).is_success
        for method, path in [("POST", "/v1/articles"), ("DELETE", "/v1/articles/x"), ("PUT", "/v1/articles/x")]:
            refused = await client.request(method, path, json=NEW)
            assert refused.status_code == 403
            assert "read-only" in refused.json()["error"]["message"]
    assert assistant.index.article("mine") is None


async def test_the_page_of_a_read_only_server_takes_no_documents(
    client_with: Callable[..., httpx.AsyncClient],
) -> None:
    async with client_with(read_only=True, page=True) as client:
        assert (await client.get("/")).is_success
        for path in ("/page/documents?name=a.md", "/gradio_api/upload"):
            refused = await client.post(path, content=b"# a", headers={"x-yuanwen": "page"})
            assert refused.status_code == 403, path
            assert refused.json()["error"]["code"] == "permission_denied"
        assert "yw-drop" not in (await client.get("/config")).text


async def test_one_address_cannot_ask_without_end(client_with: Callable[..., httpx.AsyncClient]) -> None:
    async with client_with(read_only=True, rate=2) as client:
        for _ in range(2):
            assert (await client.post("/v1/search", json={"query": "悟道"})).is_success
        refused = await client.post("/v1/search", json={"query": "悟道"})
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.json()["error"]["code"] == "rate_limit_exceeded"
        assert (await client.get("/v1/articles")).is_success, "reading is not counted"


async def test_a_proxy_on_this_machine_that_names_nobody_is_one_address(
    client_with: Callable[..., httpx.AsyncClient],
) -> None:
    async with client_with(address="127.0.0.1", read_only=True, rate=1) as client:
        answers = [await client.post("/v1/search", json={"query": "悟道"}) for _ in range(2)]
    assert [a.status_code for a in answers] == [200, 429]


@pytest.mark.parametrize(
    ("server", "expected"), [({}, 120), ({"read_only": True}, 60), ({"read_only": True, "rate": 7}, 7)]
)
def test_how_many_requests_a_minute(server: dict[str, Any], expected: int) -> None:
    assert load_settings(server=server).server.requests_a_minute == expected


@pytest.mark.parametrize("path", ["/healthz", "/articles/xinhua-2023-06-07"])
async def test_only_the_named_site_may_frame_the_pages(
    client_with: Callable[..., httpx.AsyncClient], path: str
) -> None:
    async with client_with() as client:
        alone = (await client.get(path)).headers["content-security-policy"]
        assert "frame-ancestors 'self';" in alone
    async with client_with(embed=["https://example.org"]) as client:
        named = (await client.get(path)).headers["content-security-policy"]
        assert "frame-ancestors 'self' https://example.org;" in named


@pytest.mark.parametrize("origin", ["example.org", "https://a.org/path", "https://a.org; script-src *", "*", "null"])
def test_an_embedding_site_has_to_be_an_origin(origin: str) -> None:
    with pytest.raises(YuanwenError, match=r"server\.embed"):
        load_settings(server={"embed": [origin]})
