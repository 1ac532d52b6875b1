"""A PDF's text layer becomes paragraphs: broken lines are joined, pages follow each other, the title is its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Article, read_bytes, read_paths
from tests.doubles.text_pdf import text_pdf


def read(data: bytes) -> Article:
    found = read_bytes("报告.pdf", data)
    assert found.article is not None, found.problem
    return found.article


CHINESE = [
    "海豚湾天文台的台长是欧阳木兰，她从2019年起负",
    "责全台的观测工作，每周三向公众开放。",
    "天文台的口径为2.4米。",
]
ENGLISH = ["The observatory opened in 1987 and has been run", "by the city ever since. Visitors come on Fridays."]


def test_broken_chinese_lines_are_joined_without_a_space() -> None:
    article = read(text_pdf(CHINESE, title="天文台年报"))
    assert article.title == "天文台年报"
    assert article.text == "".join(CHINESE[:2]) + "\n" + CHINESE[2]
    assert article.script == "Hans"


def test_broken_english_lines_are_joined_with_one() -> None:
    assert " ".join(ENGLISH) in read(text_pdf(ENGLISH)).text


def test_a_chinese_line_is_as_wide_as_an_english_one_of_twice_its_letters() -> None:
    lines = [*CHINESE, "The observatory opened in 1987 and has been run by it.", "It is open."]
    assert "".join(CHINESE[:2]) in read(text_pdf(lines)).text


def test_a_radical_becomes_the_character_that_is_printed() -> None:
    article = read(text_pdf(["天⽂台建于⼀九⼋七年，台⻓是⻢海。"], title="⻓江⽇报"))
    assert article.text == "天文台建于一九八七年，台长是马海。"
    assert article.title == "长江日报"


def test_a_table_stays_and_a_byline_is_read() -> None:
    table = ["年份 观测夜数", "2021 201", "2022 188"]
    article = read(text_pdf(["天文台迎来新台长", "2024年3月12日 记者 王晓", *CHINESE, *table]))
    assert article.published == "2024-03-12"
    assert article.text == "".join(CHINESE[:2]) + "\n" + "\n".join([CHINESE[2], *table])


def test_running_heads_and_page_numbers_are_cut_and_kept_with_the_reason() -> None:
    pages = [["天文台年报", *CHINESE, "- 1 -"], ["天文台年报", *ENGLISH, "- 2 -"]]
    article = read(text_pdf(*pages))
    assert article.text.splitlines() == ["".join(CHINESE[:2]), CHINESE[2], " ".join(ENGLISH)]
    running = [cut.text for cut in article.cuts if cut.reason == "running head"]
    assert running == ["天文台年报", "- 1 -", "天文台年报", "- 2 -"]


def test_a_paragraph_goes_on_over_the_page() -> None:
    article = read(text_pdf([CHINESE[2], CHINESE[0], "- 1 -"], [CHINESE[1], "- 2 -"]))
    assert article.text == CHINESE[2] + "\n" + "".join(CHINESE[:2])


def test_pages_follow_each_other(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(text_pdf(CHINESE, [], ENGLISH))
    [found] = read_paths([tmp_path])
    assert found.article is not None
    assert found.article.text.index("2.4米") < found.article.text.index("The observatory")
    assert found.article.id.startswith("x-")


def test_without_a_title_of_its_own_the_file_s_name_is_it() -> None:
    assert read(text_pdf(CHINESE)).title == "报告"


def test_a_pdf_is_known_by_its_bytes_whatever_its_name() -> None:
    found = read_bytes("x.txt", b"\n" + text_pdf(CHINESE))
    assert found.article is not None and "欧阳木兰" in found.article.text


def test_pictures_alone_say_what_to_do() -> None:
    assert "run text recognition (OCR)" in read_bytes("x.pdf", text_pdf([], [])).problem


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_pdf_cut_short_gives_text_or_one_line(share: float) -> None:
    data = text_pdf(CHINESE)
    found = read_bytes("x.pdf", data[: int(len(data) * share)])
    assert found.article is not None or (found.problem.startswith("x.pdf ") and "\n" not in found.problem)
