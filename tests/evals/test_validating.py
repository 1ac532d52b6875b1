"""The validator: each mistake a person makes when writing a record is found and named."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from evals.dataset import Question, Support
from evals.validating import validate
from tests.doubles.questions import ARTICLES, question, refusal


def problems(*records: Question) -> list[str]:
    return validate(records, ARTICLES)


def test_sound_records_have_no_problems() -> None:
    assert problems(question(), refusal(), refusal(id="q3", turns=("法国呢？",), twin="q1")) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"facts": (), "support": ()}, "facts and support are for answerable"),
        ({"support": ()}, "facts and support are for answerable"),
        ({"answerable": False}, "facts and support are for answerable"),
        ({"type": "furniture"}, "type furniture, but answerable"),
        ({"kind": "off_topic"}, "kind is for type unanswerable"),
        ({"type": "across_articles"}, "needs support from two articles"),
        ({"turns": ("a", "b")}, "any other type 1, not 2"),
        ({"turns": ()}, "any other type 1, not 0"),
        ({"type": "follow_up"}, "2 to 4 turns"),
        ({"type": "follow_up", "turns": tuple("abcde")}, "2 to 4 turns"),
        ({"turns": (" ",)}, "a turn has 1 to 2000"),
        ({"turns": ("问" * 2001,)}, "a turn has 1 to 2000"),
        ({"support": (Support(0, "gone", "5个"),)}, "no article 'gone'"),
        ({"support": (Support(0, "news", "5个闭源"),)}, "does not hold"),
        ({"support": (Support(0, "news", "5个开源", 3),)}, "does not hold (occurrence 3)"),
        ({"support": (Support(0, "news", "5个开源。\n基金群"),)}, "within one paragraph"),
        ({"support": (Support(0, "news", " "),)}, "within one paragraph"),
        ({"support": (Support(1, "news", "5个开源"),)}, "a fact 1 that is not there"),
        ({"facts": (("5个",), ("38个",))}, "fact 1 ('38个',) has no support"),
        ({"facts": (("5个", ""),)}, "fact 0 has an empty form"),
        ({"facts": (("6个", "6"),)}, "no form of fact 0"),
        ({"support": (Support(0, "news", "5个开源"), Support(0, "news", "北京38个"))}, "no form of fact 0"),
        ({"must_not": ("9个",)}, "must_not '9个' stands in its own"),
        ({"must_not": ("五个",)}, "must_not '五个' stands in its own"),
        ({"must_not": (" ",)}, "an empty must_not"),
        ({"twin": "q9"}, "no twin 'q9'"),
        ({"twin": "q1"}, "pairs an unanswerable question"),
        ({"base": "q9"}, "base 'q9' is not an original"),
    ],
)
def test_each_mistake_is_found(change: dict[str, Any], problem: str) -> None:
    found = problems(question(**change))
    assert any(line.startswith("q1: ") and problem in line for line in found), found


def test_a_wrong_fact_that_only_looks_alike_is_allowed() -> None:
    assert problems(question(must_not=("15个", "79个"))) == []


def test_ids_are_unique() -> None:
    assert "q1: the id is used 2 times" in problems(question(), question(turns=("另一问？",)))


def test_a_twin_is_answerable_and_in_the_same_split() -> None:
    assert problems(question(), refusal(twin="q1", split="test")) == ["q2: split test, but its twin 'q1' is in dev"]
    assert any("pairs" in line for line in problems(refusal(twin="q3"), refusal(id="q3", turns=("呢？",))))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"language": "zh-Hans"}, "same language as its original"),
        ({"split": "test"}, "split differs"),
        ({"type": "dates"}, "type differs"),
        ({"support": (Support(0, "news", "5个开源"),)}, "support differs"),
        ({"facts": (("5个",), ("9个",))}, "number of facts or turns differs"),
    ],
)
def test_a_version_keeps_to_its_original(change: dict[str, Any], problem: str) -> None:
    sound = {"id": "q1-en", "language": "en", "base": "q1", "turns": ("How many are open source?",)}
    assert problems(question(), question(**sound)) == []
    assert any(problem in line for line in problems(question(), question(**(sound | change))))


def test_the_same_words_twice_are_found_but_for_a_version_in_the_other_script() -> None:
    again = question(id="q3", turns=("中国 有几个大模型开源?",))
    assert problems(question(), again) == ["q3: asks the same as q1"]
    hant = question(id="q1-hant", base="q1", language="zh-Hant", turns=("中國有幾個大模型開源？",))
    assert problems(question(), hant) == []
    assert problems(question(), dataclasses.replace(hant, base=None)) == ["q1-hant: asks the same as q1"]
