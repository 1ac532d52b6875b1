"""What is told of one year is no answer to what is asked of another."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.years import is_too_old, tells_another_year
from index.text.fold import to_traditional

PLAN = "到2025年,北京人工智能核心产业规模达到3000亿元。"
COUNT = "北京有38个大模型,广东有20个。"
HEAD = "大模型地图发布 新华社 2023-06-07"


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("北京2030年的人工智能产业规模是多少？", PLAN),
        ("北京2022年的人工智能产业规模是多少？", PLAN),
        ("What is Beijing's target for 2030?", PLAN),
        ("2025年北京和广东各有多少个大模型？", COUNT),
        ("How many models will Beijing have in 2027?", COUNT),
        ("2026年的目标是什么？", "(2023-2025年)的方案提出了目标。"),
    ],
)
def test_a_sentence_of_other_years_alone_or_older_than_the_year(question: str, sentence: str) -> None:
    assert tells_another_year(question, sentence, HEAD, "2023-06-07T08:00:00")
    assert tells_another_year(to_traditional(question), to_traditional(sentence), HEAD, "2023-06-07T08:00:00")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("北京2025年的人工智能产业规模是多少？", PLAN),
        ("北京的人工智能产业规模是多少？", PLAN),
        ("2023年北京有多少个大模型？", COUNT),
        ("2019年北京有多少个大模型？", COUNT),  # the year may stand further up
        ("2024年的目标是什么？", "(2023-2025年)的方案提出了目标。"),
        ("2030年和2035年的目标各是什么？", PLAN),
        ("5年后有多少个？", PLAN),
    ],
)
def test_the_same_year_or_none(question: str, sentence: str) -> None:
    assert not tells_another_year(question, sentence, HEAD, "2023-06-07T08:00:00")


def test_what_stands_before_it_counts() -> None:
    assert not tells_another_year("2030年呢？", "比2025年翻一番。", f"{HEAD}\n到2030年,规模更大。", "2023-06-07")


def test_an_article_without_a_date_is_not_too_old() -> None:
    assert not tells_another_year("2025年有多少个大模型？", COUNT, "大模型", "")
    assert tells_another_year("2030年的规模是多少？", PLAN, "大模型", "")


TODAY = date(2023, 6, 20)


@pytest.mark.parametrize(
    "question",
    [
        "北京明天天气怎么样？",
        "昨天谁赢了？",
        "后天放假吗",
        "What will the weather be like tomorrow?",
        "Who won YESTERDAY?",
    ],
)
def test_an_old_article_does_not_know_of_tomorrow(question: str) -> None:
    assert is_too_old(question, "2023-05-28", TODAY)
    assert is_too_old(to_traditional(question), "2023-07-28T10:00:00+08:00", TODAY)
    assert is_too_old(question, "2023-05-28")
    assert not is_too_old(question, "2023-06-07", TODAY)
    assert not is_too_old(question, "", TODAY)


@pytest.mark.parametrize(
    "question", ["《昨日重现》是谁唱的？", "北京有多少个大模型？", 'Who wrote "Tomorrow"?', "以后天气会怎样"]
)
def test_other_questions_have_no_such_day(question: str) -> None:
    assert not is_too_old(question, "2023-05-28", TODAY)
