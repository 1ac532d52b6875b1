"""A reader's own documents over HTTP: in, refused, asked about, out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from fastapi import FastAPI

from index.reading.files import UnreadableFileError
from ui.page.documents import MAX_MEGABYTES, documents_router, read_upload
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


async def test_a_document_goes_in_is_asked_and_goes_out(own: Assistant) -> None:
    async with client_of(own) as client:
        added = await client.post("/page/documents", params={"name": "笔记.md"}, content=NOTES)
        assert added.status_code == 200
        told = added.json()
        assert (told["title"], told["cuts"], told["same"]) == ("我的猫", 1, False)
        assert told["characters"] == len("年糕今年三岁，体重五公斤。")
        assert (await own.ask("年糕体重多少？")).citations[0].article_id == told["id"]
        again = await client.post("/page/documents", params={"name": "笔记.md"}, content=NOTES)
        assert again.json()["same"] is True
        removed = await client.delete(f"/page/documents/{told['id']}")
        assert removed.json() == {"removed": told["id"]}
        assert own.index.article(told["id"]) is None
        assert (await client.delete(f"/page/documents/{told['id']}")).status_code == 403, "it is gone"


async def test_what_came_with_the_program_cannot_be_removed(own: Assistant) -> None:
    async with client_of(own) as client:
        assert (await client.delete("/page/documents/xinhua-2023-06-07")).status_code == 403
    assert own.index.article("xinhua-2023-06-07")


@pytest.mark.parametrize(
    ("name", "data", "status", "said"),
    [
        ("a.exe", b"MZ", 415, EN.add_kind.format(kinds=".txt、.md")),
        ("a", b"text", 415, EN.add_kind.format(kinds=".txt、.md")),
        ("a.md", b"", 422, EN.add_unreadable),
        ("a.txt", b"\x00\x01\x02\xff" * 500, 422, EN.add_unreadable),
        ("a.md", b"x" * (MAX_MEGABYTES * 1_000_000 + 1), 413, EN.add_large.format(limit=MAX_MEGABYTES)),
    ],
    ids=["kind", "no ending", "empty", "binary", "large"],
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
        await client.post("/page/documents", params={"name": "a.md"}, content=NOTES, headers=OURS)
        assert (await client.delete("/page/documents/a-page")).status_code == 403
    assert own.index.article("a-page")


@pytest.mark.parametrize("name", ["../../etc/笔记.md", "C:\\Users\\me\\笔记.md", "/笔记.md", "..笔记.md"])
def test_only_the_name_s_last_part_counts(name: str) -> None:
    assert read_upload(name, NOTES).id == "笔记-page"


def test_a_very_long_or_odd_name_is_no_obstacle() -> None:
    assert read_upload("长" * 300 + ".md", NOTES).title == "我的猫"
    assert read_upload("a\x00b.md", NOTES).title == "我的猫"
    with pytest.raises(UnreadableFileError):
        read_upload("a.md", b"")
