"""What leads: a sentence that speaks of what was named, and one for each part of a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.draft import Draft
from assistant.evidence import Evidence
from assistant.refusal import LEAST_CHANCE
from assistant.weighing import together, weigh

if TYPE_CHECKING:
    from assistant import Assistant


def evidence(text: str, score: float, start: int = 0) -> Evidence:
    return Evidence("a", start, start + len(text), text, score, 0.9, frozenset(), 1.0)


def draft(question: str, chance: float, *ranked: Evidence) -> Draft:
    return Draft(question, "zh-Hans", (), list(ranked), {}, chance)


def weighed(assistant: Assistant, question: str, insists: str = "") -> Draft:
    passages = tuple(assistant.index.search(question, 8))
    return weigh(assistant.index, question, "zh-Hans", passages, insists)


FIRST, SECOND, THIRD = evidence("甲。", 3.0), evidence("乙。", 2.5, 10), evidence("丙。", 1.0, 20)


def test_what_answers_each_part_leads_in_the_order_of_the_parts() -> None:
    whole = draft("甲和丙？", 0.9, FIRST, SECOND, THIRD)
    done = together(whole, [draft("丙？", 0.8, THIRD, SECOND), draft("甲？", 0.7, FIRST)])
    assert done.ranked == [THIRD, FIRST, SECOND]
    assert (done.required, done.chance) == (2, 0.8)


def test_one_sentence_leads_for_two_parts() -> None:
    whole = draft("甲和乙？", 0.9, FIRST, SECOND, THIRD)
    done = together(whole, [draft("甲？", 0.8, FIRST), draft("乙？", 0.8, SECOND, FIRST)])
    assert done.ranked == [FIRST, SECOND, THIRD]
    assert done.required == 1


def test_what_the_whole_question_finds_best_stays_when_no_part_finds_it() -> None:
    done = together(draft("甲和丙？", 0.9, FIRST, SECOND, THIRD), [draft("丙？", 0.8, THIRD)])
    assert done.ranked == [THIRD, FIRST, SECOND]
    assert done.required == 2


def test_a_part_without_an_answer_leads_nothing() -> None:
    whole = draft("甲和乙？", 0.9, FIRST, SECOND)
    done = together(whole, [draft("甲？", 0.8, FIRST), draft("丙？", LEAST_CHANCE / 2, THIRD)])
    assert done.ranked == [FIRST, SECOND]
    assert together(draft("丙？", 0.1, THIRD), [draft("丙？", 0.0), draft("乙？", 0.0)]).chance == 0.1


@pytest.mark.parametrize("place", ["北京", "上海", "深圳"])
def test_a_sentence_that_speaks_of_the_name_leads(assistant: Assistant, place: str) -> None:
    found = weighed(assistant, f"{place}有什么支持政策？")
    assert found.chance >= LEAST_CHANCE
    assert place in found.ranked[0].text


def test_a_name_that_no_sentence_near_the_best_speaks_of_is_refused(assistant: Assistant) -> None:
    assert weighed(assistant, "西藏有什么支持政策？").chance < LEAST_CHANCE


def test_a_follow_up_insists_on_what_it_names(assistant: Assistant) -> None:
    question = "广东有多少个大模型？"
    assert weighed(assistant, question).chance >= LEAST_CHANCE
    assert weighed(assistant, question, "广东呢？").chance >= LEAST_CHANCE
    assert weighed(assistant, question, "西藏呢？").chance == 0.0
