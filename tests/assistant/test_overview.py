"""Requests to sum up, and what an article says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.overview import is_overview, overview
from index import Where
from index.text.fold import to_traditional

if TYPE_CHECKING:
    from assistant import Assistant

XINHUA = "xinhua-2023-06-07"


@pytest.mark.parametrize(
    "question",
    [
        "总结一下这篇文章",
        "这篇文章讲了什么？",
        "请概括全文的主要内容",
        "文章说了什么",
        "总结这几篇报道",
        "要点是什么？",
        "摘要",
        "《小城新开图书馆》讲了什么？",
    ],
)
def test_a_summary_is_asked_for(question: str) -> None:
    assert is_overview(question)
    assert is_overview(to_traditional(question))


@pytest.mark.parametrize(
    "question",
    [
        "summarize this article",
        "What is this article about?",
        "Please give me a summary of the articles.",
        "What are the key points?",
        "What does the article say?",
    ],
)
def test_a_summary_is_asked_for_in_english(question: str) -> None:
    assert is_overview(question)


@pytest.mark.parametrize(
    "question",
    [
        "馆长总结了哪几点？",
        "馆长说了什么？",
        "总结一下借书的规定",
        "关于借书说了什么",
        "《小城新开图书馆》的作者是谁？",
        "What does the director say about lending?",
        "What about lending?",
        "What is a library?",
        "",
    ],
)
def test_a_question_about_something_is_no_such_request(question: str) -> None:
    assert not is_overview(question)


async def test_one_article_is_summed_up_in_its_own_sentences(assistant: Assistant) -> None:
    answer = await assistant.ask("总结一下新华社那篇文章")
    text = assistant.index.articles([XINHUA])[0].text
    assert {c.article_id for c in answer.citations} == {XINHUA}
    assert 3 <= len(answer.citations) <= 4
    assert all(text[c.start : c.end] == c.quote for c in answer.citations)
    assert [c.start for c in answer.citations] == sorted(c.start for c in answer.citations)


async def test_chosen_articles_are_summed_up(assistant: Assistant) -> None:
    where = Where(articles=(XINHUA, "jinhui-2023-05-19"))
    answer = await assistant.ask("What are these articles about?", where=where)
    assert sorted(c.article_id for c in answer.citations) == sorted(where.articles)


async def test_all_are_summed_up_when_they_are_few(assistant: Assistant) -> None:
    answer = await assistant.ask("总结一下这些文章")
    assert len({c.article_id for c in answer.citations}) == 5


@pytest.mark.parametrize("title", ["大模型或将颠覆人工智能发展范式", "大模型或將顛覆人工智能發展範式"])
async def test_the_article_with_the_title_is_summed_up_in_either_script(assistant: Assistant, title: str) -> None:
    answer = await assistant.ask(f"《{title}》讲了什么？")
    assert len(answer.citations) >= 3
    [article] = {c.article_id for c in answer.citations}
    assert "顛覆" in assistant.index.titles([article])[article]


def test_a_title_that_no_article_has_is_no_article_s(assistant: Assistant) -> None:
    assert overview(assistant.index, "《小城新开图书馆》讲了什么？", "zh-Hans", None) is None


@pytest.mark.parametrize(
    ("question", "summed"),
    [("总结一下中国多地抢抓大模型机遇", True), ("总结一下人才问题", False), ("总结一下小城新开图书馆", False)],
)
def test_a_title_without_marks_is_known(assistant: Assistant, question: str, summed: bool) -> None:
    draft = overview(assistant.index, question, "zh-Hans", None)
    assert (draft is not None and set(draft.articles) == {XINHUA}) == summed


def test_of_many_articles_none_is_picked(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.overview._MOST", 4)
    assert overview(assistant.index, "总结一下这些文章", "zh-Hans", None) is None
    assert overview(assistant.index, "总结一下", "zh-Hans", Where(articles=(XINHUA,))) is not None


def test_nothing_is_said_twice(assistant: Assistant) -> None:
    draft = overview(assistant.index, "总结一下", "zh-Hans", Where(articles=("thepaper-2023-05-28",)))
    assert draft is not None
    assert sum("79个" in e.text for e in draft.ranked) == 1
    assert draft.required == len(draft.ranked) == 4
