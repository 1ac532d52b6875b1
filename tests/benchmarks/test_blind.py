"""The blind questions are whole, and what is printed of them is counted right."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant import Assistant
from benchmarks.blind import ANSWERABLE, ask_all, read_blind, share_of_facts, tell
from evals.dataset import load_questions
from index.text.fold import fold

BLIND = read_blind()


def test_every_kind_is_there_in_every_language() -> None:
    kinds = Counter(q["kind"] for q in BLIND)
    assert kinds == {
        ANSWERABLE: 90,
        "thing_there_fact_not": 50,
        "off_topic": 40,
        "other_entity": 25,
        "other_year_number": 20,
        "furniture": 20,
    }
    for kind in kinds:
        assert {q["language"] for q in BLIND if q["kind"] == kind} == {"zh-Hans", "zh-Hant", "en"}


def test_only_the_answerable_have_facts_and_no_question_stands_twice() -> None:
    assert all(bool(q["facts"]) == (q["kind"] == ANSWERABLE) for q in BLIND)
    assert len({fold(q["question"]) for q in BLIND}) == len({q["id"] for q in BLIND}) == len(BLIND)


def test_they_are_others_than_the_evaluation_s() -> None:
    known = {fold(q.turns[-1]) for q in load_questions()}
    assert sum(fold(q["question"]) in known for q in BLIND) < 0.05 * len(BLIND)


@pytest.mark.parametrize(
    ("text", "share"), [("北京有38个。", 0.5), ("Beijing has 38, Guangdong twenty", 1.0), ("380个", 0.0)]
)
def test_a_fact_counts_in_any_form(text: str, share: float) -> None:
    assert share_of_facts([["38个", "38"], ["20个", "twenty"]], text) == share


def test_what_is_told() -> None:
    asked = [
        ({"kind": ANSWERABLE, "language": "en", "looked_at": True}, False, 1.0),
        ({"kind": ANSWERABLE, "language": "en", "looked_at": False}, True, 0.0),
        ({"kind": "off_topic", "language": "zh-Hans", "looked_at": True}, True, 0.0),
    ]
    lines = list(tell(asked))
    assert "answerable, all: 2, refused 0.500, facts 0.500" in lines
    assert "answerable, looked at: 1, refused 0.000, facts 1.000" in lines
    assert "off_topic, zh-Hans: 1, refused 1.000" in lines


async def test_they_are_asked_for_real(assistant: Assistant) -> None:
    few = [next(q for q in BLIND if q["kind"] == kind and not q["looked_at"]) for kind in (ANSWERABLE, "furniture")]
    asked = await ask_all(assistant, few)
    assert [q["id"] for q, _, _ in asked] == [q["id"] for q in few]
    assert all(not refused or share == 0.0 for _, refused, share in asked)
