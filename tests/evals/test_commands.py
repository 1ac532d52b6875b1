"""``run`` as a user runs it: exit status, JSON on standard output, one line for a mistake."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals import __main__ as commands
from evals.row import OURS, read_rows
from evals.table import SCORES
from index.store.lock import lock_folder
from tests.doubles.rows import write

Run = Callable[..., "subprocess.CompletedProcess[str]"]
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "count",
        "type": "thresholds_titles",
        "language": "zh-Hans",
        "split": "dev",
        "turns": ["中国参数超百亿的大模型有几个？"],
        "answerable": True,
        "facts": [["9个"]],
        "must_not": ["79个"],
        "support": [{"fact": 0, "article": "chinanews-2023-05-29", "quote": "9个出现在中国"}],
    },
    {
        "id": "follow",
        "type": "follow_up",
        "language": "zh-Hans",
        "split": "dev",
        "turns": ["悟道2.0是谁发布的？", "它有多少参数？"],
        "answerable": True,
        "facts": [["1.75万亿"]],
        "support": [{"fact": 0, "article": "jinhui-2023-05-19", "quote": "参数量达到了惊人的1.75万亿"}],
    },
    {
        "id": "pork",
        "type": "unanswerable",
        "kind": "off_topic",
        "language": "zh-Hans",
        "split": "dev",
        "turns": ["怎么做红烧肉？"],
        "answerable": False,
    },
]


def test_run_prints_scores_as_json_and_keeps_records(evals: Run, tmp_path: Path) -> None:
    questions, out = write(tmp_path / "q.jsonl", QUESTIONS), tmp_path / "out.jsonl"
    done = evals("run", "--questions", questions, "--json", "--no-baselines", "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    scores = json.loads(done.stdout)
    assert {name: scores[name]["count"] for name in SCORES} == {
        "facts": 2, "article": 2, "cited": 2, "precise": 2, "wrong": 1, "refused wrongly": 2, "refused rightly": 1,
    }  # fmt: skip
    assert scores["facts"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "count": 2}
    assert (scores["wrong"]["mean"], scores["refused rightly"]["mean"]) == (0.0, 1.0)
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [r["id"] for r in records] == ["count", "follow", "pork"]
    assert "1.75万亿" in records[1]["text"]
    assert set(tmp_path.iterdir()) == {questions, out}, "nothing else is written where the command runs"


def test_run_prints_a_table(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YUANWEN_HOME", str(home))
    commands.run_questions(write(tmp_path / "q.jsonl", QUESTIONS))
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:4] == ["all", "3", "1.000", "1.00-1.00"]
    assert any(line.startswith("seconds a question: median ") for line in lines)
    assert any("LlamaIndex starter" in line and "BM25 alone" in line for line in lines)


def test_a_stopped_run_is_continued_and_other_settings_are_refused(
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mistake: Callable[..., str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("YUANWEN_HOME", str(home))
    questions, out = write(tmp_path / "q.jsonl", QUESTIONS), tmp_path / "out.jsonl"
    commands.run_questions(questions, out=out, baselines=False)
    whole = out.read_text(encoding="utf-8")
    first, second, _ = whole.splitlines(keepends=True)
    out.write_text(first.replace("9个", "９个") + second[:40], encoding="utf-8")  # stopped in the middle of a line
    commands.run_questions(questions, out=out, baselines=False)
    rows = read_rows(out)
    assert [r.id for r in rows] == ["count", "follow", "pork"]
    assert "９个" in rows[0].text, "what was answered is not asked again"
    assert {r.system for r in rows} == {OURS}
    assert all(
        set(r.provenance) == {"settings", "prompts", "version", "code", "model", "judge", "corpus"} for r in rows
    )
    monkeypatch.setenv("YUANWEN_ANSWER__SENTENCES", "2")
    capsys.readouterr()
    assert "another settings" in mistake("run", "--questions", questions, "--out", out, "--no-baselines")


def test_ones_own_folder_is_asked_alone(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YUANWEN_HOME", str(home))
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "bridge.txt").write_text("青河大桥\n青河大桥于三月通车，全长2316米，连接两岸。\n", encoding="utf-8")
    commands.draft(folder / "bridge.txt", limit=1)
    drafted = json.loads(capsys.readouterr().out.splitlines()[0])
    drafted |= {"turns": ["青河大桥全长多少米？"]}
    own = write(tmp_path / "own.jsonl", [drafted])
    commands.run_questions(own, documents=folder, baselines=False, as_json=True)
    assert json.loads(capsys.readouterr().out)["facts"]["mean"] == 1.0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["--mode", "model"], "needs a model"), (["--mode", "quote", "--model", "m"], "leave one out")],
)
def test_a_mode_that_cannot_be_is_said(mistake: Callable[..., str], arguments: list[str], words: str) -> None:
    assert words in mistake("run", *arguments)


def test_a_mistake_is_one_line_and_no_traceback(evals: Run, tmp_path: Path) -> None:
    done = evals("run", "--questions", tmp_path / "missing.jsonl")
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == f"evals: No questions at {tmp_path}/missing.jsonl: give a .jsonl file or a folder that holds one.\n"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"language": "fr"}, "q.jsonl, line 1: language"),
        ({"support": [{"fact": 0, "article": "gone", "quote": "9个"}]}, "the first: count: no article 'gone'"),
        ({"support": [{"fact": 0, "article": "chinanews-2023-05-29", "quote": "8个出现在中国"}]}, "does not hold"),
    ],
)
def test_a_bad_question_is_named(
    mistake: Callable[..., str], tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    questions = write(tmp_path / "q.jsonl", [QUESTIONS[0] | change])
    assert words in mistake("run", "--questions", questions)


def test_a_split_without_questions_is_said(mistake: Callable[..., str], tmp_path: Path) -> None:
    assert "test" in mistake("run", "--questions", write(tmp_path / "q.jsonl", QUESTIONS), "--split", "test")


def test_a_place_that_cannot_be_written_is_said(mistake: Callable[..., str], tmp_path: Path) -> None:
    questions = write(tmp_path / "q.jsonl", QUESTIONS[2:])
    assert "out.jsonl" in mistake("run", "--questions", questions, "--out", tmp_path / "gone" / "out.jsonl")


def test_a_held_index_is_one_line(mistake: Callable[..., str], home: Path, tmp_path: Path) -> None:
    lock = lock_folder(home / "index")
    try:
        mistake("run", "--questions", write(tmp_path / "q.jsonl", QUESTIONS))
    finally:
        lock.release()
