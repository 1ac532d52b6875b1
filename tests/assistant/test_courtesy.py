"""What asks the sources nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant import Answer, Piece
from assistant.courtesy import courteous_reply

if TYPE_CHECKING:
    from assistant import Assistant

GREETINGS = ["你好", "您好！", "hello", "Hi there!", "早上好", "在吗？", "Good morning"]
THANKS = ["谢谢", "謝謝你！", "非常感谢", "thank you", "Thanks a lot!"]
WHO = [
    "你是谁？",
    "你是誰？",
    "你好，你是谁？",
    "你能做什么？",
    "你会什么",
    "你有什么功能",
    "怎么用？",
    "who are you?",
    "What can you do?",
    "help",
]
QUESTIONS = [
    "黄铁军是谁？",
    "你好中国是什么？",
    "谢谢的英文是什么？",
    "你能告诉我北京有多少个大模型吗？",
    "help me with talent",
    "what can models do?",
    "",
]


@pytest.mark.parametrize(("said", "begins"), [*((s, "你好") for s in GREETINGS), *((s, "不客气") for s in THANKS)])
def test_a_greeting_and_thanks_are_returned(said: str, begins: str) -> None:
    assert courteous_reply(said, 5, "zh-Hans").startswith(begins)


@pytest.mark.parametrize("said", WHO)
def test_who_asks_what_this_is_is_told(said: str) -> None:
    assert courteous_reply(said, 5, "zh-Hans").startswith("我是原文，只依据馆藏的5篇文章")
    assert courteous_reply(said, 1_200, "en").startswith("I am Yuanwen. I answer from the articles here (1,200)")
    assert courteous_reply(said, 5, "zh-Hant").startswith("我是原文，只依據館藏")


@pytest.mark.parametrize("said", QUESTIONS)
def test_a_question_is_none_of_them(said: str) -> None:
    assert courteous_reply(said, 5, "zh-Hans") == ""


def test_without_articles_there_is_something_else_to_say() -> None:
    assert courteous_reply("你好", 0, "zh-Hans") == ""


async def test_it_is_no_answer_and_no_refusal(assistant: Assistant) -> None:
    answer = await assistant.ask("你好！")
    assert (answer.grounded, answer.courtesy, answer.citations, answer.sources) == (False, True, (), ())
    assert "馆藏的5篇文章" in answer.text


async def test_it_is_streamed_like_an_answer(assistant: Assistant) -> None:
    first, last = [event async for event in assistant.stream("Thanks!")]
    assert isinstance(first, Piece)
    assert isinstance(last, Answer)
    assert first.text == last.text == "You are welcome. Ask on."
