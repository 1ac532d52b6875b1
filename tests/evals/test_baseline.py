"""Scores that must not be lost: shortfalls beyond a score's own interval, in the direction that is worse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.baseline import BASELINE, shortfalls
from evals.intervals import Figure
from evals.table import SCORES

LOWER_IS_BETTER = ("wrong", "refused wrongly")


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps(dict.fromkeys(SCORES, 0.5)), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", [n for n in SCORES if n not in LOWER_IS_BETTER])
def test_a_score_that_fell_is_told(stored: Path, name: str) -> None:
    [line] = shortfalls({name: Figure(0.3, 0.2, 0.4, 9)}, stored)
    assert line == f"{name}: 0.300 is worse than the baseline 0.500, which lies outside 0.200 to 0.400"


@pytest.mark.parametrize("name", LOWER_IS_BETTER)
def test_a_fault_that_grew_is_told(stored: Path, name: str) -> None:
    [line] = shortfalls({name: Figure(0.7, 0.6, 0.8, 9)}, stored)
    assert line.startswith(f"{name}: 0.700 is worse")


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("facts", Figure(0.45, 0.4, 0.5, 9)),
        ("facts", Figure(0.5, 0.5, 0.5, 9)),
        ("facts", Figure(0.9, 0.8, 1.0, 9)),
        ("wrong", Figure(0.55, 0.5, 0.6, 9)),
        ("wrong", Figure(0.1, 0.0, 0.2, 9)),
        ("refused wrongly", Figure(0.1, 0.0, 0.2, 9)),
        ("refused rightly", Figure(0.9, 0.8, 1.0, 9)),
    ],
)
def test_within_the_interval_or_better_is_fine(stored: Path, name: str, figure: Figure) -> None:
    assert shortfalls({name: figure}, stored) == []


def test_a_score_without_a_baseline_cannot_fall_short(stored: Path) -> None:
    assert shortfalls({"new": Figure(0.0, 0.0, 0.0, 9)}, stored) == []
    stored.write_text("{}", encoding="utf-8")
    assert shortfalls({"facts": Figure(0.0, 0.0, 0.0, 9)}, stored) == []


def test_every_shortfall_has_its_line(stored: Path) -> None:
    lines = shortfalls({name: Figure(0.0, 0.0, 0.0, 9) for name in SCORES}, stored)
    assert [line.split(":")[0] for line in lines] == [n for n in SCORES if n not in LOWER_IS_BETTER]


def test_the_shipped_baseline_names_scores_there_are() -> None:
    stored = json.loads(BASELINE.read_text(encoding="utf-8"))
    assert set(stored) <= set(SCORES)
    assert all(0.0 <= value <= 1.0 for value in stored.values())
