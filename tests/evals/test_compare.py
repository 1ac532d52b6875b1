"""Two runs, question by question."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.compare import Change, changes, compare, sign_flip, told
from evals.row import Row
from evals.table import COST
from index import YuanwenError


def row(name: str, facts: float | None, wrong: float | None = None, **made_with: str) -> Row:
    scores = {"facts": facts, "wrong": wrong}
    base = made_with.pop("base", None)
    return Row(name, "dates", "en", (f"asked {name}",), True, "", scores, 0.1, base=base, provenance=made_with)


def facts_of(before: list[Row], after: list[Row]) -> Change:
    return next(change for change in changes(before, after) if change.name == "facts")


def test_what_rose_is_better_but_for_faults() -> None:
    facts, wrong, _ = changes([row("a", 0.0, 0.0), row("b", 1.0, 1.0)], [row("a", 1.0, 1.0), row("b", 1.0, 0.0)])
    assert (facts.before, facts.after, facts.better, facts.worse) == (0.5, 1.0, ("a",), ())
    assert (wrong.better, wrong.worse) == (("b",), ("a",))


def test_only_questions_scored_in_both_runs_count() -> None:
    facts = facts_of([row("a", 0.0), row("b", None), row("c", 1.0)], [row("a", 0.5), row("b", 1.0), row("d", 1.0)])
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


def test_versions_of_one_question_count_as_one() -> None:
    alone = [row(f"q{n}", 0.0) for n in range(12)], [row(f"q{n}", 1.0) for n in range(12)]
    old, new = ([row(f"q{n}-{k}", v, base=f"q{n}") for n in range(4) for k in range(3)] for v in (0.0, 1.0))
    assert facts_of(*alone).p < 0.01
    assert facts_of(old, new).p == pytest.approx(2 / 16, abs=0.02), "four questions, though twelve rows"


def test_the_difference_has_an_interval_of_its_own() -> None:
    change = facts_of([row("a", 0.0), row("b", 1.0)] * 1, [row("a", 1.0), row("b", 1.0)])
    assert (change.difference.mean, change.difference.low, change.difference.high) == (0.5, 0.0, 1.0)


def test_time_is_compared_and_less_is_better() -> None:
    slow = [Row("a", "dates", "en", ("?",), True, "", {}, 0.9)]
    quick = [Row("a", "dates", "en", ("?",), True, "", {}, 0.1)]
    [seconds] = changes(slow, quick)
    assert (seconds.name, seconds.better, seconds.worse) == ("seconds", ("a",), ())


def test_an_unknown_cost_is_said_and_not_compared() -> None:
    def paid(cost: float | None) -> list[Row]:
        return [Row(n, "dates", "en", ("?",), True, "", {COST: c}, 0.1) for n, c in (("a", 0.0), ("b", cost))]

    assert COST in {c.name for c in changes(paid(2.0), paid(1.0))}
    assert COST not in {c.name for c in changes(paid(2.0), paid(None))}
    lines = list(told(paid(2.0), paid(None)))
    assert [line for line in lines if "unknown" in line] == [
        f"{COST:20} unknown after: the model has no price in [model.prices]"
    ]


def test_a_system_that_did_not_answer_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("", encoding="utf-8")
    with pytest.raises(YuanwenError, match="holds no answer of BM25"):
        compare(path, path, system="BM25")
