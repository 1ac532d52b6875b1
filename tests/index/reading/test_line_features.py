"""What is seen in a line, by itself and among its neighbours."""

from __future__ import annotations

import pytest

from index.reading.features import INSIDE, NEVER, describe
from index.reading.lines import Line, read_line

PROSE = "记者从会上了解到，这项技术已经在全国十二个省份得到应用，受益的农户超过三十万家。"
OTHER = "台风昨夜在沿海登陆，当地学校今天全部停课，渔船也已经回港避风，未有人员伤亡。"


def lines_of(*texts: str) -> list[Line]:
    return [read_line(number, text) for number, text in enumerate(texts, start=1)]


def features_of(text: str, *after: str) -> list[str]:
    return describe(lines_of(text, *after))[0]


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("首页 | 新闻 | 财经 | 体育 | 娱乐", "bars many"),
        ("首页-新闻-体育-NBA-娱乐-财经", "bars many"),
        ("新闻中心 > 国内新闻 > 正文", "breadcrumb"),
        ("·教育部公布新规定", "bullet"),
        ("1辽宁一村庄通了电", "bullet"),
        ("1、加强组织领导", "numbered"),
        ("相关阅读", "related"),
        ("推薦閱讀", "related"),
        ("Related stories", "related"),
        ("分享到：", "share"),
        ("来源：某某日报", "source"),
        ("[ 责编:王小明 ]", "editor"),
        ("責任編輯：王小明", "editor"),
        ("2023年5月28日", "date alone"),
        ("2023-05-28 18:41 某某日报", "date in byline"),
        ("Jan 17, 2012 | Tweet", "date in byline"),
        ("某地举行春季运动会 2023-05-28", "date at end"),
        ("5月28日", "short date"),
        ("05-28 10:22", "digits"),
        ("1234", "digits"),
        ("用户名", "buttons"),
        ("登錄", "buttons"),
        ("未经书面授权，不得转载，违者依法追究", "notices"),
        ("body { margin: 0 auto; }", "code"),
        ("新华社北京5月8日电 记者从教育部获悉，今年", "lead"),
        ("工人在装配线上。新华社记者 张三 摄", "caption"),
        ("图为会议现场", "caption"),
        ("（完）", "end mark"),
        ("史密斯说：", "colon end"),
        ("【我来说两句】", "bracketed"),
        ("“我们都很高兴", "opens quotation"),
        ("更多精彩内容…", "ellipsis"),
    ],
)
def test_a_line_shows(text: str, feature: str) -> None:
    assert feature in features_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "版权所有 某某网",
        "© 2024 Example News. All rights reserved.",
        "京ICP备00000000号",
        "首页 > 科技 > 正文",
        "人民网>>体育>>新闻",
        "来源：某某日报",
        "責任編輯：王小明",
        "http://www.example.com",
        "2023-05-19     网友",
        "某某日报 2023-05-28 18:41",
        "某某学刊 2024年7期",
        "本文仅代表作者本人观点，与本网无关。",
        "甲片|乙片|丙片|丁片|戊片|己片|庚片|辛片|壬片|癸片",
        "摘自某某晚报",
        "By Jane Doe",
    ],
)
def test_sure_furniture(text: str) -> None:
    assert NEVER in features_of(text)


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        OTHER,
        "一、产业发展的三个阶段",
        "2012年4月8日，“雪龙”号停靠上海港，历时157天。",
        "作者认为，这本书的价值在于它的真诚，读者可以从中看到一代人的影子，也可以看到自己的影子，这才难得。",
        "史密斯说：",
        "2004年",
        "史蒂夫·乔布斯",
    ],
)
def test_what_an_article_holds_is_not_sure_furniture(text: str) -> None:
    assert NEVER not in features_of(text)


def test_an_ordinary_heading_shows_no_furniture() -> None:
    assert set(features_of("打造超大规模训练平台")) <= {
        *("length 3", "no particles", "before prose", "block far above", "block near above"),
        *("block far below", "topic short 0"),
    }


def test_neighbours_prose_and_runs_of_headlines() -> None:
    found = describe(lines_of(PROSE, "当务之急是构建生态", PROSE, *["某地召开全市经济工作会议"] * 7))
    assert "next prose" in found[1]
    assert "after prose" in found[1]
    assert "headlines around" in found[6]
    assert "headlines around" not in found[1]


def test_repetition_and_teasers_of_their_neighbours() -> None:
    found = describe(
        lines_of("全市经济工作会议今日召开", "全市经济工作会议今日召开并讨论预算", "首页", "全市经济工作会议今日召开")
    )
    assert "repeated" in found[0]
    assert "near twin" in found[1]
    assert "repeated" not in found[2]


def test_a_headline_of_the_subject_stands_nearer_than_one_of_another() -> None:
    found = describe(lines_of("这项技术得到应用 农户受益", "明星夫妇现身机场 粉丝围观", PROSE))
    assert "topic short 3" in found[0] or "topic short 2" in found[0]
    assert "topic short 0" in found[1]


def test_the_block_is_the_densest_stretch_of_prose() -> None:
    nav = ["新闻", "财经", "登录 | 注册 | 设为首页"]
    tail = ["相关阅读", "某地召开会议", "分享到：", OTHER]
    found = describe(lines_of(*nav, PROSE, "当务之急是构建生态", PROSE, PROSE, *tail))
    assert [INSIDE in features for features in found] == [False] * 3 + [True] * 4 + [False] * 4
    assert "block near below" in found[0]
    assert "block near above" in found[7]


def test_closing_marks_are_counted_below_the_first_prose() -> None:
    found = describe(lines_of("分享到：", PROSE, "责任编辑：王小明", "分享到：", "某地召开会议"))
    assert "before prose" in found[0]
    assert "closings 0" in found[2]
    assert "closings 1" in found[3]
    assert "closings 2" in found[4]


def test_a_byline_is_felt_on_both_sides() -> None:
    found = describe(lines_of("某地建成新桥", "来源：某某日报", PROSE))
    assert "byline below" in found[0]
    assert "byline above" in found[2]


def test_latin_lines_are_foreign_on_a_chinese_page_only() -> None:
    assert "foreign" in describe(lines_of(PROSE, "font-family : Verdana, Arial", PROSE))[1]
    assert "foreign" not in describe(lines_of("The first line here.", "The second line here."))[0]


def test_no_feature_stands_twice() -> None:
    for features in describe(lines_of("首页 | 新闻 | 财经 | 体育 | 2023-05-28 18:41", PROSE, PROSE, "来源：某报")):
        assert len(features) == len(set(features))


def test_no_lines_no_features() -> None:
    assert describe([]) == []
