"""The arithmetic of scores, and None for what does not apply."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant import Answer, Citation, Mark
from assistant.wording import not_found
from evals.dataset import Question, Span
from evals.score import Score, score

ASKED = Question(
    "q1",
    "several_facts",
    "zh-Hans",
    "dev",
    ("大桥全长多少米，投资多少？",),
    True,
    facts=(("2316米", "2,316 metres"), ("18.6亿元",)),
    must_not=("2613米",),
)
SPANS = (Span(0, "bridge", 10, 20), Span(0, "other", 0, 9), Span(1, "bridge", 30, 40))


def cite(start: int, end: int, article: str = "bridge", marker: int = 1) -> Citation:
    return Citation(marker, article, start, end, "引", 1.0)


def answer(text: str, *citations: Citation, **fields: Any) -> Answer:
    return Answer(text, citations, grounded=bool(citations), **fields)


REFUSAL = answer(not_found("水位多高？", 5, "zh-Hans"))


def test_all_of_it_right() -> None:
    full = answer("全长2316米，投资18.6亿元。", cite(12, 18), cite(30, 40, marker=2))
    assert score(ASKED, full, SPANS) == Score(facts=1, wrong=0, cited=1, precise=1, article=1, refused=0)


def test_half_of_it_right() -> None:
    half = answer("全长2316米。", cite(12, 18), cite(50, 60, marker=2))
    assert score(ASKED, half, SPANS) == Score(facts=0.5, wrong=0, cited=0.5, precise=0.5, article=1, refused=0)


def test_one_form_of_a_fact_is_enough_and_both_count_once() -> None:
    for text in ("It is 2,316 metres long.", "全长２３１６米，即2,316 metres。"):
        assert score(ASKED, answer(text, cite(12, 18)), SPANS).facts == 0.5


def test_a_fact_inside_a_longer_number_is_not_stated() -> None:
    assert score(ASKED, answer("全长12316米，投资118.6亿元。", cite(12, 18)), SPANS).facts == 0.0


@pytest.mark.parametrize(
    ("start", "end", "touches"),
    [(0, 10, 0.0), (0, 11, 1.0), (10, 20, 1.0), (14, 15, 1.0), (19, 99, 1.0), (20, 30, 0.0), (0, 99, 1.0)],
)
def test_a_citation_touches_a_span_by_one_character_at_least(start: int, end: int, touches: float) -> None:
    found = score(ASKED, answer("。", cite(start, end)), SPANS)
    assert found.precise == touches
    assert found.cited == {0.0: 0.0, 1.0: 1.0 if end > 30 else 0.5}[touches]


def test_the_same_place_in_another_article_is_not_the_span() -> None:
    found = score(ASKED, answer("。", cite(10, 20, "third")), SPANS)
    assert (found.cited, found.precise, found.article) == (0.0, 0.0, 0.0)


def test_the_right_article_and_the_wrong_sentence() -> None:
    found = score(ASKED, answer("。", cite(90, 99)), SPANS)
    assert (found.cited, found.precise, found.article) == (0.0, 0.0, 1.0)


def test_either_of_two_alternatives_supports_a_fact() -> None:
    for citation in (cite(10, 20), cite(0, 9, "other")):
        assert score(ASKED, answer("。", citation), SPANS).cited == 0.5


def test_a_wrong_fact_counts_beside_the_right_ones() -> None:
    found = score(ASKED, answer("全长2316米或2613米。", cite(12, 18)), SPANS)
    assert (found.facts, found.wrong) == (0.5, 1.0)


def test_without_wrong_facts_to_look_for_there_is_no_such_score() -> None:
    assert score(replace(ASKED, must_not=()), answer("2613米", cite(12, 18)), SPANS).wrong is None


def test_a_refusal_of_what_is_answered_somewhere() -> None:
    found = score(ASKED, REFUSAL, SPANS)
    assert found == Score(facts=0, wrong=0, cited=0, precise=None, article=0, refused=1)


UNANSWERABLE = Question("q2", "unanswerable", "zh-Hans", "dev", ("水位多高？",), False, kind="off_topic")


def test_a_right_refusal_has_no_other_scores() -> None:
    assert score(UNANSWERABLE, REFUSAL, ()) == Score(None, None, None, None, None, 1.0)


def test_an_answer_to_what_nothing_answers_is_not_a_refusal() -> None:
    assert score(UNANSWERABLE, answer("九米。", cite(0, 3)), ()).refused == 0.0


def test_a_wrong_fact_counts_where_nothing_can_be_right() -> None:
    trap = replace(UNANSWERABLE, must_not=("九米",))
    assert score(trap, answer("九米。", cite(0, 3)), ()).wrong == 1.0
    assert score(trap, REFUSAL, ()).wrong == 0.0


@pytest.mark.parametrize("grounded", [True, False])
def test_a_refusal_that_cites_is_none(grounded: bool) -> None:
    cited = Answer("没有找到。", (cite(0, 3),), (Mark(0, 3, 1),), grounded=grounded)
    assert score(UNANSWERABLE, cited, ()).refused == 0.0


def test_what_a_refusal_repeats_of_the_question_is_no_fact_of_its_own() -> None:
    question = "大桥全长是2316米还是2613米？"
    asked = replace(ASKED, turns=(question,), facts=(("2316米",),))
    found = score(asked, answer(not_found(question, 5, "zh-Hans")), SPANS)
    assert (found.facts, found.wrong) == (0.0, 0.0)
