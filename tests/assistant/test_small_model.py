"""What small models do wrong: going round in circles, keeping the source's script, filling in what was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from assistant import Turn
from assistant.chain import AnswerChain
from assistant.condense import condense
from assistant.model import Model, open_model
from assistant.quote import QuoteWriter
from assistant.refusal import DOUBTFUL_CHANCE, LEAST_CHANCE
from assistant.settings import ModelSettings
from assistant.write import ModelWriter

if TYPE_CHECKING:
    from assistant import Assistant

Writes = Callable[[str], "Assistant"]


@pytest.fixture
def model(model_server: Any) -> Model:
    return open_model(ModelSettings(name="scripted", base_url=model_server.url, retries=0))


@pytest.fixture
def writes(assistant: Assistant, model: Model, model_server: Any) -> Writes:
    """The shared assistant with a model that gives this reply."""
    writer = ModelWriter(model, assistant.index, QuoteWriter(3), keep_unsupported=False)

    def build(reply: str) -> Assistant:
        model_server.reply = reply
        return replace(assistant, chain=AnswerChain(assistant.index, writer, 8, model))

    return build


async def test_a_sentence_said_twice_ends_the_answer(writes: Writes) -> None:
    said = "悟道2.0的参数量是1.75万亿。"
    answer = await writes(said * 300 + "这是GPT-3.5的十倍。").ask("悟道2.0的参数量是多少？")
    assert answer.text.count("1.75") == 1
    assert "十倍" not in answer.text
    assert answer.mode == "model"


async def test_the_question_over_and_over_is_answered_in_quotes(writes: Writes) -> None:
    question = "悟道2.0的参数量与GPT-3.5的比较"
    answer = await writes(f"{question}：\n" * 200).ask(question)
    assert answer.mode == "quote"
    assert "十倍" in answer.text
    assert any("no source supports" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("question", "reply", "text"),
    [
        ("ChatGPT为研发团队带来多少条使用数据？", "為研發團隊帶來超2000萬條高質量的用戶使用數據。", "研发团队带来"),
        ("悟道2.0的參數量是多少？", "悟道2.0的参数量达到了惊人的1.75万亿。", "悟道2.0的參數量達到了驚人的1.75萬億"),
        ("百度有什麼系列的大模型？", "百度有文心系列大模型。", "文心系列大模型"),
    ],
)
async def test_the_answer_is_in_the_asker_s_script(writes: Writes, question: str, reply: str, text: str) -> None:
    answer = await writes(reply).ask(question)
    assert answer.mode == "model"
    assert text in answer.text
    assert answer.citations


async def test_a_quantity_of_something_else_is_not_passed_off_as_what_was_asked(writes: Writes) -> None:
    answer = await writes("悟道2.0的训练成本是1.75万亿。").ask("悟道2.0的训练成本是多少？")
    assert not answer.grounded
    assert not answer.citations


async def test_a_bare_figure_that_belongs_to_another_is_not_passed_on(writes: Writes) -> None:
    question = "中国参数超百亿的大模型有几个？"
    wrong, right = [await writes(reply).ask(question) for reply in ("45", "9个")]
    assert wrong.mode == "quote"
    assert right.mode == "model"
    assert "9个出现在中国" in right.citations[0].quote


async def test_where_the_signs_leave_doubt_unsupported_words_are_a_refusal(writes: Writes) -> None:
    question = "深圳的人工智能基金群由谁来管理？"
    quoted = await writes("").ask(question)
    assert LEAST_CHANCE <= quoted.chance < DOUBTFUL_CHANCE
    assert quoted.mode == "quote", "a model that said nothing at all is no sign"
    answer = await writes("深圳的人工智能基金群由市国资委管理。").ask(question)
    assert not answer.grounded
    assert not answer.citations
    assert "没有找到" in answer.text
    assert "国资委" not in answer.text


@pytest.mark.parametrize(
    "reply",
    ["同年发布了《国民经济和社会发展计划》吗？", "GPT-9是哪一年发布的？", "2031年发布了什么？", "2023年发布了SegGPT。"],
)
async def test_a_rewritten_question_must_not_bring_in_what_nobody_said(
    model: Model, model_server: Any, reply: str
) -> None:
    model_server.reply = reply
    history = [Turn("SegGPT是哪一年发布的？", "2023年发布。")]
    assert await condense(model, "同年还发布了什么？", history) != reply
    model_server.reply = "2023年还发布了什么？"
    assert await condense(model, "同年还发布了什么？", history) == model_server.reply
