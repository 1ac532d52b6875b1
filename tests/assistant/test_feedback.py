"""Feedback as the evals will read it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.feedback import MAX_REASON, Feedback, write_feedback
from index import YuanwenError

CITATION = {"article_id": "a", "start": 3, "end": 9, "quote": "一共有七十九个"}


def rows(home: Path) -> list[dict[str, Any]]:
    lines = (home / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_line_holds_what_was_asked_answered_and_thought_of_it(tmp_path: Path) -> None:
    path = write_feedback(tmp_path, Feedback("down", "多少个？", "七十九个。[1]", " 少了\n广东 ", [CITATION]))
    assert path == tmp_path / "feedback.jsonl"
    [row] = rows(tmp_path)
    assert datetime.fromisoformat(row.pop("time")).utcoffset() is not None
    assert row == {
        "rating": "down",
        "question": "多少个？",
        "answer": "七十九个。[1]",
        "reason": "少了\n广东",
        "citations": [CITATION],
    }


def test_lines_are_added_in_order_in_a_home_that_is_made(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    write_feedback(home, Feedback("up", "一", "1"))
    write_feedback(home, Feedback("down", "二", "2"))
    assert [row["question"] for row in rows(home)] == ["一", "二"]


def test_many_readers_at_once_do_not_mix_their_lines(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: write_feedback(tmp_path, Feedback("up", str(n), "答" * 3_000)), range(60)))
    assert sorted(int(row["question"]) for row in rows(tmp_path)) == list(range(60))


def test_long_texts_are_cut_and_a_lone_surrogate_does_not_stop_the_line(tmp_path: Path) -> None:
    write_feedback(tmp_path, Feedback("up", "\ud800问", "答", "理" * (MAX_REASON + 5), [CITATION] * 500))
    [row] = rows(tmp_path)
    assert row["question"].endswith("问")
    assert len(row["reason"]) == MAX_REASON
    assert len(row["citations"]) == 100


def test_the_file_is_for_its_owner(tmp_path: Path) -> None:
    path = write_feedback(tmp_path, Feedback("up", "问", "答"))
    assert path.stat().st_mode & 0o077 == 0


def test_an_unknown_rating_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match="'so-so'.*'up' or 'down'"):
        write_feedback(tmp_path, Feedback("so-so", "问", "答"))  # type: ignore[arg-type]
    assert not (tmp_path / "feedback.jsonl").exists()


def test_a_home_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(YuanwenError, match="cannot be written"):
        write_feedback(tmp_path / "file", Feedback("up", "问", "答"))
