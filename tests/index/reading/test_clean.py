"""Pages taken apart: what is the article, and why each other line is not."""

from __future__ import annotations

import pytest

from index.reading.clean import Cleaned, clean
from index.reading.lines import split_lines

LEAD = (
    "本报讯（记者李明）昨天，市水务局宣布，环城河的水质经过三年治理，已经从劣五类提升到三类，居民可以重新在河边散步。"
)
SECOND = "水务局局长周平介绍，治理分为截污、清淤和补水三步，累计投入十二亿元，其中一半用于改造老城区的排水管网。"
THIRD = "“以前夏天不敢开窗，现在每天傍晚都要来走一圈。”家住河西街的王女士说，河里又能看到小鱼了。"
OTHER = "台风昨夜在沿海登陆，当地学校今天全部停课，渔船也已经回港避风，未有人员伤亡。"

PAGE = f"""首页
新闻
财经
登录 | 注册 | 设为首页
首页 > 本地新闻 > 正文
环城河三年治理见成效
2023年5月28日 09:15 来源：江城晚报 编辑：王小明
字号：大 中 小
{LEAD}
环城河三年治理见成效
图为居民在环城河边散步。记者 李明 摄
三步治理
{SECOND}
{THIRD}
责任编辑：王小明
分享到：
微信
相关阅读
·地铁六号线年底通车 2023-05-27
·夏粮收购价格公布 2023-05-26
推荐阅读
{OTHER}
2023-05-28 08:00
关于我们 | 联系我们 | 广告服务 | 网站地图
版权所有 江城在线 未经授权不得转载
"""


def clean_page(page: str) -> Cleaned:
    return clean(split_lines(page)[0])


def reasons(found: Cleaned) -> dict[str, str]:
    return {cut.text: cut.reason for cut in found.cuts}


def test_the_article_and_nothing_else() -> None:
    found = clean_page(PAGE)
    assert found.title == "环城河三年治理见成效"
    assert found.body == (LEAD, "三步治理", SECOND, THIRD)


def test_the_same_page_in_traditional_characters() -> None:
    from opencc import OpenCC

    convert = OpenCC("s2t").convert
    found = clean_page(convert(PAGE))
    assert found.title == convert("环城河三年治理见成效")
    assert found.body == tuple(map(convert, (LEAD, "三步治理", SECOND, THIRD)))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("首页 > 本地新闻 > 正文", "navigation"),
        ("登录 | 注册 | 设为首页", "navigation"),
        ("2023年5月28日 09:15 来源：江城晚报 编辑：王小明", "byline"),
        ("图为居民在环城河边散步。记者 李明 摄", "caption"),
        ("责任编辑：王小明", "byline"),
        ("分享到：", "buttons"),
        ("·地铁六号线年底通车 2023-05-27", "byline"),
        (OTHER, "recommended"),
        ("2023-05-28 08:00", "date"),
        ("版权所有 江城在线 未经授权不得转载", "notice"),
    ],
)
def test_every_cut_has_its_reason(text: str, reason: str) -> None:
    assert reasons(clean_page(PAGE))[text] == reason


def test_the_title_is_cut_once_as_the_title_and_then_as_repeated() -> None:
    titles = [cut.reason for cut in clean_page(PAGE).cuts if cut.text == "环城河三年治理见成效"]
    assert sorted(titles) == ["repeated", "title"]


def test_a_labelled_title_gives_way_to_its_plain_form() -> None:
    page = PAGE.replace("首页 > 本地新闻 > 正文", "正在阅读：环城河三年治理见成效\n首页 > 本地新闻 > 正文")
    found = clean_page(page)
    assert found.title == "环城河三年治理见成效"
    assert reasons(found)["正在阅读：环城河三年治理见成效"] == "repeated"


def test_a_truncated_teaser_is_cut_and_its_paragraph_kept() -> None:
    found = clean_page(PAGE.replace(LEAD, LEAD[:36] + "\n" + LEAD))
    assert found.body == (LEAD, "三步治理", SECOND, THIRD)
    assert reasons(found)[LEAD[:36]] == "repeated"


def test_a_doubled_lead_is_kept_once() -> None:
    found = clean_page(PAGE.replace(LEAD, LEAD + "\n" + LEAD))
    assert found.body.count(LEAD) == 1


def test_a_heading_whose_words_recur_in_a_paragraph_stays() -> None:
    found = clean_page(PAGE.replace("三步治理", "截污、清淤和补水三步"))
    assert "截污、清淤和补水三步" in found.body


def test_the_header_and_the_footer_hold_the_bylines() -> None:
    found = clean_page(PAGE)
    assert "2023年5月28日 09:15 来源：江城晚报 编辑：王小明" in found.header
    assert "责任编辑：王小明" in found.footer


def test_an_article_alone_is_kept_whole() -> None:
    found = clean_page("\n".join((LEAD, SECOND, THIRD)))
    assert found.body == (LEAD, SECOND, THIRD)
    assert found.cuts == ()


def test_one_paragraph_alone_is_kept() -> None:
    assert clean_page(SECOND).body == (SECOND,)


def test_captions_alone_are_a_picture_story() -> None:
    captions = tuple(f"图为居民在环城河第{n}段岸边散步，河水清澈，草木茂盛。" for n in "一二三")
    assert clean_page("2023-7-26 13:42，正文：\n" + "\n".join(captions)).body == captions


def test_menus_alone_hold_no_article() -> None:
    found = clean_page("首页\n新闻\n登录 | 注册\n关于我们 | 联系我们 | 广告服务\n版权所有 江城在线")
    assert found.body == ()
    assert len(found.cuts) == 5


def test_nothing_from_nothing() -> None:
    assert clean_page("") == Cleaned("", (), (), (), ())


def test_a_row_of_keywords_above_and_a_wall_of_links_below_are_cut() -> None:
    keywords = ",".join(["高清视频免费下载", "手机游戏排行榜单", "热门小说最新章节"] * 4) + " ?"
    links = "友链模板: " + "| ".join(["高清视频免费下载", "手机游戏排行榜单", "热门小说最新章节"] * 9) + "|"
    found = clean_page(f"{keywords}\n{PAGE}\n{links}")
    assert found.body == (LEAD, "三步治理", SECOND, THIRD)
    assert reasons(found)[keywords] == "keywords"
    assert reasons(found)[links] == "navigation"


def test_a_disclaimer_after_the_article_is_cut() -> None:
    notice = "本文仅代表作者本人观点，与江城在线无关。投资者据此操作，风险自担。"
    found = clean_page(f"{LEAD}\n{SECOND}\n{THIRD}\n{notice}")
    assert found.body == (LEAD, SECOND, THIRD)
    assert reasons(found)[notice] == "notice"


def test_an_english_page() -> None:
    title = "City river is clean again three years after work began"
    first = "The city said on Monday that the river is clean again, three years after work began. Fish have returned."
    second = "Officials spent the money on pipes, on dredging and on fresh water, and the work is to go on next year."
    page = "\n".join(("Home", "News", "Sign in", "Search", title, "By Jane Doe", "12 March 2024", first, second))
    found = clean_page(page + "\nShare\n© 2024 Example News. All rights reserved.")
    assert found.title == title
    assert found.body == (first, second)
