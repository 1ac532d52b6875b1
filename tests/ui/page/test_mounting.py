"""The page as it leaves the server: our files, Gradio's own files, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import httpx
import pytest
from fastapi import FastAPI

from ui.page import mount_page
from ui.page.mounting import build_theme

if TYPE_CHECKING:
    from assistant import Assistant


@pytest.fixture
async def client(assistant: Assistant) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()

    @app.get("/healthz")
    def healthz() -> str:
        return "ok"

    transport = httpx.ASGITransport(mount_page(app, assistant))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened


async def test_what_was_there_before_the_page_still_answers(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == "ok"


async def test_the_page_loads_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    html = (await client.get("/")).text
    loaded = re.findall(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\"([^\"]+)\"", html)
    assert loaded
    assert [address for address in loaded if address.startswith(("http", "//"))] == []
    assert "googleapis" not in html
    assert '"analytics_enabled":false' in html.replace(" ", "")


async def test_our_files_are_served_under_addresses_that_change_with_them(client: httpx.AsyncClient) -> None:
    html = (await client.get("/")).text
    ours = set(re.findall(r"/static/(?:page|seal)\.\w+\?v=[0-9a-f]{12}", html))
    assert len(ours) == 3
    for address in ours:
        response = await client.get(address)
        assert response.status_code == 200
        assert response.headers["content-type"].split(";")[0] in ("text/css", "text/javascript", "image/svg+xml")


async def test_gradio_s_own_files_are_not_hidden_behind_ours(client: httpx.AsyncClient) -> None:
    assert (await client.get("/static/js/iframeResizer.contentWindow.min.js")).status_code == 200
    assert (await client.get("/theme.css")).status_code == 200


async def test_the_icon_is_ours(client: httpx.AsyncClient) -> None:
    icon = await client.get("/favicon.ico")
    assert icon.status_code == 200
    assert icon.content.startswith(b"\x89PNG")


async def test_only_asking_is_offered_to_programs(client: httpx.AsyncClient) -> None:
    info = (await client.get("/gradio_api/info")).json()
    assert list(info["named_endpoints"]) == ["/ask"]
    assert info["unnamed_endpoints"] == {}


def test_the_theme_fetches_no_font() -> None:
    theme = build_theme()
    assert theme._stylesheets == []
    assert theme._font_css == []
    assert not re.search(r"url\((?![\"']?data:)", theme._get_theme_css())
