"""The commands as a user runs them: exit status, JSON on standard output, one line for a mistake."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evals import __main__ as commands
from evals.corpus import read_corpus
from evals.retrieval import METRICS
from evals.scratch import scratch_index
from index.store.lock import lock_folder

ROOT = Path(__file__).parents[2]
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
CORPUS = [
    {"id": "bridge", "text": "青河大桥于三月通车，全长2316米。"},
    {"id": "hen", "text": "散养的母鸡每天产一枚蛋，饲料以玉米为主。"},
    {"id": "tower", "text": "望海灯塔高四十三米，由石块砌成。"},
    {"id": "salt", "text": "银滩盐场年产海盐六万吨。"},
    {"id": "opera", "text": "昆曲名家今晚在大剧院演出《牡丹亭》。"},
]
QUERIES = [
    {"question": "青河大桥有多长？", "positive_ids": ["bridge"]},
    {"question": "没有正确文档的问题", "positive_ids": []},
    {"question": "母鸡吃什么饲料？", "positive_ids": ["hen"]},
]


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def home(built_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all commands: they run one after another."""
    folder = tmp_path_factory.mktemp("commands") / "home"
    shutil.copytree(built_home, folder)
    return folder


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def evals(home: Path, tmp_path: Path) -> Run:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """``python -m evals`` in a process of its own, away from the project folder's files but for the code."""
        environment = {**os.environ, "YUANWEN_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        command = [sys.executable, "-m", "evals", *map(str, arguments)]
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False
        )

    return run


@pytest.fixture
def mistake(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a command in this process, which is quicker, and gives the one line it must end with."""

    def run(*arguments: str | Path) -> str:
        monkeypatch.setenv("YUANWEN_HOME", str(home))
        monkeypatch.setattr(sys, "argv", ["evals", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            commands.main()
        said = capsys.readouterr()
        assert left.value.code == 1
        assert said.out == ""
        [line] = said.err.splitlines()
        assert line.startswith("evals: ")
        return line

    return run


# --- run


def test_run_prints_scores_as_json_and_keeps_records(evals: Run, tmp_path: Path) -> None:
    questions, out = write(tmp_path / "q.jsonl", QUESTIONS), tmp_path / "out.jsonl"
    done = evals("run", "--questions", questions, "--json", "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    scores = json.loads(done.stdout)
    assert set(scores) == {"facts", "article", "cited", "precise", "wrong", "refused wrongly", "refused rightly"}
    assert {name: figure["count"] for name, figure in scores.items()} == {
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
    assert lines[-1].startswith("seconds a question: median ")


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


# --- retrieval


@pytest.fixture
def files(tmp_path: Path) -> list[str | Path]:
    corpus, queries = write(tmp_path / "corpus.jsonl", CORPUS), write(tmp_path / "queries.jsonl", QUERIES)
    return ["--corpus", corpus, "--queries", queries]


def test_retrieval_prints_every_leg_as_json(evals: Run, files: list[str | Path]) -> None:
    done = evals("retrieval", *files, "--json")
    assert done.returncode == 0, done.stderr
    legs = json.loads(done.stdout)
    assert set(legs) == {"dense", "keyword", "fused"}
    for result in legs.values():
        assert set(result) - {"against"} == {*METRICS, "intervals", "seconds", "seconds_p95", "questions"}
        assert result["questions"] == 2
        assert result["hit@5"] == 1.0
    assert legs["fused"]["hit@1"] == 1.0


def test_one_leg_and_a_limit_and_the_answering_index_is_left_alone(
    home: Path, files: list[str | Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(p.name for p in (home / "index").iterdir())
    monkeypatch.setenv("YUANWEN_HOME", str(home))
    commands.retrieval([Path(files[1])], Path(files[3]), leg="keyword", limit=1, as_json=True)
    [(leg, result)] = json.loads(capsys.readouterr().out).items()
    assert (leg, result["questions"]) == ("keyword", 1)
    assert sorted(p.name for p in (home / "index").iterdir()) == before
    assert (home / "evals").is_dir()


def test_a_corpus_measured_before_is_not_embedded_again(
    home: Path, files: list[str | Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YUANWEN_HOME", str(home))
    corpus = [Path(files[1])]
    with scratch_index(corpus) as first:
        assert first.counts() == (5, 5)
    with scratch_index(corpus) as again:
        report = again.update(read_corpus(corpus), "corpus", mirror=True)
        assert again.counts() == (5, 5)
    assert len(report.unchanged) == 5
    assert (report.added, report.changed, report.removed) == ([], [], [])


def test_bad_rows_and_missing_positives_are_named(
    mistake: Callable[..., str], tmp_path: Path, files: list[str | Path]
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "a", "text": "水。"}\n{"id": "b"}\n', encoding="utf-8")
    assert f"{bad}, line 2: text" in mistake("retrieval", "--corpus", bad, *files[2:])
    assert f"{bad}, line 1: question" in mistake("retrieval", *files[:2], "--queries", bad)
    none = write(tmp_path / "none.jsonl", QUERIES[1:2])
    assert f"no question of {none} names positive_ids" in mistake("retrieval", *files[:2], "--queries", none)
    missing = tmp_path / "missing.jsonl"
    assert str(missing) in mistake("retrieval", "--corpus", missing, *files[2:])


def test_a_second_corpus_file_that_is_missing_is_named(
    mistake: Callable[..., str], tmp_path: Path, files: list[str | Path]
) -> None:
    missing = tmp_path / "missing.jsonl"
    assert str(missing) in mistake("retrieval", *files[:2], "--corpus", missing, *files[2:])


def test_an_empty_corpus_is_said(mistake: Callable[..., str], tmp_path: Path, files: list[str | Path]) -> None:
    empty = write(tmp_path / "empty.jsonl", [])
    assert str(empty) in mistake("retrieval", "--corpus", empty, *files[2:])


# --- scripts


def test_the_script_rate_of_a_corpus(
    home: Path, files: list[str | Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YUANWEN_HOME", str(home))
    commands.scripts([Path(files[1])], Path(files[3]), as_json=True)
    assert json.loads(capsys.readouterr().out) == {
        "the same article in Simplified and Traditional": {"mean": 1.0, "low": 1.0, "high": 1.0, "count": 3}
    }


def test_half_a_corpus_is_refused(mistake: Callable[..., str], files: list[str | Path]) -> None:
    assert "--corpus and --queries go together" in mistake("scripts", *files[:2])
