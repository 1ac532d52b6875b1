"""The fixed part: of every kind, the same each time, and hardly moved by a question that comes or goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from evals.dataset import Question, load_questions
from evals.subset import subset

DEV = [q for q in load_questions() if q.split == "dev"]


def test_every_type_and_language_is_in_forty() -> None:
    chosen = subset(DEV, 40)
    assert len(chosen) == 40
    assert {q.type for q in chosen} == {q.type for q in DEV}
    types, languages = Counter(q.type for q in chosen), Counter(q.language for q in chosen)
    assert max(types.values()) - min(types.values()) <= 2
    assert max(languages.values()) - min(languages.values()) <= 3


def test_the_order_of_the_file_changes_nothing() -> None:
    assert {q.id for q in subset(DEV[::-1], 40)} == {q.id for q in subset(DEV, 40)}
    assert [q.id for q in subset(DEV, 40)] == [q.id for q in DEV if q.id in {c.id for c in subset(DEV, 40)}]


def test_a_smaller_part_is_within_a_larger_one() -> None:
    assert {q.id for q in subset(DEV, 20)} < {q.id for q in subset(DEV, 40)}


@pytest.mark.parametrize("name", [f"new-{n}" for n in range(20)])
def test_an_added_question_takes_at_most_one_place(name: str) -> None:
    before = {q.id for q in subset(DEV, 40)}
    added: Question = replace(DEV[len(name) * int(name[4:]) % len(DEV)], id=name)
    after = {q.id for q in subset([*DEV, added], 40)}
    assert after - before <= {name}
    assert len(before - after) <= 1


def test_a_question_that_was_not_chosen_goes_without_a_trace() -> None:
    chosen = {q.id for q in subset(DEV, 40)}
    gone = next(q for q in DEV if q.id not in chosen and q.type == "lists")
    assert {q.id for q in subset([q for q in DEV if q is not gone], 40)} == chosen


def test_all_are_taken_where_there_are_no_more() -> None:
    assert subset(DEV[:7], 40) == DEV[:7]
