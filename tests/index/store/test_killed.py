"""``kill -9`` during a sync, an addition and a removal: the index answers, and the next run completes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kill -9 and fork are POSIX")


def killed(home: Path, points: int, timed: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.doubles.killed_updates", str(home), str(points), "7", str(timed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_sound(told: dict[str, Any]) -> None:
    """What an index says at any moment: its parts agree and its quotes are exact."""
    assert told["problems"] == []
    assert told["pending"] == 0
    assert told["found"] == 5 and told["exact"]


def assert_completed(report: dict[str, Any]) -> None:
    """After the kill every article is of this run or of the one before, whole; after the next run all are of this."""
    number = report["number"]
    assert_sound(report["after"])
    assert set(report["after"]["articles"].values()) <= {f"第{n}代" for n in (number - 1, number)}
    assert_sound(report["completed"])
    files = {f"a{n}" for n in range(12) if (n + number) % 3}
    completed = {i.split("-")[0]: title for i, title in report["completed"]["articles"].items()}
    assert completed == dict.fromkeys((*files, "x0"), f"第{number}代")
    assert set(report["left"]) == {"unchanged"}  # a further run finds nothing to do


def test_a_few_points_of_a_run(tmp_path: Path) -> None:
    reports = killed(tmp_path, points=3, timed=1)
    assert len(reports) == 4
    assert all(report["killed"] for report in reports[:3])
    for report in reports:
        assert_completed(report)


@pytest.mark.slow
def test_every_point_of_a_run_and_many_moments_between(tmp_path: Path) -> None:
    reports = killed(tmp_path, points=0, timed=30)
    assert len(reports) == reports[0]["of"] + 30
    assert {report["point"] for report in reports[:-30]} == set(range(1, reports[0]["of"] + 1))
    assert all(report["killed"] for report in reports[:-30])
    for report in reports:
        assert_completed(report)
