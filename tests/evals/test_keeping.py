"""Records as they come: kept, continued, and never mixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Answer
from evals.dataset import Question
from evals.keeping import Kept, kept
from evals.row import OURS, read_rows
from evals.run import Record
from evals.score import Score
from index import YuanwenError

QUESTIONS = [Question(name, "dates", "zh-Hans", "dev", ("？",), True) for name in "abc"]
MADE_WITH = {"code": "1", "model": "none"}


def record(question: Question, system: str = OURS) -> Record:
    return Record(question, Answer("答"), Score(1.0, None, 1.0, 1.0, 1.0, 0.0), 0.1, system=system)


def test_what_is_added_can_be_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with kept(path) as keep:
        keep.begin(MADE_WITH)
        keep.add(record(QUESTIONS[0]))
        [row] = read_rows(path)
    assert (row.id, row.family, row.split, row.provenance) == ("a", "a", "dev", MADE_WITH)
    assert row.scores["facts"] == 1.0
    assert row.usage["calls"] == 0


def test_a_continued_file_asks_only_what_is_left_of_each_system(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    for question, system in ((QUESTIONS[1], OURS), (QUESTIONS[0], "other")):
        with kept(path) as keep:
            keep.begin(MADE_WITH)
            keep.add(record(question, system))
    with kept(path) as keep:
        assert [q.id for q in keep.left(QUESTIONS, OURS)] == ["a", "c"]
        assert [q.id for q in keep.left(QUESTIONS, "other")] == ["b", "c"]
        assert [r.id for r in keep.of(QUESTIONS)] == ["a", "b"], "in the questions' order"
        assert keep.of(QUESTIONS[2:]) == []


def test_half_a_line_is_cut_and_a_broken_line_before_the_last_is_not(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with kept(path) as keep:
        keep.add(record(QUESTIONS[0]))
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole + whole[:30], encoding="utf-8")
    with kept(path) as keep:
        assert [r.id for r in keep.rows] == ["a"]
    assert path.read_text(encoding="utf-8") == whole
    path.write_text(whole[:30] + "\n" + whole, encoding="utf-8")
    with pytest.raises(YuanwenError, match="line 1 is not a record"), kept(path):
        pass


def test_records_made_otherwise_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    with kept(path) as keep:
        keep.begin(MADE_WITH)
        keep.add(record(QUESTIONS[0]))
    with kept(path) as keep, pytest.raises(YuanwenError, match=r"out.jsonl was made with another code: give"):
        keep.begin({**MADE_WITH, "code": "2"})


def test_without_a_file_records_are_in_memory_only() -> None:
    with kept(None) as keep:
        keep.add(record(QUESTIONS[0]))
        assert [r.id for r in keep.rows] == ["a"]
    assert Kept([]).rows == []
