"""What holds for any page: nothing raises, nothing is invented, nothing is lost."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.article import Article
from index.reading.controls import CONTROLS
from index.reading.lines import split_lines
from index.reading.page import read_page

PROSE = st.sampled_from(
    [
        "记者从会上了解到，这项技术已经在全国十二个省份得到应用，受益的农户超过三十万家。",
        "这项技术的负责人表示，下一步将把成本降低一半，让更多的小农户也用得起。（完）",
        "新华社北京6月6日电(记者魏梦佳)近日在北京举办的论坛上，最新成果获广泛关注。",
        "颱風昨夜在沿海登陸，當地學校今天全部停課，漁船也已經回港避風，未有人員傷亡。",
        "The council said on Monday that the river is clean again, three years after work began.",
    ]
)
FURNITURE = st.sampled_from(
    [
        *("首页", "登录 | 注册", "首页 > 新闻 > 正文", "来源：某报 2023-05-28 09:15", "分享到：", "相关阅读", "0", "•"),
        *(
            "·地铁六号线年底通车 2023-05-27",
            "责任编辑：王小明",
            "版权所有 某网",
            "图为会议现场。记者 李明 摄",
            "{}",
            "…",
        ),
        *(
            "一、三个阶段",
            "某地召开经济工作会议",
            "999,,,|||",
            "http://example.com/a",
            "   ",
            "\u3000\u3000",
            "\x00",
            "\ud800",
        ),
    ]
)
LINES = st.lists(st.one_of(PROSE, FURNITURE, st.text(max_size=30)), max_size=40)
ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\u2028"])
PAGES = st.builds(lambda lines, end: end.join(lines), LINES, ENDS)


def visible(page: str) -> dict[int, str]:
    return {line.number: line.text for line in split_lines(page)[0]}


def taken_apart(page: str) -> tuple[Article, Counter[str], Counter[str]]:
    """The article, its kept lines and its cut lines, removed control characters aside."""
    article = read_page(page, "any")
    kept = Counter(article.text.split("\n") if article.text else [])
    return article, kept, Counter(cut.text for cut in article.cuts if cut.reason != CONTROLS)


@settings(max_examples=300)
@given(PAGES)
@example("\x00")
@example("a\x85b")
@example("。\n" * 50)
def test_kept_and_cut_lines_are_the_page(page: str) -> None:
    """Every visible line is kept or cut, once, and nothing else is."""
    _, kept, cut = taken_apart(page)
    assert kept + cut == Counter(visible(page).values())


@settings(max_examples=200)
@given(PAGES)
def test_cuts_stand_where_they_say_and_in_order(page: str) -> None:
    article, _, _ = taken_apart(page)
    lines = visible(page)
    furniture = [cut for cut in article.cuts if cut.reason != CONTROLS]
    assert all(lines[cut.line] == cut.text for cut in furniture)
    assert [cut.line for cut in article.cuts] == sorted(cut.line for cut in article.cuts)
    assert all(cut.reason for cut in article.cuts)


@settings(max_examples=200)
@given(PAGES)
def test_kept_lines_keep_the_order_of_the_page(page: str) -> None:
    article, _, _ = taken_apart(page)
    lines = iter(visible(page).values())
    assert all(line in lines for line in (article.text.split("\n") if article.text else []))


@settings(max_examples=200)
@given(PAGES)
def test_everything_said_of_the_article_can_be_stored_and_stands_on_the_page(page: str) -> None:
    article = read_page(page, "any")
    whole = "\n".join(visible(page).values())
    assert article.title in whole
    for name in article.author.split("、"):
        assert name in whole
    for value in (article.text, article.title, article.publisher, article.author, article.editor, article.place):
        value.encode("utf-8")
    json.dumps([cut.text for cut in article.cuts], ensure_ascii=False).encode("utf-8")


@given(st.text())
def test_any_text_is_read(page: str) -> None:
    _, kept, cut = taken_apart(page)
    assert kept + cut == Counter(visible(page).values())


@given(st.lists(PROSE, min_size=1, max_size=6, unique=True))
def test_prose_alone_is_never_cut(paragraphs: list[str]) -> None:
    assert read_page("\n".join(paragraphs), "any").text == "\n".join(paragraphs)


@given(PAGES)
def test_reading_is_repeatable(page: str) -> None:
    assert read_page(page, "any") == read_page(page, "any")


def test_id_and_address_are_passed_on() -> None:
    article = read_page("", "some-id", "https://example.com/a")
    assert (article.id, article.url, article.text, article.cuts) == ("some-id", "https://example.com/a", "", ())


def test_one_enormous_line_and_very_many_lines_are_read() -> None:
    assert len(read_page("我们的人工智能，" * 125_000, "any").text) == 1_000_000
    assert read_page("首页\n" * 20_000, "any").text == ""
    assert read_page("|" * 1_000_000, "any").text == ""


def test_emoji_and_rare_characters_are_kept_as_written() -> None:
    line = "他给𠮷野家点了个👩\u200d🔬赞，大家都笑了，说这家店的味道和十年前一样好。"
    assert read_page(line, "any").text == line
