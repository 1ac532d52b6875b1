"""Where a model writes, the sources' own words are on screen before it has written anything."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import pytest

from assistant import Answer, Quotes
from assistant.assistant import assistant_over
from assistant.settings import ModelSettings
from ui.desk import Desk
from ui.page.conversation import Conversation, Exchange, follow
from ui.page.message import list_sources, render_answer
from ui.page.wording import words_in

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "中国10亿参数规模以上的大模型发布了多少个？北京、广东各多少？"
WRITTEN = "截至5月，中国10亿参数规模以上的大模型已发布79个。其中北京38个，广东20个。"
HANS = words_in("zh-Hans")


@pytest.fixture
def by_model(assistant: Assistant, model_server: Any) -> Assistant:
    """The shared index, with answers written by the scripted model."""
    model_server.reply = WRITTEN
    model = ModelSettings(name="scripted", base_url=model_server.url, retries=0)
    return assistant_over(assistant.settings.model_copy(update={"model": model}), assistant.index)


async def watch(assistant: Assistant, question: str = QUESTION) -> list[tuple[str, str, int, str]]:
    """Stage, text, sources and page of each step."""
    conversation = Conversation()
    exchange = conversation.begin(question)
    seen = []
    async for _ in follow(Desk(assistant), conversation):
        html = render_answer(exchange, HANS)
        seen.append((exchange.stage, exchange.text, len(list_sources(exchange, HANS)), html))
    return seen


async def test_quotes_come_first_and_the_written_answer_takes_their_place(by_model: Assistant) -> None:
    seen = await watch(by_model)
    first, last = seen[0], seen[-1]
    assert [stage for stage, *_ in seen[:2]] == ["quoted", "answering"]
    assert "已发布79个" in first[1]
    assert first[1].startswith("据"), "named, as quotes are"
    assert first[2] >= 1
    assert HANS.writing in first[3]
    assert 'class="yw-cite"' in first[3]
    assert "yw-foot" not in first[3], "it is not over"
    assert first[1] not in seen[1][1]
    assert last[0] == "done"
    assert last[1].startswith("截至5月，中国10亿参数规模以上的大模型已发布79个[1]")
    assert HANS.writing not in last[3]
    assert HANS.by_model in last[3]


async def test_a_model_that_fails_leaves_the_quotes(by_model: Assistant, model_server: Any) -> None:
    model_server.statuses = [500] * 5
    seen = await watch(by_model)
    assert seen[0][0] == "quoted"
    assert seen[-1][1] == seen[0][1]
    assert HANS.model_failed in seen[-1][3]


async def test_a_model_that_finds_no_answer_ends_in_a_refusal(by_model: Assistant, model_server: Any) -> None:
    model_server.reply = "NO_ANSWER"
    seen = await watch(by_model)
    assert seen[0][0] == "quoted"
    assert seen[-1][0] == "done"
    assert seen[-1][2] == 0
    assert "yw-refused" in seen[-1][3]


async def test_what_is_refused_shows_no_quotes(by_model: Assistant) -> None:
    assert [stage for stage, *_ in await watch(by_model, "怎么做红烧肉？")] == ["answering", "done"]


async def test_stopping_keeps_the_quotes_that_were_shown(by_model: Assistant, model_server: Any) -> None:
    model_server.pause = 0.5
    conversation = Conversation()
    exchange: Exchange = conversation.begin(QUESTION)
    async with aclosing(follow(Desk(by_model), conversation)) as steps:
        await anext(steps)
    assert exchange.stage == "stopped"
    assert "已发布79个" in exchange.text
    assert [t.question for t in conversation.history()] == []


async def test_without_a_model_there_are_only_the_quotes(assistant: Assistant) -> None:
    events = [event async for event in assistant.stream(QUESTION, quotes_first=True)]
    assert not any(isinstance(event, Quotes) for event in events)


async def test_only_who_asks_for_them_gets_quotes_first(by_model: Assistant) -> None:
    desk = Desk(by_model)
    reading = [event async for event in desk.stream_quotes_first(QUESTION)]
    assert isinstance(reading[0], Quotes)
    assert reading[0].answer.mode == "quote"
    assert isinstance(reading[-1], Answer)
    assert reading[-1].mode == "model"
    assert not any([isinstance(event, Quotes) async for event in desk.stream(f"{QUESTION}请回答。")])


async def test_an_answer_from_memory_needs_no_quotes_before_it(by_model: Assistant) -> None:
    desk = Desk(by_model)
    written = [event async for event in desk.stream(QUESTION)]
    again = [event async for event in desk.stream_quotes_first(QUESTION)]
    assert [e.text for e in again if not isinstance(e, Quotes)] == [e.text for e in written]
    assert not isinstance(again[0], Quotes)
