"""``POST /v1/articles`` with a document or an address in place of cleaned articles."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import httpx
import pytest

SAID = "海豚湾天文台于1987年建成，台长是欧阳木兰，观测站的主镜口径为3.7米。"
PAGE = (
    f"<html><head><title>天文台</title></head><body><article><h1>天文台</h1><p>{SAID * 5}</p></article></body></html>"
)


def word() -> bytes:
    from docx import Document

    document, out = Document(), BytesIO()
    document.add_heading("天文台", 1)
    document.add_paragraph(SAID)
    document.save(out)
    return out.getvalue()


def pdf(text: str) -> bytes:
    """One page with a line of text in Helvetica, or nothing on it; the file's table is made by pypdf."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer, out = PdfWriter(), BytesIO()
    page = writer.add_blank_page(600, 200)
    if text:
        names = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}
        font = DictionaryObject({NameObject(f"/{k}"): NameObject(f"/{v}") for k, v in names.items()})
        fonts = DictionaryObject({NameObject("/F"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        drawn = DecodedStreamObject()
        drawn.set_data(f"BT /F 12 Tf 20 100 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = writer._add_object(drawn)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("台.docx", word(), SAID),
        ("台.html", PAGE.encode(), SAID),
        ("dome.pdf", pdf("The dome of the Dolphin Bay observatory opened in 1987."), "opened in 1987"),
    ],
    ids=["word", "page", "pdf"],
)
async def test_a_document_is_read_and_added(own: httpx.AsyncClient, name: str, data: bytes, said: str) -> None:
    first = await own.post("/v1/articles", files={"file": (name, data)}, data={"scope": "mine"})
    assert first.status_code == 200, first.text
    [added] = first.json()["added"]
    assert first.json()["article"]["id"] == added
    assert said in (await own.get(f"/v1/articles/{added}")).json()["text"]
    again = await own.post("/v1/articles", files={"file": (name, data)}, data={"scope": "mine"})
    assert again.json()["unchanged"] == [added]


async def test_a_document_named_like_an_article_takes_no_place(own: httpx.AsyncClient) -> None:
    await own.post("/v1/articles", files={"file": ("xinhua-2023-06-07.md", SAID.encode())})
    listed = (await own.get("/v1/articles")).json()["data"]
    assert len(listed) == 6
    assert "xinhua-2023-06-07" in {a["id"] for a in listed}


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("a.md", b"", "a.md is empty"),
        ("a.txt", bytes(range(256)) * 20, "a.txt is not text"),
        ("a.docx", b"PK\x03\x04 cut off", "a.docx is not a whole Word document"),
        ("a.pdf", pdf(""), "a.pdf"),
    ],
)
async def test_an_unreadable_document_is_a_422_that_says_why(
    client: httpx.AsyncClient, name: str, data: bytes, problem: str
) -> None:
    response = await client.post("/v1/articles", files={"file": (name, data)})
    assert response.status_code == 422
    error = response.json()["error"]
    assert problem in error["message"]
    assert (error["param"], error["code"]) == ("file", "unreadable_document")


async def test_a_form_without_a_file_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("/v1/articles", files={"other": ("a.md", b"text")})
    assert response.status_code == 400
    assert response.json()["error"]["param"] == "file"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """A web server with one page."""
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "台.html").write_text(PAGE, encoding="utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


async def test_an_address_is_fetched_and_answers(built_home: Path, tmp_path: Path, web: str) -> None:
    from assistant import load_settings, open_assistant
    from ui.app import build_app

    shutil.copytree(built_home, tmp_path / "home")
    opened = open_assistant(load_settings(home=tmp_path / "home", index={"fetch": {"allow_private": True}}))
    transport = httpx.ASGITransport(build_app(opened, page=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        done = await client.post("/v1/articles", json={"url": f"{web}/台.html", "scope": "web"})
        assert done.status_code == 200, done.text
        [added] = done.json()["added"]
        assert done.json()["article"]["url"].startswith(web)
        asked = {"messages": [{"role": "user", "content": "海豚湾天文台的台长是谁？"}]}
        answer = (await client.post("/v1/chat/completions", json=asked)).json()
        assert added in {c["article_id"] for c in answer["citations"]}
        assert "欧阳木兰" in answer["choices"][0]["message"]["content"]
        missing = await client.post("/v1/articles", json={"url": f"{web}/none.html"})
        assert missing.status_code == 422
        assert "404" in missing.json()["error"]["message"]
    opened.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/a", "http://[::1]/", "http://169.254.169.254/latest"])
async def test_an_address_of_this_network_is_refused(client: httpx.AsyncClient, url: str) -> None:
    response = await client.post("/v1/articles", json={"url": url})
    assert response.status_code == 422
    error = response.json()["error"]
    assert url in error["message"]
    assert (error["param"], error["code"]) == ("url", "unreadable_document")


@pytest.mark.parametrize(
    "body", [{}, {"url": "file:///etc/passwd"}, {"url": "https://example.org", "articles": [{"id": "a", "text": "x"}]}]
)
async def test_neither_or_both_or_another_kind_is_refused(client: httpx.AsyncClient, body: dict[str, object]) -> None:
    assert (await client.post("/v1/articles", json=body)).status_code == 400
