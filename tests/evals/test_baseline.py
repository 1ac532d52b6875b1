"""Scores that must not be lost: shortfalls beyond a score's own interval, split by split, in the worse direction."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals.baseline import BASELINE, WATCHED, baseline, read_stored, shortfalls, stored_form
from evals.dataset import load_questions
from evals.row import Row
from index import YuanwenError


def rows(score: str, values: list[float], split: str = "dev") -> list[Row]:
    return [Row(f"q{n}", "dates", "en", ("?",), True, "", {score: v}, 0.1, split=split) for n, v in enumerate(values)]


Store = Callable[[dict[str, Any]], Path]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    def write(dev: dict[str, float], test: dict[str, float] | None = None) -> Path:
        path = tmp_path / "stored.json"
        splits = {"dev": dev, "test": test or {}}
        path.write_text(json.dumps({s: {n: {"mean": v} for n, v in f.items()} for s, f in splits.items()}), "utf-8")
        return path

    return write


def test_a_score_that_fell_beyond_its_interval_is_told(store: Store) -> None:
    [line] = shortfalls(rows("facts", [0.0] * 30 + [1.0] * 10), store({"facts": 0.5}))
    assert line.startswith("dev, facts: 0.250 is worse than the baseline 0.500, which lies outside ")


def test_within_its_interval_or_better_is_fine(store: Store) -> None:
    assert shortfalls(rows("facts", [0.0, 1.0] * 10), store({"facts": 0.6})) == []
    assert shortfalls(rows("facts", [1.0] * 20), store({"facts": 0.6})) == []


@pytest.mark.parametrize("name", ["wrong", "refused wrongly"])
def test_of_a_fault_more_is_worse(store: Store, name: str) -> None:
    assert shortfalls(rows(name, [1.0] * 20), store({name: 0.5}))
    assert shortfalls(rows(name, [0.0] * 20), store({name: 0.5})) == []


def test_versions_of_one_question_do_not_make_a_fall_certain(store: Store) -> None:
    alike = [Row(f"q{n}", "dates", "en", ("?",), True, "", {"facts": v}, 0.1, base=f"b{v}") for n, v in
             enumerate([0.0] * 30 + [1.0] * 10)]  # fmt: skip
    assert shortfalls(alike, store({"facts": 0.5})) == [], "two questions asked forty times tell little"


def test_a_score_that_is_told_no_more_is_lost(store: Store) -> None:
    assert shortfalls(rows("facts", [1.0]), store({"facts": 0.5, "script": 1.0})) == [
        "dev, script: no longer scored; the baseline is 1.000"
    ]


def test_each_split_is_held_against_its_own_and_one_not_asked_is_not(store: Store) -> None:
    path = store({"facts": 0.0}, {"facts": 1.0})
    fallen = rows("facts", [0.0] * 20, "test")
    assert shortfalls(rows("facts", [0.0] * 20), path) == []
    [line] = shortfalls(rows("facts", [0.0] * 20) + fallen, path)
    assert line.startswith("test, facts")


def test_what_is_stored_has_both_splits_and_every_score_that_is_watched() -> None:
    stored = read_stored()
    assert set(stored) == {"dev", "test"}
    for scores in stored.values():
        assert set(scores) == set(WATCHED)
        assert all(0.0 <= f["low"] <= f["mean"] <= f["high"] <= 1.0 for f in scores.values())


def test_what_is_stored_is_of_the_questions_there_are() -> None:
    asked = load_questions()
    for split, scores in read_stored().items():
        answerable = [q for q in asked if q.split == split and q.answerable]
        assert scores["facts"]["count"] == len(answerable), "store a new run: `python -m evals baseline`"


def test_a_broken_file_says_how_to_make_it(tmp_path: Path) -> None:
    path = tmp_path / "stored.json"
    for content in ("", "{"):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(YuanwenError, match="python -m evals baseline"):
            read_stored(path)


# --- the command


def whole_run(**changed: Any) -> list[dict[str, Any]]:
    """A row for every shipped question, as ``run --split all`` would leave."""
    return [
        {"id": q.id, "type": q.type, "language": q.language, "split": q.split, "turns": q.turns, "text": "",
         "answerable": q.answerable, "base": q.base, "seconds": 0.1, "scores": {"facts": 1.0}, **changed}
        for q in load_questions()
    ]  # fmt: skip


def written(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


def test_a_whole_run_is_stored_and_what_changed_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "stored.json"
    out.write_text(json.dumps({"dev": {"facts": {"mean": 0.5}}}), encoding="utf-8")
    baseline(written(tmp_path / "run.jsonl", whole_run()), out)
    said = capsys.readouterr().out
    assert "dev, facts: 0.5000 -> 1.0000" in said
    assert "test, facts: none -> 1.0000" in said
    assert read_stored(out)["test"]["facts"]["mean"] == 1.0


def test_a_part_or_a_models_answers_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "stored.json"
    with pytest.raises(YuanwenError, match=r"lacks 1 questions, such as .*: run with --split all"):
        baseline(written(tmp_path / "part.jsonl", whole_run()[1:]), out)
    with pytest.raises(YuanwenError, match="run with --mode quote"):
        baseline(written(tmp_path / "model.jsonl", whole_run(mode="model")), out)
    assert not out.exists()
    assert BASELINE.is_file()


def test_scores_of_no_question_are_left_out_not_zero() -> None:
    assert stored_form(rows("facts", [1.0])) == {"dev": {"facts": {"mean": 1.0, "low": 1.0, "high": 1.0, "count": 1}}}
