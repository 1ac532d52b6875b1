"""What ``yuanwen add`` is given is read one by one, and what the index commands found is printed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import FetchSettings, YuanwenError
from ui.adding import Reading
from ui.printed import addition_lines, duplicate_lines


def reading(*sources: str, with_cuts: bool = False) -> Reading:
    return Reading(sources, FetchSettings(), with_cuts)


def test_files_and_addresses_are_read_in_order_and_a_bad_one_is_noted(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 题\n甲文章。", encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"x")
    read = reading("http://127.0.0.1:1/x", str(tmp_path), with_cuts=True)
    articles = list(read.articles())
    assert [a.text for a in articles] == ["甲文章。"]
    assert read.count == 1
    assert "it is not read" in read.problems[0] and "is not a PDF" in read.problems[1]
    assert read.cuts == {articles[0].id: [{"text": "# 题", "reason": "title", "line": 1}]}


def test_rows_are_taken_only_as_they_are_asked_for(tmp_path: Path) -> None:
    rows = (json.dumps({"id": f"r{n}", "text": f"第{n}篇。"}) for n in range(5_000))
    (tmp_path / "r.jsonl").write_text("\n".join(rows), encoding="utf-8")
    read = reading(str(tmp_path / "r.jsonl"))
    assert next(read.articles()).id == "r0"
    assert read.count == 1


def test_a_missing_path_is_told_before_anything_is_read() -> None:
    with pytest.raises(YuanwenError, match=r"/no/such does not exist: check the path"):
        reading("/no/such")


def test_cuts_and_removals_are_printed_without_control_characters() -> None:
    cut = {"text": "首页\n\x1b[31m新闻", "reason": "navigation", "line": 3}
    data = {"added": ["a"], "removed": ["b"], "skipped": {"c": "no such article"}, "unreadable": ["d is empty"]}
    assert list(addition_lines(data | {"cuts": {"a": [cut]}})) == [
        "added: a",
        "removed: b",
        "skipped: c (no such article)",
        "not added: d is empty",
        "cut from a:",
        "      3  [navigation] 首页 [31m新闻",
    ]


def test_what_fills_more_than_a_screen_is_counted_at_the_end() -> None:
    data = {"added": [f"r{n}" for n in range(18)], "unchanged": ["u"], "skipped": {}, "unreadable": ["d is empty"]}
    assert len(list(addition_lines(data))) == 20
    *lines, last = addition_lines(data | {"skipped": {"s": "no such article"}})
    assert len(lines) == 21
    assert last == "in all: 18 added, 1 unchanged, 1 skipped, 1 not added"


def test_duplicates_are_printed_with_what_became_of_them() -> None:
    named = [{"id": i, "title": "题", "publisher": "报", "published": "2023-05-28T10:00"} for i in "ab"]
    assert list(duplicate_lines({"groups": [named], "removed": ["b"]})) == [
        "2 nearly the same:",
        "  a  2023-05-28  报  题",
        "  b  2023-05-28  报  题  (removed)",
    ]
    assert list(duplicate_lines({"groups": [], "removed": []})) == ["no two articles are nearly the same"]
