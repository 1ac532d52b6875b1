"""Whether a sentence gives a number of what was asked for."""

from __future__ import annotations

import pytest

from assistant.counted import number_wanted
from index.text.fold import to_traditional

HELD = [
    ("船上有多少名船员？", "这艘船载有三百人。"),
    ("船上有多少名船员？", "船员共300。"),
    ("岛上有几座灯塔？", "岛上的灯塔有两座。"),
    ("大桥有多少条车道？", "桥上设有4条车道。"),
    ("水库能装多少水？", "水库蓄水1.2亿立方米。"),
    ("投资了多少亿元？", "总投资18.6亿元。"),
    ("灯塔有多高？", "塔身高36米。"),
    ("农场有多大？", "农场占地500亩。"),
    ("基金规模多大？", "基金规模达1000亿元。"),
    ("有多少？", "共有三百。"),
]
MISSING = [
    ("船上有多少名船员？", "这艘船长120米。"),
    ("船上有多少名船员？", "这艘船驶向南方。"),
    ("船上有多少名船员？", "造这艘船的零件达到1.75万。"),
    ("岛上有几座灯塔？", "登岛航程为40分钟。"),
    ("投资了多少亿元？", "工程历时5年。"),
    ("灯塔有多高？", "塔上有两种信号灯。"),
    ("农场有多大？", "第一种作物是玉米。"),
    ("有多少？", "数百人到场。"),
]


@pytest.mark.parametrize(("question", "sentence"), HELD)
def test_a_number_of_the_kind_asked_for_is_held(question: str, sentence: str) -> None:
    assert number_wanted(question)(sentence)
    assert number_wanted(to_traditional(question))(to_traditional(sentence))


@pytest.mark.parametrize(("question", "sentence"), MISSING)
def test_a_number_of_something_else_is_not(question: str, sentence: str) -> None:
    assert not number_wanted(question)(sentence)
    assert not number_wanted(to_traditional(question))(to_traditional(sentence))


@pytest.mark.parametrize("question", ["How many sailors were aboard?", "How long is the bridge?"])
def test_an_english_question_takes_a_number_from_either_language(question: str) -> None:
    assert number_wanted(question)("大桥全长2316米，载有三百人。")
    assert not number_wanted(question)("大桥于早晨通车。")


@pytest.mark.parametrize(
    ("question", "held", "missing"),
    [
        ("How many pages does the logbook have?", "航海日志共有96页。", "航海日志记下三大风暴。"),
        ("How many new students enrolled?", "招收了40名新生。", "岛上有12座塔。"),
        ("How many hours did it last?", "风暴持续了5小时。", "风暴掀翻了5艘船。"),
    ],
)
def test_a_chinese_sentence_speaks_of_what_an_english_question_counts(question: str, held: str, missing: str) -> None:
    wanted = number_wanted(question)
    assert wanted(held)
    assert wanted(to_traditional(held))
    assert not wanted(missing)
    assert wanted("It has 96 pages, 40 students and took 5 hours.")
