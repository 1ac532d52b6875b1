"""A question on its way through the real assistant, in good times and bad."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from assistant import Turn
from assistant.draft import Writer
from index import Where, YuanwenError
from tests.doubles.writers import FailingWriter, PatientWriter
from ui.desk import Desk
from ui.page.conversation import Conversation, Exchange, describe_fault, follow
from ui.page.wording import words_in

if TYPE_CHECKING:
    from assistant import Assistant

QUESTION = "中国10亿参数规模以上的大模型发布了多少个？北京、广东各多少？"
HANS, EN = words_in("zh-Hans"), words_in("en")


async def run(assistant: Assistant, question: str, conversation: Conversation | None = None) -> Exchange:
    conversation = conversation or Conversation()
    exchange = conversation.begin(question)
    async for _ in follow(Desk(assistant), conversation):
        pass
    return exchange


async def test_an_answer_arrives_with_its_marks_and_articles(assistant: Assistant) -> None:
    exchange = await run(assistant, QUESTION)
    assert exchange.stage == "done"
    assert exchange.answer
    assert exchange.answer.grounded
    assert exchange.marks
    for mark in exchange.marks:
        assert exchange.text[mark.start : mark.end] == f"[{mark.marker}]"
    assert {c.article_id for c in exchange.citations} <= set(exchange.articles)


async def test_the_pieces_make_the_same_marks_as_the_answer(assistant: Assistant) -> None:
    conversation = Conversation()
    exchange = conversation.begin(QUESTION)
    before: list[list[tuple[int, int, int]]] = []
    async for _ in follow(Desk(assistant), conversation):
        before.append([(m.start, m.end, m.marker) for m in exchange.marks])
    assert len(before) >= 2
    assert before[-2] == before[-1]


async def test_what_is_shown_only_grows(assistant: Assistant) -> None:
    conversation = Conversation()
    exchange = conversation.begin(QUESTION)
    shown = ""
    async for _ in follow(Desk(assistant), conversation):
        assert exchange.text.startswith(shown.rstrip())
        shown = exchange.text


async def test_a_refusal_brings_the_articles_that_were_near(assistant: Assistant) -> None:
    exchange = await run(assistant, "怎么做红烧肉？")
    assert exchange.refused
    assert not exchange.citations
    assert exchange.articles


async def test_a_follow_up_knows_what_came_before(assistant: Assistant) -> None:
    conversation = Conversation()
    await run(assistant, "悟道2.0是谁发布的？", conversation)
    exchange = await run(assistant, "它有多少参数？", conversation)
    assert "1.75万亿" in exchange.text
    assert [turn.question for turn in conversation.history()] == ["悟道2.0是谁发布的？"]


def test_history_leaves_out_the_question_itself_and_what_failed() -> None:
    conversation = Conversation(
        [
            Exchange("一", "zh-Hans", "done", "答一。[1]"),
            Exchange("二", "zh-Hans", "failed"),
            Exchange("三", "zh-Hans", "stopped", ""),
            Exchange("四", "zh-Hans", "stopped", "答了一半"),
            Exchange("五", "zh-Hans"),
        ]
    )
    assert conversation.history() == [Turn("一", "答一。[1]"), Turn("四", "答了一半")]
    assert Conversation().history() == []
    assert Conversation().last is None


def test_the_answer_s_language_is_the_question_s() -> None:
    conversation = Conversation()
    assert conversation.begin("ChatGPT發布後多久月活躍用戶破億？").language == "zh-Hant"
    assert conversation.begin("Which institute released it?").language == "en"


@pytest.mark.parametrize(
    ("question", "fault", "said"),
    [
        ("", "empty", "空"),
        (" \n\t", "empty", "空"),
        ("长" * 20_000, "long", "20,000"),
        ("问\x00题", "character", "控制字符"),
        ("问\ud800题", "character", "控制字符"),
    ],
)
async def test_a_question_that_cannot_be_asked_says_why(
    assistant: Assistant, question: str, fault: str, said: str
) -> None:
    exchange = await run(assistant, question)
    assert exchange.stage == "failed"
    assert exchange.fault == fault
    assert said in describe_fault(exchange, HANS)
    assert "\n" not in describe_fault(exchange, EN)


async def test_the_limit_is_named_in_every_language(assistant: Assistant) -> None:
    exchange = await run(assistant, "长" * 2_001)
    for language in ("zh-Hans", "zh-Hant", "en"):
        assert "2,000" in describe_fault(exchange, words_in(language))


async def test_a_known_error_is_said_in_its_own_words(writing: Callable[[Writer], Assistant]) -> None:
    broken = writing(FailingWriter(YuanwenError("the disk is full: free some space")))
    exchange = await run(broken, QUESTION)
    assert describe_fault(exchange, HANS) == "没能回答：the disk is full: free some space"


async def test_an_unknown_error_is_logged_and_said_plainly(
    writing: Callable[[Writer], Assistant], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="ui.page.conversation"):
        exchange = await run(writing(FailingWriter(RuntimeError("secret detail"))), QUESTION)
    assert exchange.stage == "failed"
    assert exchange.text, "what was sent is kept"
    assert describe_fault(exchange, EN) == EN.error_unexpected
    assert "secret detail" not in describe_fault(exchange, EN)
    assert "secret detail" in caplog.text


async def test_closing_stops_the_assistant_and_keeps_what_there_was(writing: Callable[[Writer], Assistant]) -> None:
    writer = PatientWriter()
    conversation = Conversation()
    exchange = conversation.begin(QUESTION)
    async with aclosing(follow(Desk(writing(writer)), conversation)) as steps:
        async for _ in steps:
            break
    assert writer.stopped == [QUESTION]
    assert exchange.stage == "stopped"
    assert exchange.text
    assert exchange.marks


async def test_a_chosen_article_is_the_only_one_asked(assistant: Assistant) -> None:
    conversation = Conversation()
    exchange = conversation.begin(QUESTION, Where(("xinhua-2023-06-07",)))
    async for _ in follow(Desk(assistant), conversation):
        pass
    assert {c.article_id for c in exchange.citations} == {"xinhua-2023-06-07"}


@pytest.mark.parametrize(
    "scope", [Where(("gone",)), Where(publishers=("无此社",)), Where(since="2030-01-01"), Where(until="1999-12-31")]
)
async def test_a_choice_without_articles_says_what_to_do(assistant: Assistant, scope: Where) -> None:
    conversation = Conversation()
    exchange = conversation.begin(QUESTION, scope)
    async for _ in follow(Desk(assistant), conversation):
        pass
    assert exchange.fault == "scope"
    assert describe_fault(exchange, EN) == EN.error_scope


async def test_without_any_article_the_next_step_is_said(own: Assistant) -> None:
    own.index.remove([a.id for a in own.index.articles()])
    conversation = Conversation()
    exchange = conversation.begin(QUESTION)
    async for _ in follow(Desk(own), conversation):
        pass
    assert exchange.fault == "bare"
    assert describe_fault(exchange, EN) == EN.library_empty


def test_cutting_forgets_the_exchange_and_all_after_it() -> None:
    conversation = Conversation([Exchange(q, "zh-Hans", "done", "答") for q in "一二三"])
    conversation.cut(1)
    assert [e.question for e in conversation.exchanges] == ["一"]
    conversation.cut(7)
    assert len(conversation.exchanges) == 1
