"""The report: one file, nothing from elsewhere, and the worst first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from evals.report import page, report, touches, worst
from evals.row import Row
from index import YuanwenError

CITATION = {"marker": 1, "article_id": "a", "start": 0, "end": 5, "quote": "桥长<b>9米", "support": 0.7}


def row(name: str, system: str = "Yuanwen", **fields: Any) -> Row:
    scores = fields.pop("scores", {"facts": 1.0, "article": 1.0, "refused wrongly": 0.0})
    expected = ({"article_id": "a", "start": 3, "end": 8, "quote": "9米。"},)
    standing = {"expected": expected, "citations": (CITATION,), "answerable": True, "text": "答", **fields}
    return Row(name, "dates", "en", ("<script>alert(1)</script>",), scores=scores, seconds=0.1, first=0.05,
               system=system, provenance={"model": "none"}, **standing)  # fmt: skip


NONE: dict[str, Any] = {"answerable": False, "kind": "off_topic", "expected": (), "scores": {"refused rightly": 0.0}}
ROWS = [
    row("good"),
    row("bad", scores={"facts": 0.0, "article": 0.0}),
    row("made-up", **NONE),
    row("good", "BM25 alone"),
]


def test_the_page_asks_the_network_for_nothing_and_escapes_what_was_said() -> None:
    html = page(ROWS)
    assert not re.search(r"(?:src|href)=|url\(|@import|https?://", html)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "default-src 'none'" in html


def test_it_shows_every_part() -> None:
    html = page(ROWS)
    for part in ("BM25 alone", "off topic", "support 0.65–0.80", "dates", "milliseconds", "<dt>model</dt>"):
        assert part in html
    assert html.count("<svg") == 6


def test_the_worst_come_first_and_the_good_not_at_all() -> None:
    assert [r.id for r in worst(ROWS[:3])] == ["bad", "made-up"]
    assert worst([row("good")]) == []
    trap = row("trap", scores={"facts": 1.0, "wrong": 1.0})
    assert worst([*ROWS[:3], trap])[0].id == "trap"


def test_a_citation_touches_where_it_overlaps() -> None:
    assert touches(CITATION, ROWS[0])
    assert not touches({**CITATION, "end": 3}, ROWS[0])
    assert not touches({**CITATION, "article_id": "b"}, ROWS[0])


def test_a_file_without_records_is_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    with pytest.raises(YuanwenError, match="holds no record"):
        report(empty)
    with pytest.raises(YuanwenError, match="cannot be read"):
        report(tmp_path / "gone.jsonl")
