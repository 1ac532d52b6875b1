"""Drafts for a person to edit, from disliked answers and from documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.dataset import load_questions
from evals.drafting import add, drafts_of_article, drafts_of_feedback
from evals.validating import validate
from index import Article, YuanwenError

DOWN = {"time": "2026-01-01T00:00:00Z", "rating": "down", "question": "大桥有多长？", "answer": "九米。",
        "reason": "不对", "citations": []}  # fmt: skip


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    return path


def test_a_thumbs_down_is_a_valid_draft_and_a_thumbs_up_is_none(tmp_path: Path) -> None:
    feedback = write(tmp_path / "feedback.jsonl", DOWN, {**DOWN, "rating": "up", "question": "好？"})
    out = tmp_path / "drafts.jsonl"
    add(feedback, out)
    [question] = load_questions(out)
    assert (question.turns, question.language, question.split) == (("大桥有多长？",), "zh-Hans", "dev")
    assert "不对" in question.note
    assert "九米。" in question.note
    assert validate([question], {}) == []
    add(feedback, out)
    assert len(load_questions(out)) == 1, "the same again adds nothing"


@pytest.mark.parametrize("row", [{"rating": "down"}, {"question": "好？"}, [], {"rating": "down", "question": " "}])
def test_a_line_that_is_no_feedback_is_named(tmp_path: Path, row: object) -> None:
    path = write(tmp_path / "feedback.jsonl", DOWN, row)
    with pytest.raises(YuanwenError, match="line 2"):
        list(drafts_of_feedback(path))


def test_feedback_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(YuanwenError, match="cannot be read"):
        add(tmp_path / "gone.jsonl")


def test_a_documents_figures_become_questions_that_hold(tmp_path: Path) -> None:
    text = "青河大桥于三月通车，全长2316米。\n两岸居民称便。\nThe bridge cost 40 million dollars to build."
    article = Article("bridge", "桥", text)
    drafts = list(drafts_of_article(article))
    assert [d["turns"][0] for d in drafts] == [
        "青河大桥于三月通车，全长多少？", "The bridge cost ____ dollars to build?",
    ]  # fmt: skip
    assert [d["facts"] for d in drafts] == [[["2316米"]], [["40 million"]]]
    assert validate(load_questions(write(tmp_path / "q.jsonl", *drafts)), {"bridge": article}) == []


def test_a_traditional_document_gives_traditional_questions() -> None:
    [draft] = drafts_of_article(Article("b", "", "大橋於三月開通，全長2316米，聯絡兩岸。"))
    assert draft["language"] == "zh-Hant"
