"""A reader's own documents over HTTP: in, refused, asked about, out again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import FastAPI

from ui.article_page import article_url
from ui.page.documents import MAX_MEGABYTES, documents_router, list_kinds
from ui.page.wording import words_in

if TYPE_CHECKING:
    from assistant import Assistant

OURS = {"x-yuanwen": "page"}
NOTES = "# 我的猫\n\n年糕今年三岁，体重五公斤。\n".encode()
EN = words_in("en")


def client_of(assistant: Assistant) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(documents_router(assistant))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", headers=OURS)


def last_line(response: httpx.Response) -> dict[str, Any]:
    return dict(json.loads(response.text.splitlines()[-1]))


async def test_a_document_goes_in_is_asked_and_goes_out(own: Assistant) -> None:
    async with client_of(own) as client:
        added = await client.post("/page/documents", params={"name": "笔记.md"}, content=NOTES)
        assert added.status_code == 200
        told = last_line(added)
        assert (told["title"], told["cuts"], told["same"]) == ("我的猫", 1, False)
        assert told["characters"] == len("年糕今年三岁，体重五公斤。")
        assert (await own.ask("年糕体重多少？")).citations[0].article_id == told["id"]
        again = await client.post("/page/documents", params={"name": "笔记.md"}, content=NOTES)
        assert last_line(again)["same"] is True
        removed = await client.delete(f"/page/documents/{told['id']}")
        assert removed.json() == {"removed": told["id"]}
        assert own.index.article(told["id"]) is None
        assert (await client.delete(f"/page/documents/{told['id']}")).status_code == 403, "it is gone"


async def test_a_long_document_tells_how_far_it_is(own: Assistant) -> None:
    data = "".join(f"第{n}只猫叫年糕{n}号，体重{n}公斤。\n" for n in range(1, 400)).encode()
    async with client_of(own) as client:
        added = await client.post("/page/documents", params={"name": "猫.md"}, content=data)
    told = [json.loads(line) for line in added.text.splitlines()]
    percents = [line["percent"] for line in told[:-1]]
    assert percents[0] == 0
    assert percents == sorted(percents)
    assert max(percents) == 100
    assert len(set(percents)) > 2
    assert {line["characters"] for line in told} == {told[-1]["characters"]}
    assert told[-1]["url"] == article_url(told[-1]["id"])


async def test_what_came_with_the_program_cannot_be_removed(own: Assistant) -> None:
    async with client_of(own) as client:
        assert (await client.delete("/page/documents/xinhua-2023-06-07")).status_code == 403
    assert own.index.article("xinhua-2023-06-07")


@pytest.mark.parametrize(
    ("name", "data", "status", "said"),
    [
        ("a.exe", b"MZ", 415, EN.add_kind.format(kinds=list_kinds(EN))),
        ("a", b"text", 415, EN.add_kind.format(kinds=list_kinds(EN))),
        ("a.md", b"", 422, EN.add_empty),
        ("a.txt", b" \n ", 422, EN.add_empty),
        ("a.pdf", b"no PDF", 422, EN.add_damaged),
        ("a.docx", b"no archive", 422, EN.add_damaged),
        ("a.txt", b"\x00\x01\x02\xff" * 500, 422, EN.add_unreadable),
        ("a.md", b"x" * (MAX_MEGABYTES * 1_000_000 + 1), 413, EN.add_large.format(limit=MAX_MEGABYTES)),
    ],
    ids=["kind", "no ending", "empty", "blank", "no PDF", "no archive", "binary", "large"],
)
async def test_a_file_that_cannot_be_read_is_refused_in_the_reader_s_language(
    assistant: Assistant, name: str, data: bytes, status: int, said: str
) -> None:
    before = assistant.index.counts()
    async with client_of(assistant) as client:
        refused = await client.post("/page/documents", params={"name": name, "lang": "en"}, content=data)
    assert (refused.status_code, refused.json()) == (status, {"error": said})
    assert assistant.index.counts() == before


async def test_another_site_s_page_cannot_add_or_remove(own: Assistant) -> None:
    async with client_of(own) as client:
        client.headers.pop("x-yuanwen")
        assert (await client.post("/page/documents", params={"name": "a.md"}, content=NOTES)).status_code == 403
        added = await client.post("/page/documents", params={"name": "a.md"}, content=NOTES, headers=OURS)
        assert (await client.delete(f"/page/documents/{last_line(added)['id']}")).status_code == 403
    assert own.index.article(last_line(added)["id"])


@pytest.mark.parametrize(
    "name", ["../../etc/xinhua-2023-06-07.md", "C:\\Users\\me\\笔记.md", "a\x00b.md", "长" * 300 + ".md"]
)
async def test_an_odd_name_is_no_obstacle_and_takes_no_other_article_s_place(own: Assistant, name: str) -> None:
    before = {a.id for a in own.index.articles()}
    async with client_of(own) as client:
        added = await client.post("/page/documents", params={"name": name}, content=NOTES)
    assert added.is_success
    assert last_line(added)["id"].startswith("page-")
    assert before < {a.id for a in own.index.articles()}


async def test_an_address_gives_an_article_or_a_reason(own: Assistant) -> None:
    async with client_of(own) as client:
        refused = await client.post("/page/links", params={"url": "http://127.0.0.1:9/a", "lang": "en"})
        assert (refused.status_code, refused.json()) == (422, {"error": EN.add_unfetched})
        client.headers.pop("x-yuanwen")
        assert (await client.post("/page/links", params={"url": "http://127.0.0.1:9/a"})).status_code == 403


async def test_a_page_of_the_web_is_read(own: Assistant, web: str) -> None:
    fetch = own.settings.index.fetch.model_copy(update={"allow_private": True})
    index = own.settings.index.model_copy(update={"fetch": fetch})
    local = replace(own, settings=own.settings.model_copy(update={"index": index}))
    async with client_of(local) as client:
        added = await client.post("/page/links", params={"url": f"{web}/cat.html"})
        assert added.status_code == 200
    article = own.index.article(last_line(added)["id"])
    assert article
    assert "体重五公斤" in article.text
    assert article.url == f"{web}/cat.html"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """A web server with one page."""
    sentences = "年糕今年三岁，体重五公斤，最喜欢在窗台上晒太阳。" * 6
    (tmp_path / "web").mkdir()
    article = f"<article><h1>我的猫</h1><p>{sentences}</p></article>"
    page = f"<html><head><title>我的猫</title></head><body>{article}</body></html>"
    (tmp_path / "web" / "cat.html").write_text(page, encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "web"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
