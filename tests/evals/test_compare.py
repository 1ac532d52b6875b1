"""Two runs, question by question."""

from __future__ import annotations

import pytest

from evals.compare import changes, sign_flip, told
from evals.row import Row
from index import YuanwenError


def row(name: str, facts: float | None, wrong: float | None = None, **made_with: str) -> Row:
    scores = {"facts": facts, "wrong": wrong}
    return Row(name, "dates", "en", (f"asked {name}",), True, "", scores, 0.1, provenance=made_with)


def test_what_rose_is_better_but_for_faults() -> None:
    facts, wrong = changes([row("a", 0.0, 0.0), row("b", 1.0, 1.0)], [row("a", 1.0, 1.0), row("b", 1.0, 0.0)])
    assert (facts.before, facts.after, facts.better, facts.worse) == (0.5, 1.0, ("a",), ())
    assert (wrong.better, wrong.worse) == (("b",), ("a",))


def test_only_questions_scored_in_both_runs_count() -> None:
    [facts] = changes([row("a", 0.0), row("b", None), row("c", 1.0)], [row("a", 0.5), row("b", 1.0), row("d", 1.0)])
    assert (facts.before, facts.after) == (0.0, 0.5)


def test_runs_that_share_no_question_cannot_be_compared() -> None:
    with pytest.raises(YuanwenError, match="share no question"):
        changes([row("a", 1.0)], [row("b", 1.0)])


def test_the_test_tells_noise_from_change() -> None:
    assert sign_flip([0.0] * 50) == 1.0
    assert sign_flip([1.0]) == 1.0, "one question proves nothing"
    assert sign_flip([1.0, -1.0] * 10) > 0.9
    assert sign_flip([1.0] * 5) == pytest.approx(2 / 32, abs=0.01)
    assert 0.0 < sign_flip([1.0] * 20) < 0.01


def test_questions_and_what_differed_are_named() -> None:
    lines = list(told([row("a", 0.0, code="1"), row("b", 1.0)], [row("a", 1.0, code="2"), row("b", 0.0)]))
    assert "facts better: a  asked a" in lines
    assert "facts worse: b  asked b" in lines
    assert "code: 1 -> 2" in lines
