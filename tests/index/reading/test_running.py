"""What a printed document repeats on its pages is cut, and nothing of its text."""

from __future__ import annotations

import pytest

from index.article import Cut
from index.reading.running import split_running

TEXT = ["天文台建于1987年，由市政府出资。", "口径为2.4米，位于海豚湾。", "每周三向公众开放。", "门票免费，须先预约。"]


def on_page(number: int, lines: int = 4) -> list[str]:
    return [line + "甲乙丙丁戊"[number] for line in TEXT[:lines]]


def test_a_head_and_a_number_that_stand_on_every_page_are_cut() -> None:
    pages = [["天文台年报 2023", *on_page(n, 2), f"- {n + 1} -"] for n in range(3)]
    kept, cuts = split_running(pages)
    assert kept == [on_page(n, 2) for n in range(3)]
    assert cuts[:2] == [Cut("天文台年报 2023", "running head", 1), Cut("- 1 -", "running head", 4)]
    assert [cut.line for cut in cuts] == [1, 4, 5, 8, 9, 12]


def test_numbers_in_a_head_may_change() -> None:
    pages = [[f"file:///tmp/x.html {n}/3", *on_page(n), f"第 {n} 章"] for n in range(3)]
    assert split_running(pages)[0] == [on_page(n) for n in range(3)]


@pytest.mark.parametrize(
    "number", ["7", "- 7 -", "第7页", "第 7 頁", "7/12", "7 / 12", "Page 7", "Page 7 of 12", "p. 7"]
)
def test_a_page_number_is_known_on_a_single_page(number: str) -> None:
    kept, cuts = split_running([[*TEXT, number]])
    assert kept == [TEXT]
    assert cuts == [Cut(number, "running head", 5)]


@pytest.mark.parametrize("line", ["3,100", "共7人", "第7页写道：", "7月12日", "Page 7 says so.", "12345"])
def test_a_line_with_more_than_a_number_is_text(line: str) -> None:
    assert split_running([[*TEXT, line]]) == ([[*TEXT, line]], [])


def test_a_number_amid_a_page_is_text() -> None:
    page = [*TEXT[:2], "7", *TEXT[2:]]
    assert split_running([page]) == ([page], [])


def test_a_line_on_few_of_the_pages_is_text() -> None:
    pages = [["同一标题", *on_page(0)], ["同一标题", *on_page(1)], *(on_page(n) for n in range(2, 5))]
    assert split_running(pages) == (pages, [])


def test_empty_lines_and_pages_are_nothing() -> None:
    assert split_running([["", "  "], []]) == ([[], []], [])
    assert split_running([]) == ([], [])
