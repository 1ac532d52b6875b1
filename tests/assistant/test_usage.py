"""Tokens: the endpoint's own where it reports them, counted here where it does not, none where nothing is asked."""

from __future__ import annotations

from typing import Any

import pytest

from assistant import Answer, Assistant, Usage
from assistant.assistant import assistant_over
from assistant.model import Model, ModelError, open_model
from assistant.settings import ModelSettings
from index.text.counting import count_tokens

QUESTION = "中国10亿参数规模以上的大模型已发布多少个？"
WRITTEN = "中国10亿参数规模以上大模型已发布79个。"


def opened(server: Any, **changed: Any) -> Model:
    return open_model(ModelSettings(**{"name": "scripted", "base_url": server.url, **changed}))


async def answered(assistant: Assistant, server: Any, *history: Any) -> Answer:
    model = ModelSettings(name="scripted", base_url=server.url)
    settings = assistant.settings.model_copy(update={"model": model})
    return await assistant_over(settings, assistant.index).ask(QUESTION, history)


async def test_what_the_endpoint_reports_is_taken(model_server: Any) -> None:
    model_server.reply = WRITTEN
    model_server.usage = {"prompt_tokens": 900, "completion_tokens": 30, "total_tokens": 930}
    usage = Usage()
    await opened(model_server).complete("s", "u", usage)
    assert usage == Usage(900, 30, 1, estimated=False)


async def test_without_a_report_prompt_and_reply_are_counted(model_server: Any) -> None:
    model_server.reply = "<think>嗯</think>" + WRITTEN
    usage = Usage()
    await opened(model_server).complete("be brief", "how many?", usage)
    assert usage == Usage(count_tokens("be brief\nhow many?"), count_tokens(model_server.reply), 1, estimated=True)


async def test_a_call_that_broke_off_is_paid_for_too(model_server: Any) -> None:
    model_server.reply, model_server.break_after = WRITTEN, 1
    usage = Usage()
    with pytest.raises(ModelError, match="broke off"):
        await opened(model_server).complete("s", "u", usage)
    assert (usage.calls, usage.prompt, usage.completion) == (1, count_tokens("s\nu"), count_tokens(WRITTEN[:3]))


async def test_a_call_that_never_began_is_not(model_server: Any) -> None:
    model_server.statuses = [401]
    usage = Usage()
    with pytest.raises(ModelError, match="check the key"):
        await opened(model_server, retries=0).complete("s", "u", usage)
    assert usage == Usage()


@pytest.mark.parametrize("report", [{}, {"prompt_tokens": None, "completion_tokens": 3}, {"prompt_tokens": 0,
                                    "completion_tokens": 0}])  # fmt: skip
def test_half_a_report_is_no_report(report: dict[str, Any]) -> None:
    usage = Usage()
    usage.add("how many?", "nine", report)
    assert usage == Usage(count_tokens("how many?"), count_tokens("nine"), 1, estimated=True)


def test_reports_and_counts_add_up() -> None:
    usage = Usage()
    usage.add("x", "y", {"prompt_tokens": 10, "completion_tokens": 2})
    assert not usage.estimated
    usage.add("how many?", "nine", {})
    assert usage == Usage(10 + count_tokens("how many?"), 2 + count_tokens("nine"), 2, estimated=True)


async def test_an_answer_carries_what_its_model_read_and_wrote(assistant: Assistant, model_server: Any) -> None:
    model_server.reply = WRITTEN
    answer = await answered(assistant, model_server)
    [request] = model_server.requests
    prompt = "\n".join(message["content"] for message in request["messages"])
    assert answer.usage == Usage(count_tokens(prompt), count_tokens(WRITTEN), 1, estimated=True)


async def test_making_a_follow_up_stand_alone_counts(assistant: Assistant, model_server: Any) -> None:
    from assistant import Turn

    model_server.reply = lambda body: WRITTEN if "<passage" in body["messages"][-1]["content"] else QUESTION
    answer = await answered(assistant, model_server, Turn("谁发布了报告？", "赵志耘。"))
    assert answer.usage.calls == len(model_server.requests) == 2
    assert answer.usage.completion == count_tokens(QUESTION) + count_tokens(WRITTEN)


async def test_a_quoted_answer_takes_no_tokens(assistant: Assistant) -> None:
    assert (await assistant.ask(QUESTION)).usage == Usage()
