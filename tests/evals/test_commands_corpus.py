"""``retrieval`` and ``scripts`` on a corpus of one's own, as a user runs them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from evals import __main__ as commands
from evals.corpus import read_corpus
from evals.retrieval import METRICS
from evals.scratch import scratch_index
from tests.doubles.rows import write

Run = Callable[..., "subprocess.CompletedProcess[str]"]
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
