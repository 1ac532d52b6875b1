"""The five bundled page dumps, line by line: what is kept, what is cut, and what is said of each article."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from index.article import Article
from index.reading.page import read_page

PAGES = {
    # name: kept lines, cut lines, how the first kept line begins, how the last kept line ends
    "china-informatization-2024-07": (17, 5, "美國OpenAI公司推出語言大模型ChatGPT", "深度開發應用場景的協同發展格局。"),
    "chinanews-2023-05-29": (14, 67, "中新社北京5月29日电 (记者刘育英)在全球的大模型竞赛中", "影响力和竞争力。(完)"),
    "jinhui-2023-05-19": (48, 14, "上海有半导体,有人工智能。", "促进底层技术创新合作是大势所趋。"),
    "thepaper-2023-05-28": (17, 40, "·据不完全统计,目前中国10亿参数规模以上的大模型", "加强人工智能治理的全球合作。"),
    "xinhua-2023-06-07": (12, 73, "新华社北京6月6日电(记者魏梦佳)近日在北京举办", "促进大模型技术迭代升级。"),
}

ABOUT = {
    # name: title, publisher, author, editor, published, place, script
    "china-informatization-2024-07": (
        "大模型或將顛覆人工智能發展范式我國需完善人工智能產業生態",
        *("中國信息化", "張雅妮、孫瑤、王懿", "", "2024-08-09", "", "Hant"),
    ),
    "chinanews-2023-05-29": (
        "大模型掀热潮 中国着力打造开源生态",
        *("中国新闻网", "刘育英", "肖春芳", "2023-05-29T17:17", "北京", "Hans"),
    ),
    "jinhui-2023-05-19": (
        "市放出大招!连出3个文件:大力支持人工智能!",
        *("金汇网", "网友", "", "2023-05-19", "", "Hans"),
    ),
    "thepaper-2023-05-28": (
        "中国10亿参数规模以上大模型已发布79个,集中在北京和广东",
        *("澎湃新闻", "", "", "2023-05-28T18:41:56", "", "Hans"),
    ),
    "xinhua-2023-06-07": (
        "中国多地抢抓大模型机遇打造人工智能创新高地",
        *("新华社", "魏梦佳", "肖春芳", "2023-06-07T09:15", "北京", "Hans"),
    ),
}

FURNITURE = (
    *("熊出没", "主站蜘蛛池", "推荐阅读", "您此时的心情", "本文仅代表", "免责", "资料图片仅供参考", "999精品", "18禁"),
    *("责编", "加载更多", "微信好友", "首页>", "来源:", "发布时间", "点赞", "收藏", "摄", "投资者据此操作", "高考首日"),
    *("标签:", "票房", "BK0800", "精彩推送", "确认要删除", "阅读剩余全文", "视觉焦点", "2025-", "镤-210"),
)

HEADINGS = {
    "china-informatization-2024-07": (
        *("一、人工智能大模型將引發產業巨變", "二、我國人工智能大模型產業生態面臨三大挑戰"),
        "三、相關措施建議",
    ),
    "jinhui-2023-05-19": (
        *("推动人工智能发展", "取得变革性、颠覆性突破", "打造超大规模AI模型训练平台", "探索具身智能等新路径"),
        *("美国有OpenAI、微软、谷歌", "有智源、百度、华为", "当务之急是构建“大模型生态”"),
    ),
    "thepaper-2023-05-28": (
        *("倡导加强资源和研发力量的统筹,促进大模型有序发展。", "针对大模型发展的不足,赵志耘提出4点建议与展望:"),
    ),
}


def page_of(name: str) -> str:
    return (files("index") / "sources" / f"{name}.txt").read_text(encoding="utf-8")


def read(name: str) -> Article:
    return read_page(page_of(name), name)


@pytest.mark.parametrize("name", PAGES)
def test_first_and_last_line_and_counts(name: str) -> None:
    kept, cut, first, last = PAGES[name]
    article = read(name)
    lines = article.text.split("\n")
    assert (len(lines), len(article.cuts)) == (kept, cut)
    assert lines[0].startswith(first)
    assert lines[-1].endswith(last)


@pytest.mark.parametrize("name", PAGES)
def test_no_furniture_in_the_text(name: str) -> None:
    text = read(name).text
    assert [words for words in FURNITURE if words in text] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_kept_line_is_a_paragraph_or_a_known_heading(name: str) -> None:
    headings = HEADINGS.get(name, ())
    lines = read(name).text.split("\n")
    assert [heading for heading in headings if heading not in lines] == []
    others = [line for line in lines if line not in headings]
    assert [line for line in others if not re.search(r"[。:](?:”|\)|\(完\)|》)?$|》\)?。$", line)] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_kept_lines_are_one_unbroken_run_but_for_captions_and_repeats(name: str) -> None:
    """Between the first and the last kept line only pictures' captions and repeated lines are cut."""
    article = read(name)
    page = [line.strip() for line in page_of(name).splitlines()]
    lines = article.text.split("\n")
    first, last = page.index(lines[0]) + 1, page.index(lines[-1]) + 1
    within = {cut.reason for cut in article.cuts if first < cut.line < last}
    assert within <= {"caption", "repeated"}


@pytest.mark.parametrize("name", ABOUT)
def test_metadata(name: str) -> None:
    article = read(name)
    found = (
        *(article.title, article.publisher, article.author, article.editor),
        *(article.published, article.place, article.script),
    )
    assert found == ABOUT[name]


def test_the_teaser_is_cut_and_its_full_form_kept() -> None:
    article = read("thepaper-2023-05-28")
    teaser = next(cut for cut in article.cuts if cut.line == 3)
    assert teaser.reason == "repeated"
    assert teaser.text.endswith("主要集")
    assert article.text.count("·据不完全统计") == 1


def test_the_title_repeated_under_pictures_is_cut_as_repeated() -> None:
    article = read("xinhua-2023-06-07")
    assert article.title not in article.text
    repeats = [cut for cut in article.cuts if cut.text == article.title and cut.reason == "repeated"]
    assert len(repeats) == 3


def test_captions_are_cut_as_captions() -> None:
    captions = [cut.text for cut in read("xinhua-2023-06-07").cuts if cut.reason == "caption"]
    assert len(captions) == 3
    assert all(caption.endswith("摄") for caption in captions)


def test_spam_is_called_what_it_is() -> None:
    reasons = {cut.line: cut.reason for cut in read("china-informatization-2024-07").cuts}
    assert reasons[1] == "keywords"
    assert reasons[42] == "navigation"


def test_the_text_is_as_written() -> None:
    """Half-width commas, Traditional characters and what the site stripped stay as they are."""
    assert "最一周,在全球人工智能领域占有重要地位的," in read("jinhui-2023-05-19").text
    assert "人工智能產品,并加快推動" in read("china-informatization-2024-07").text
