"""``run`` with a model behind a real endpoint: a fixed part, its tokens and cost, a judge, and no gate."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals import __main__ as commands
from evals.row import read_rows
from evals.table import COST


@pytest.fixture
def endpoint(home: Path, monkeypatch: pytest.MonkeyPatch, model_server: Any) -> Any:
    """A scripted writer and judge at the settings' address; only the writer has a price."""
    monkeypatch.setenv("YUANWEN_HOME", str(home))
    monkeypatch.setenv("YUANWEN_MODEL__BASE_URL", model_server.url)
    monkeypatch.setenv("YUANWEN_MODEL__PRICES", '{"writer": {"input": 2, "output": 8}}')
    model_server.reply = lambda body: "RIGHT" if body["model"] == "grader" else "9个出现在中国。"
    model_server.usage = {"prompt_tokens": 1000, "completion_tokens": 50, "total_tokens": 1050}
    return model_server


def test_a_part_is_asked_of_a_model_with_its_tokens_its_cost_and_a_judge(
    endpoint: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "model.jsonl"
    commands.run_questions(mode="model", model="writer", judge="grader", size=4, baselines=False, out=out)
    said = capsys.readouterr().out
    rows = read_rows(out)
    assert len(rows) == 4
    asked = [r for r in rows if r.usage["calls"]]
    assert asked
    for row in asked:
        assert row.scores["tokens read"] == 1000.0 * row.usage["calls"]
        assert row.scores[COST] == pytest.approx(2.4 * row.usage["calls"])
        assert not row.usage["estimated"]
    assert all(r.scores[COST] == 0.0 for r in rows if r not in asked), "what asks no model costs nothing"
    assert all(r.provenance["judge"].startswith("grader, prompt ") for r in rows)
    assert "judge (grader, prompt " in said or all(r.judged is None for r in rows)
    again = len(endpoint.requests)
    commands.run_questions(mode="model", model="writer", judge="grader", size=4, baselines=False, out=out)
    assert len(endpoint.requests) == again, "what was answered is not paid for again"


def test_without_a_price_the_cost_is_unknown(endpoint: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands.run_questions(mode="model", model="other", size=4, baselines=False)
    [line] = [line for line in capsys.readouterr().out.splitlines() if line.startswith(COST)]
    assert line.split()[-1] == "unknown"


def test_another_judge_is_another_run(
    endpoint: Any, tmp_path: Path, mistake: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "judged.jsonl"
    commands.run_questions(mode="quote", judge="grader", size=1, baselines=False, out=out)
    capsys.readouterr()
    arguments = ["run", "--mode", "quote", "--subset", "1", "--no-baselines", "--out", out]
    assert "another judge" in mistake(*arguments)
    assert json.loads(out.read_text(encoding="utf-8").splitlines()[0])["mode"] == "quote"
