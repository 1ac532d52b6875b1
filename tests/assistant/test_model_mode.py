"""Model mode against a real server: what a model writes is passed on only when a source sentence supports it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from assistant import Answer, Piece, Turn
from assistant.chain import AnswerChain
from assistant.model import Model, ModelError, open_model
from assistant.quote import QuoteWriter
from assistant.settings import ModelSettings
from assistant.write import ModelWriter

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "中国10亿参数规模以上的大模型发布了多少个？北京、广东各多少？"
RIGHT = "截至5月，中国10亿参数规模以上的大模型已发布79个[1]。其中北京38个，广东20个。[2]"

WithModel = Callable[..., "Assistant"]


@pytest.fixture
def with_model(assistant: Assistant, model_server: Any) -> WithModel:
    """The shared assistant, writing with the scripted model."""

    def build(**settings: Any) -> Assistant:
        options = {"name": "scripted", "base_url": model_server.url, "api_key": "sk-secret", "retries": 0, **settings}
        model = open_model(ModelSettings(**options))
        writer = ModelWriter(model, assistant.index, QuoteWriter(3), keep_unsupported=True)
        return replace(assistant, chain=AnswerChain(assistant.index, writer, 8, model))

    return build


async def test_supported_sentences_carry_markers_of_ours(with_model: WithModel, model_server: Any) -> None:
    model_server.reply = RIGHT
    answer = await with_model().ask(QUESTION)
    assert answer.mode == "model"
    assert "79个[1]。" in answer.text
    assert "北京38个" in answer.text
    assert all(c.support > 0.5 for c in answer.citations)
    assert {c.article_id for c in answer.citations} <= {"thepaper-2023-05-28", "xinhua-2023-06-07"}


async def test_citations_are_exact_spans(with_model: WithModel, model_server: Any) -> None:
    model_server.reply = RIGHT
    opened = with_model()
    answer = await opened.ask(QUESTION)
    for citation in answer.citations:
        article = opened.index.article(citation.article_id)
        assert article is not None
        assert article.text[citation.start : citation.end] == citation.quote
    for mark in answer.marks:
        assert answer.text[mark.start : mark.end] == f"[{mark.marker}]"


async def test_a_wrong_number_is_dropped_and_kept_apart(with_model: WithModel, model_server: Any) -> None:
    model_server.reply = "中国10亿参数规模以上的大模型已发布79个[1]。其中上海有997个大模型[1]。"
    answer = await with_model().ask(QUESTION)
    assert "997" not in answer.text
    assert any("997" in sentence for sentence in answer.unsupported)


async def test_nonsense_falls_back_to_quotes(with_model: WithModel, model_server: Any) -> None:
    model_server.reply = "紫色的大象在月球上跳舞。它们每天吃三万吨奶酪。"
    answer = await with_model().ask(QUESTION)
    assert answer.mode == "quote"
    assert "79" in answer.text
    assert any("no source supports" in note for note in answer.notes)


async def test_an_empty_reply_falls_back_to_quotes(with_model: WithModel, model_server: Any) -> None:
    model_server.reply = ""
    answer = await with_model().ask(QUESTION)
    assert answer.mode == "quote"
    assert answer.grounded


async def test_the_model_may_refuse(with_model: WithModel, model_server: Any) -> None:
    model_server.reply = "NO_ANSWER"
    answer = await with_model().ask(QUESTION)
    assert not answer.grounded
    assert not answer.citations
    assert "没有找到" in answer.text


async def test_a_question_far_from_the_sources_never_reaches_the_model(
    with_model: WithModel, model_server: Any
) -> None:
    model_server.reply = "先把五花肉切块焯水。"
    answer = await with_model().ask("怎么做红烧肉？")
    assert not answer.grounded
    assert model_server.requests == []


@pytest.mark.parametrize(
    ("status", "word"), [(401, "check the key"), (404, "check the name"), (500, "500"), (429, "429")]
)
async def test_errors_fall_back_and_say_so_without_the_key(
    with_model: WithModel, model_server: Any, status: int, word: str
) -> None:
    model_server.statuses = [status]
    answer = await with_model().ask(QUESTION)
    assert answer.mode == "quote"
    assert "79" in answer.text
    assert any(word in note for note in answer.notes)
    assert "sk-secret" not in repr(answer)


async def test_a_passing_error_is_retried(with_model: WithModel, model_server: Any) -> None:
    model_server.statuses = [503]
    model_server.reply = RIGHT
    answer = await with_model(retries=2).ask(QUESTION)
    assert answer.mode == "model"
    assert len(model_server.requests) == 2


async def test_an_unreachable_endpoint_falls_back(with_model: WithModel) -> None:
    answer = await with_model(base_url="http://127.0.0.1:9/v1").ask(QUESTION)
    assert answer.mode == "quote"
    assert any("cannot be reached" in note for note in answer.notes)


async def test_a_broken_stream_keeps_what_was_sent(with_model: WithModel, model_server: Any) -> None:
    model_server.reply = "中国10亿参数规模以上的大模型已发布79个[1]。" + RIGHT * 3
    model_server.size, model_server.break_after = 40, 2
    pieces: list[Piece] = []
    answer: Answer | None = None
    async for event in with_model().stream(QUESTION):
        if isinstance(event, Piece):
            pieces.append(event)
        else:
            answer = event
    assert answer is not None
    assert "".join(p.text for p in pieces).rstrip() == answer.text
    assert answer.text.startswith(pieces[0].text)
    assert any("answered in quotes" in note for note in answer.notes)


async def test_the_key_is_sent_and_the_question_comes_last(with_model: WithModel, model_server: Any) -> None:
    model_server.reply = RIGHT
    await with_model().ask(QUESTION)
    [body] = model_server.requests
    assert model_server.keys == ["Bearer sk-secret"]
    assert body["messages"][0]["role"] == "system"
    assert body["messages"][-1]["content"].rstrip().endswith(QUESTION)


async def test_a_follow_up_is_rewritten_by_the_model(with_model: WithModel, model_server: Any) -> None:
    def reply(body: dict[str, Any]) -> str:
        rewriting = "<conversation>" in body["messages"][-1]["content"]
        return "悟道2.0有多少参数？" if rewriting else "悟道2.0的参数量达到1.75万亿[1]。"

    model_server.reply = reply
    answer = await with_model().ask("它有多少参数？", [Turn("悟道2.0是谁发布的？", "智源研究院。")])
    assert answer.question == "悟道2.0有多少参数？"
    assert "1.75万亿" in answer.text


async def test_markdown_and_html_of_a_model_are_not_passed_on(with_model: WithModel, model_server: Any) -> None:
    model_server.reply = (
        "![x](http://evil.example/a.png)[中国10亿参数规模以上的大模型已发布79个](http://evil.example)"
        "<script>alert(1)</script>。"
    )
    answer = await with_model().ask(QUESTION)
    assert "evil.example" not in answer.text
    assert "<script" not in answer.text


async def test_a_reader_who_leaves_stops_the_model(with_model: WithModel, model_server: Any) -> None:
    model_server.reply = RIGHT * 50
    model_server.pause = 0.02
    stream = with_model().stream(QUESTION)
    await anext(stream)
    await stream.aclose()
    for _ in range(100):
        if model_server.hung_up:
            break
        import asyncio

        await asyncio.sleep(0.05)
    assert model_server.hung_up == 1


async def test_complete_raises_a_model_error_with_the_reason(model_server: Any) -> None:
    model_server.statuses = [401]
    model: Model = open_model(ModelSettings(name="m", base_url=model_server.url, retries=0))
    with pytest.raises(ModelError, match="401: check the key"):
        await model.complete("s", "u")
