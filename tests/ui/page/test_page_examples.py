"""The example questions: only what the articles bear out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.question import Language
from index import Article
from ui.page.examples import choose_examples, list_candidates

if TYPE_CHECKING:
    from assistant import Assistant

ALL: list[Language] = ["zh-Hans", "zh-Hant", "en"]


@pytest.mark.parametrize("language", ALL)
def test_six_are_offered_over_the_bundled_articles(assistant: Assistant, language: Language) -> None:
    examples = choose_examples(assistant.index.articles(), language)
    assert len(examples) == 6
    assert len({e.question for e in examples}) == 6
    assert all(e.label and e.question for e in examples)


@pytest.mark.parametrize("language", ALL)
async def test_all_but_the_last_are_answered(assistant: Assistant, language: Language) -> None:
    *answerable, beyond = choose_examples(assistant.index.articles(), language)
    for example in answerable:
        answer = await assistant.ask(example.question)
        assert answer.grounded, example.question
    assert not (await assistant.ask(beyond.question)).grounded, beyond.question


def test_nothing_is_offered_on_articles_that_are_not_held() -> None:
    mine = [Article("mine", "我的笔记", "今天下雨。"), Article("other", "", "没有标题。")]
    for language in ALL:
        questions = [e.question for e in choose_examples(mine, language)]
        assert any("我的笔记" in q for q in questions)
        assert not any("大模型" in q or "ChatGPT" in q for q in questions)
        assert len(questions) == 2


def test_some_bundled_articles_give_some_of_the_questions(assistant: Assistant) -> None:
    one = [a for a in assistant.index.articles() if a.id == "chinanews-2023-05-29"]
    examples = choose_examples(one, "zh-Hans")
    assert [e.label for e in examples] == ["换一个门槛", "文章里没有的"]


def test_many_own_articles_fill_six_places() -> None:
    many = [Article(f"a{n}", f"第{n}篇", "正文。") for n in range(30)]
    assert len(choose_examples(many, "zh-Hans")) == 6


def test_an_empty_index_offers_nothing() -> None:
    assert choose_examples([], "zh-Hans") == []
    assert list_candidates([], "zh-Hans") == []


@pytest.mark.parametrize("language", ALL)
def test_candidates_are_about_articles_that_are_held(assistant: Assistant, language: Language) -> None:
    articles = [a for a in assistant.index.articles() if a.id.startswith("xinhua")]
    articles.append(Article("mine", "我的笔记", "今天下雨。"))
    candidates = list_candidates(articles, language)
    assert len(candidates) >= 3
    assert {article_id for c in candidates for article_id in c.articles} == {"xinhua-2023-06-07", "mine"}
    assert "我的笔记" in candidates[-1].question
