"""The script rate: versions of a question that do and do not find the same article."""

from __future__ import annotations

import pytest

from assistant import Assistant
from evals.dataset import Question
from evals.scripts import consistency, in_both_scripts, versions_of


def test_versions_that_find_one_article_count_one(assistant: Assistant) -> None:
    groups = [
        ("悟道2.0有多少参数？", "悟道2.0有多少參數？", "How many parameters does WuDao 2.0 have?"),
        ("谁是智源研究院院长？", "深圳的人工智能基金群规模多大？"),  # two questions: two articles
    ]
    assert consistency(assistant.index, groups) == [1.0, 0.0]


def test_no_questions_have_no_rate(assistant: Assistant) -> None:
    assert consistency(assistant.index, []) == []


@pytest.mark.parametrize(
    ("question", "other"), [("台湾的软件", "臺灣的軟件"), ("臺灣的軟件", "台湾的软件"), ("GPT-4", "GPT-4")]
)
def test_a_question_in_both_scripts(question: str, other: str) -> None:
    assert in_both_scripts(question) == (question, other)


def asked(name: str, language: str, base: str | None = None, turns: int = 1, answerable: bool = True) -> Question:
    return Question(name, "single_fact", language, "dev", (name,) * turns, answerable, base=base)  # type: ignore[arg-type]


def test_only_questions_in_every_language_are_versions() -> None:
    questions = [
        asked("a", "zh-Hans"),
        asked("a-hant", "zh-Hant", "a"),
        asked("a-en", "en", "a"),
        asked("b", "zh-Hans"),
        asked("b-en", "en", "b"),
        asked("c", "zh-Hans", turns=2),
        asked("c-hant", "zh-Hant", "c", turns=2),
        asked("d", "zh-Hans", answerable=False),
        asked("d-hant", "zh-Hant", "d", answerable=False),
    ]
    assert versions_of(questions, ["zh-Hans", "zh-Hant", "en"]) == [("a", "a-hant", "a-en")]
    assert versions_of(questions, ["zh-Hans", "en"]) == [("a", "a-en"), ("b", "b-en")]
    assert versions_of(questions, ["zh-Hans", "zh-Hant"]) == [("a", "a-hant")]
