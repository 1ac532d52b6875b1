"""The local model over HTTP: how far it is, and who may have it brought."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import FastAPI

from tests.ui.page.browsing import QUESTION
from ui.page import mount_page
from ui.page.local_model import local_model_router

if TYPE_CHECKING:
    from assistant import Assistant
    from tests.doubles.local_offer import Offered

OURS = {"x-yuanwen": "page"}
WRITTEN = "截至5月，中国10亿参数规模以上的大模型已发布79个[1]。"


def client_of(assistant: Assistant) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(local_model_router(assistant))
    return open_client(app)


def open_client(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", headers=OURS)


async def told_until(client: httpx.AsyncClient, true: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Ask as the page does, until the answer is as wanted."""
    for _ in range(3_000):
        if true(told := (await client.get("/page/model")).json()):
            return dict(told)
        await asyncio.sleep(0.02)
    raise AssertionError(told)


async def test_it_is_brought_started_and_writes(offered: Offered) -> None:
    offered.files.go_on.clear()
    offered.ready.clear()
    offered.model.reply = WRITTEN
    size = len(offered.files.data)
    async with client_of(offered.assistant) as client:
        told = (await client.get("/page/model")).json()
        assert told == {"state": "absent", "name": "tiny", "size": size, "done": 0, "error": "", "fault": ""}
        assert (await client.post("/page/model")).json()["state"] == "pulling"
        told = await told_until(client, lambda told: told["done"] > 0)
        assert (told["state"], told["size"]) == ("pulling", size)
        assert told["done"] <= size // 2
        offered.files.go_on.set()
        await told_until(client, lambda told: told["state"] == "starting")
        assert (await offered.assistant.ask(QUESTION)).mode == "quote", "nobody waits for it"
        offered.ready.set()
        told = await told_until(client, lambda told: told["state"] == "running")
        assert (told["done"], told["error"]) == (size, "")
    assert (await offered.assistant.ask(QUESTION)).mode == "model"


async def test_many_clicks_bring_it_once(offered: Offered) -> None:
    offered.files.go_on.clear()
    async with client_of(offered.assistant) as client:
        answers = await asyncio.gather(*(client.post("/page/model") for _ in range(8)))
        assert {answer.json()["state"] for answer in answers} == {"pulling"}
        offered.files.go_on.set()
        await told_until(client, lambda told: told["state"] == "running")
        assert (await client.post("/page/model")).json()["state"] == "running"
    assert len(offered.files.asked) == 1


async def test_wrong_bytes_are_told_and_it_can_be_tried_again(offered: Offered) -> None:
    right = offered.files.data
    offered.files.data = right[:-1] + b"!"
    async with client_of(offered.assistant) as client:
        await client.post("/page/model")
        told = await told_until(client, lambda told: told["state"] == "failed")
        assert "is not the file meant" in told["error"]
        assert told["fault"] == "hash"
        assert offered.assistant.running is None
        offered.files.data = right
        assert (await client.post("/page/model")).json()["error"] == ""
        await told_until(client, lambda told: told["state"] == "running")


async def test_another_site_s_page_cannot_have_it_brought(offered: Offered) -> None:
    async with client_of(offered.assistant) as client:
        client.headers.pop("x-yuanwen")
        assert (await client.post("/page/model")).status_code == 403
        assert (await client.get("/page/model")).json()["state"] == "absent"
    assert offered.files.asked == []


async def test_without_the_engine_nothing_is_brought(offered: Offered) -> None:
    offered.installed = False
    async with client_of(offered.assistant) as client:
        assert (await client.get("/page/model")).json()["state"] == "unavailable"
        assert (await client.post("/page/model")).json()["state"] == "unavailable"
    assert offered.files.asked == []


@pytest.mark.parametrize("chosen", [{"name": "qwen-plus"}, {"preset": "qwen"}, {"preset": "local"}])
async def test_whoever_chose_a_model_is_offered_none(offered: Offered, chosen: dict[str, str]) -> None:
    settings = offered.assistant.settings
    model = settings.model.model_copy(update=chosen)
    decided = replace(offered.assistant, settings=settings.model_copy(update={"model": model}))
    async with client_of(decided) as client:
        assert (await client.get("/page/model")).json() == {"state": "settled"}
        assert (await client.post("/page/model")).status_code == 409
    assert offered.files.asked == []


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_read_only_page_neither_tells_nor_brings(offered: Offered, read_only: bool) -> None:
    async with open_client(mount_page(FastAPI(), offered.assistant, read_only=read_only)) as client:
        answers = [await client.get("/page/model"), await client.post("/page/model")]
        config = (await client.get("/config")).text
        told = await told_until(client, lambda told: told["state"] == "running") if not read_only else None
    assert [answer.is_success for answer in answers] == [not read_only] * 2
    assert ("yw-pull" in config) == (told is not None)
    assert bool(offered.files.asked) == (not read_only)
