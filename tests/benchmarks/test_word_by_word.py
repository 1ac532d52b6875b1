"""Chinese questions in English words."""

from __future__ import annotations

import pytest

from benchmarks.word_by_word import in_english


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("谁研究大熊猫？", ("Who", "research", "giant panda")),
        ("員工有多少？", ("How many", "staff")),
        ("上海在哪一年发布学术研究？", ("What year", "Shanghai", "learning", "research")),
        ("为什么天空是蓝色的？", ("Why", "sky", "blue")),
        ("OpenAI在2015年成立了吗？", ("OpenAI", "2015", "establish")),
        ("谁见过赵志耘？", ("Who", "Zhao Zhiyun")),
    ],
)
def test_every_word_that_carries_meaning_is_there(question: str, words: tuple[str, ...]) -> None:
    said = in_english(question)
    assert all(word.lower() in said.lower() for word in words), said
    assert said.startswith(words[0])


def test_no_chinese_is_left_and_no_gloss_of_the_dictionary() -> None:
    said = in_english("高德打车平台被要求清退多少辆不合规车辆？还有三枚奖牌、《海豚湾》和“悟空”")
    assert not [c for c in said if "\u4e00" <= c <= "\u9fff"]
    assert "CL:" not in said
    assert "(" not in said
    assert "classifier" not in said


@pytest.mark.parametrize("question", ["", "？", "了吗"])
def test_a_question_without_a_word_gives_none(question: str) -> None:
    assert in_english(question).strip("?") == ""
