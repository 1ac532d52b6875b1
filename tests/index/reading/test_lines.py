"""Lines as they are measured: margins, control characters, size, punctuation and close."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.reading.controls import CONTROLS
from index.reading.lines import MARGIN, read_line, split_lines, word_key


def test_margins_are_stripped_and_numbers_count_blank_lines() -> None:
    lines, cuts = split_lines("\u3000\u3000首段。\n\n \u00a0\t\n\u200b\ufeff 二 段 \r\n三段")
    assert [(line.number, line.text) for line in lines] == [(1, "首段。"), (4, "二 段"), (5, "三段")]
    assert cuts == []


def test_the_margin_holds_every_kind_of_space() -> None:
    spaces = {c for c in map(chr, range(sys.maxunicode + 1)) if c.isspace()}
    assert spaces <= set(MARGIN)


def test_control_characters_and_lone_surrogates_are_removed_with_a_reason() -> None:
    lines, cuts = split_lines("正\x00文\x07\x00\n二\ud800段\n三段")
    assert [line.text for line in lines] == ["正文", "二段", "三段"]
    assert [(cut.text, cut.reason, cut.line) for cut in cuts] == [
        ("U+0000 U+0007", CONTROLS, 1),
        ("U+D800", CONTROLS, 2),
    ]


def test_a_line_of_control_characters_alone_is_a_cut_and_no_line() -> None:
    lines, cuts = split_lines("\x00\x01")
    assert lines == []
    assert [cut.line for cut in cuts] == [1]


def test_tabs_emoji_joiners_and_rare_characters_stay() -> None:
    text = "甲\t乙 👩\u200d🔬 𠮷野家"
    lines, cuts = split_lines(text)
    assert lines[0].text == text
    assert cuts == []


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("会议结束了。", True),
        ("会议结束了。”", True),
        ("会议结束了。（记者 张三）", True),
        ("会议结束了。(记者 张三)(完)", False),
        ("会议结束了？！", True),
        ("省略……", True),
        ("待续...", True),
        ("The meeting is over.", True),
        ("version 3.", False),
        ("会议的标题", False),
        ("（完）", False),
        ("。", True),
        ("”", False),
    ],
)
def test_a_sentence_close_is_seen_through_brackets_and_quotes(text: str, ends: bool) -> None:
    assert read_line(1, text).ends is ends


def test_size_counts_chinese_characters_and_less_for_latin_letters() -> None:
    assert read_line(1, "中文，六个字").size == 5
    assert read_line(1, "ten letter").size == pytest.approx(9 * 0.4)


def test_pauses_and_stops() -> None:
    line = read_line(1, "甲、乙，丙；丁, 1,000。好！what?")
    assert (line.pauses, line.stops) == (4, 3)


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("据统计，去年全国共有一百二十万人参加了这项测试。", True),
        ("据统计，有五人。", False),
        ("据统计，去年全国共有一百二十万人参加了这项测试", False),
        ("据统计，" + "去年全国的人参加了这项测试并得到" * 4, True),
        ("没有停顿的一行很长很长的文字一直写到最后也没有停顿", False),
    ],
)
def test_prose_is_long_punctuated_and_closed(text: str, prose: bool) -> None:
    assert read_line(1, text).is_prose is prose


def test_a_long_row_of_keywords_is_a_list_and_no_prose() -> None:
    keywords = read_line(1, ",".join(["高清视频免费下载", "手机游戏排行榜单", "热门小说最新章节"] * 4) + " ?")
    assert keywords.is_list
    assert not keywords.is_prose


def test_a_sentence_without_grammatical_words_is_no_list() -> None:
    sentence = read_line(
        1, "截至2011年11月底，该公司终端产业链上游各类合作伙伴数量增加140余家，" * 2 + "总数达410余家。"
    )
    assert not sentence.is_list
    assert sentence.is_prose


def test_lines_of_equal_text_are_equal_wherever_they_stand() -> None:
    assert read_line(1, "首页") == read_line(9, "首页")
    assert hash(read_line(1, "首页")) == hash(read_line(9, "首页"))


@given(st.text(max_size=300))
def test_split_never_raises_and_leaves_nothing_unsafe(page: str) -> None:
    lines, _ = split_lines(page)
    for line in lines:
        assert line.text
        assert line.text == line.text.strip(MARGIN)
        line.text.encode("utf-8")
        assert "\x00" not in line.text


@given(st.text(max_size=80))
def test_the_key_holds_letters_and_digits_alone(text: str) -> None:
    key = word_key(text)
    assert all(c.isalnum() or c.isidentifier() or not c.isascii() for c in key)
    assert word_key(key) == key
