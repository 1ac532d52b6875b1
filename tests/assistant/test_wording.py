"""The assistant's own words: introductions and refusals, in the asker's language and script."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import Language, language_of
from assistant.wording import lead_in, not_found
from index import Article

NAMED = Article("news", "潮水", "", publisher="江城日報", published="2021-03-06T08:00:00")
LANGUAGES: tuple[Language, ...] = ("zh-Hans", "zh-Hant", "en")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-Hans", "据江城日報2021年3月6日报道："),
        ("zh-Hant", "據江城日報2021年3月6日報導："),
        ("en", "江城日報 (2021-03-06) reports: "),
    ],
)
def test_an_introduction_names_outlet_and_day_as_the_source_writes_them(language: Language, words: str) -> None:
    assert lead_in(NAMED, language) == words


@pytest.mark.parametrize(
    ("article", "words"),
    [
        (Article("news", "潮水", "", published="2021-12-31"), "《潮水》2021年12月31日写道："),
        (Article("news", "", "", publisher="江城日报"), "据江城日报报道："),
        (Article("news", "", ""), "《news》写道："),
        (Article("news", "潮水", "", published="2021"), "《潮水》写道："),
        (Article("news", "潮水", "", published="2021-03"), "《潮水》写道："),
        (Article("news", "{date}{publisher}%s", ""), "《{date}{publisher}%s》写道："),
    ],
)
def test_what_a_source_does_not_say_is_left_out(article: Article, words: str) -> None:
    assert lead_in(article, "zh-Hans") == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-Hans", "在现有的12篇文章里没有找到这个问题的答案：“潮水多高？”。"),
        ("zh-Hant", "在現有的12篇文章裡沒有找到這個問題的答案：「潮水多高？」。"),
        ("en", "None of the 12 articles here answers this question: “潮水多高？”."),
    ],
)
def test_a_refusal_says_what_was_looked_for_and_where(language: Language, words: str) -> None:
    assert not_found("潮水多高？", 12, language) == words


def test_one_article_is_not_several() -> None:
    assert "1 articles" not in not_found("How high is the tide?", 1, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_articles_the_next_step_is_named(language: Language) -> None:
    said = not_found("潮水多高？", 0, language)
    assert "潮水" not in said
    assert language_of(said) == language
    assert re.search("添加|加入|add", said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_question_is_cut_in_a_refusal(language: Language) -> None:
    said = not_found("潮" * 2000, 5, language)
    assert "潮" * 60 + "…" in said
    assert "潮" * 61 not in said


def test_a_question_of_sixty_is_not_cut() -> None:
    assert "潮" * 60 + "”" in not_found("潮" * 60, 5, "zh-Hans")


@given(question=st.text(max_size=60), count=st.integers(1, 99), language=st.sampled_from(LANGUAGES))
def test_a_question_is_repeated_as_it_is_whatever_it_holds(question: str, count: int, language: Language) -> None:
    said = not_found(question, count, language)
    assert question in said
    assert ("The one article" if count == 1 and language == "en" else str(count)) in said


@pytest.mark.parametrize("question", ["{count}", "{0}", "%s {question}", "{{x}}"])
def test_braces_in_a_question_are_no_slots(question: str) -> None:
    assert question in not_found(question, 5, "zh-Hans")


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-Hans", "在所选的2篇文章里"), ("zh-Hant", "在所選的2篇文章裡"), ("en", "None of the 2 articles chosen")],
)
def test_a_refusal_among_chosen_articles_counts_those(language: Language, words: str) -> None:
    assert not_found("塔有多高？", 2, language, chosen=True).startswith(words)


def test_a_choice_that_holds_no_article_is_not_an_empty_shelf() -> None:
    assert "所选的0篇" in not_found("塔有多高？", 0, "zh-Hans", chosen=True)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-Hans", "《潮水》2021年12月31日写道："),
        ("zh-Hant", "《潮水》2021年12月31日寫道："),
        ("en", "“潮水” (2021-12-31) says: "),
    ],
)
def test_what_nobody_published_is_no_report(language: Language, words: str) -> None:
    assert lead_in(Article("news", "潮水", "", published="2021-12-31"), language) == words
