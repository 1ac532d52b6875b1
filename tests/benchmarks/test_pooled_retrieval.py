"""The pooled comparison of legs, by hand and on the five articles."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.retrieval import Measured, pooled, report
from evals.retrieval import LegResult


def legs(dense: list[list[int]], keyword: list[list[int]], fused: list[list[int]]) -> Measured:
    def result(ranks: list[list[int]]) -> LegResult:
        return LegResult(ranks, [1] * len(ranks), [0.01] * len(ranks))

    return Measured("set", {"dense": result(dense), "keyword": result(keyword), "fused": result(fused)})


WORDY = legs(dense=[[2], [2], [1]], keyword=[[1], [1], [2]], fused=[[1], [1], [1]])
SHORT = legs(dense=[[1]], keyword=[[]], fused=[[2]])


def test_the_better_leg_is_each_set_s_own() -> None:
    assert WORDY.better("hit@1") == "keyword"
    assert SHORT.better("hit@1") == "dense"


def test_gains_are_over_the_better_leg_question_by_question() -> None:
    assert WORDY.gains("hit@1") == [0, 0, 1]
    assert WORDY.gains("MRR@10") == [0, 0, 0.5]
    assert SHORT.gains("MRR@10") == [-0.5]


def test_the_pool_counts_every_question_once() -> None:
    figure = pooled([WORDY, SHORT], "MRR@10")
    assert figure is not None
    assert figure.count == 4
    assert figure.mean == 0
    assert figure.low < 0 < figure.high


def test_the_report_names_the_better_legs() -> None:
    text = "\n".join(report([WORDY, SHORT]))
    assert "set: keyword, set: dense" in text
    assert "all 4 questions: hit@1" in text


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.retrieval", *arguments]
    env = {"PATH": "/usr/bin:/bin", "YUANWEN_HOME": str(home)}
    return subprocess.run(command, env=env, text=True, capture_output=True, check=False)


def test_a_set_that_cannot_be_found_is_said_at_once(tmp_path: Path) -> None:
    done = run(tmp_path, "--sets", "news")
    assert done.returncode == 1
    assert "YUANWEN_DATA" in done.stderr


def test_the_five_articles_are_measured_in_each_language(built_home: Path, tmp_path: Path) -> None:
    home = shutil.copytree(built_home, tmp_path / "home")
    done = run(home, "--sets", "five", "--limit", "6", "--json", str(tmp_path / "out.json"))
    assert done.returncode == 0, done.stderr
    written = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert sorted(written["sets"]) == [f"five articles, {language}" for language in ("en", "zh-Hans", "zh-Hant")]
    assert all(measured["fused"]["questions"] == 6 for measured in written["sets"].values())
    assert written["fused over the better leg"]["hit@1"]["count"] == 18
