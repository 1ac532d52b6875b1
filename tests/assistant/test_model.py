"""The endpoint's client against a real server that fails in every way seen."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.model import Model, ModelError, open_model
from assistant.settings import ModelSettings


def open_scripted(server: Any, **changed: Any) -> Model:
    options = {"name": "scripted", "base_url": server.url, "retries": 2, **changed}
    return open_model(ModelSettings(**options))


async def test_a_stream_that_breaks_before_its_first_word_is_tried_again(model_server: Any) -> None:
    model_server.reply, model_server.break_after, model_server.breaks = "已发布79个。", 0, 2
    assert await open_scripted(model_server).complete("s", "u") == "已发布79个。"
    assert len(model_server.requests) == 3


async def test_the_tries_end(model_server: Any) -> None:
    model_server.reply, model_server.break_after = "已发布79个。", 0
    with pytest.raises(ModelError, match="scripted at http"):
        await open_scripted(model_server).complete("s", "u")
    assert len(model_server.requests) == 3


async def test_what_was_said_is_not_said_twice(model_server: Any) -> None:
    model_server.reply, model_server.break_after = "已发布79个。", 1
    heard = []
    with pytest.raises(ModelError, match="scripted at http"):
        async for piece in open_scripted(model_server).stream("s", "u"):
            heard.append(piece)
    assert "".join(heard) == "已发布"
    assert len(model_server.requests) == 1


async def test_a_silent_endpoint_is_given_up(model_server: Any) -> None:
    model_server.reply, model_server.pause = "已发布79个。", 3.0
    with pytest.raises(ModelError, match=r"did not answer within 0.2 s|broke off"):
        await open_scripted(model_server, timeout=0.2, retries=0).complete("s", "u")


@pytest.mark.parametrize(
    "raw",
    ["data: this is no JSON\n\n", 'data: {"choices": 7}\n\n', "data: [1, 2]\n\n", "data: null\n\n"],
)
async def test_nonsense_is_a_model_error_or_nothing(model_server: Any, raw: str) -> None:
    model_server.raw = raw
    try:
        assert await open_scripted(model_server, retries=0).complete("s", "u") == ""
    except ModelError as error:
        assert "\n" not in str(error)


async def test_an_html_page_is_no_reply(model_server: Any) -> None:
    model_server.raw = "<html><body>Log in first</body></html>"
    assert await open_scripted(model_server, retries=0).complete("s", "u") == ""


async def test_a_model_that_does_not_stop_is_given_up(model_server: Any) -> None:
    model_server.reply, model_server.size = "啊" * 5_000, 100
    heard = []
    with pytest.raises(ModelError, match="more than its 64 tokens"):
        async for piece in open_scripted(model_server, max_tokens=64).stream("s", "u"):
            heard.append(piece)
    assert len("".join(heard)) <= 64 * 12


@pytest.mark.parametrize("size", [1, 2, 5, 100])
async def test_what_is_thought_aloud_is_left_out(model_server: Any, size: int) -> None:
    model_server.reply, model_server.size = "<think>\n也许是97个？\n</think>\n\n已发布79个。", size
    assert (await open_scripted(model_server).complete("s", "u")).strip() == "已发布79个。"


@pytest.mark.parametrize("reply", ["<thing>79</thing>", "<", "  已发布", "<think>没有想完", "已 <think>79</think>"])
async def test_only_a_thought_at_the_start_is_one(model_server: Any, reply: str) -> None:
    model_server.reply, model_server.size = reply, 1
    expected = "" if reply.startswith("<think>") else reply
    assert await open_scripted(model_server).complete("s", "u") == expected
