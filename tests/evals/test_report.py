"""The report: one file, nothing from elsewhere, and the worst first."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from evals.plots import _round_up
from evals.report import page, report, touches, worst
from evals.row import Row
from evals.table import COST
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
    assert "no score of how sure" in html
    assert "No judge was asked" in html


def test_a_chance_is_plotted_against_what_was_so() -> None:
    sure, unsure = row("sure", chance=0.95), row("unsure", chance=0.1, **NONE)
    html = page([sure, unsure])
    assert "chance 0.8–1.0" in html
    assert "chance 0.0–0.2" in html
    assert "answerable: 1.000" in html
    assert "answerable: 0.000" in html
    assert "no score of how sure" not in html


def test_tokens_and_cost_are_shown_and_an_unknown_cost_is_not_nothing() -> None:
    spent = {"facts": 1.0, "tokens read": 1200.0, "tokens written": 80.0}
    known = page([row("a", scores={**spent, COST: 3.5})])
    assert "1200 (1200–1200)" in known
    assert "3.50 (3.50–3.50)" in known
    assert "<td>unknown</td>" in page([row("a", scores={**spent, COST: None})])


def test_a_judge_is_shown_beside_the_facts() -> None:
    def judged(name: str, facts: float, opinion: float | None) -> Row:
        return row(name, scores={"facts": facts, "judged": opinion}, judged={"said": "?"})

    html = page([judged("a", 1.0, 1.0), judged("b", 0.0, 0.0), judged("c", 0.0, 1.0), judged("d", 1.0, None)])
    assert "Cohen's kappa 0.400 over 3 answers, 1 without a verdict" in " ".join(html.split())


def test_both_splits_have_a_line_where_there_are_two() -> None:
    assert "By part of the set" in page([row("a", split="dev"), row("b", split="test")])
    assert "By part of the set" not in page([row("a"), row("b")])


@pytest.mark.parametrize(
    ("seconds", "tick"), [(0.0, 0.25), (0.03, 0.05), (0.37, 0.5), (0.5, 0.5), (0.21, 0.25), (6, 10)]
)
def test_a_ticks_distance_is_a_round_number(seconds: float, tick: float) -> None:
    assert _round_up(seconds) == pytest.approx(tick)


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
