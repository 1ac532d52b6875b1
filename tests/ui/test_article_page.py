"""The page a citation opens, over the real articles and over made-up awkward ones."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st

from index import Article, Cut
from ui.article_page import (
    article_router,
    article_url,
    html_lang,
    is_web_address,
    mark_paragraphs,
    read_span,
    read_spans,
    render_article,
)
from ui.page.wording import words_in

if TYPE_CHECKING:
    from assistant import Assistant

HANS = words_in("zh-Hans")
HOSTILE = '<script>alert(1)</script><img src="http://evil.example/x.png" onerror=alert(2)> & "quoted" \'single\''


class Tags(HTMLParser):
    """Every tag with its attributes, the text inside marks, and what else a test asks about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "mark":
            self._inside = True
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.marked[-1] += data

    def names(self) -> set[str]:
        return {name for name, _ in self.tags}


@pytest.fixture
async def page(assistant: Assistant) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the article pages alone."""
    app = FastAPI()
    app.include_router(article_router(assistant))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_every_sentence_of_every_article_can_be_opened(assistant: Assistant, page: httpx.AsyncClient) -> None:
    for article in assistant.index.articles():
        for found in list(re.finditer(r"[^。\n]+。", article.text))[::7]:
            html = (await page.get(article_url(article.id, found.span()))).text
            assert Tags(html).marked == [found.group()]
            assert html.count('id="cite"') == 1


async def test_the_page_says_where_the_article_is_from(assistant: Assistant, page: httpx.AsyncClient) -> None:
    article = next(a for a in assistant.index.articles() if a.publisher and a.published)
    html = unescape((await page.get(article_url(article.id), params={"lang": "en"})).text)
    assert article.publisher in html
    assert f'datetime="{article.published}"' in html
    assert html.startswith('<!doctype html>\n<html lang="en">')
    assert article.text.split("\n")[0] in html


async def test_an_unknown_article_is_a_plain_404(page: httpx.AsyncClient) -> None:
    for address in ("/articles/none", "/articles/%3Cscript%3E", "/articles/..%2F..%2Fetc%2Fpasswd"):
        response = await page.get(address, headers={"accept-language": "zh-TW,zh;q=0.9"})
        assert response.status_code == 404
        if response.headers["content-type"].startswith("text/html"):
            assert "沒有這篇文章" in response.text
            assert "<script" not in response.text


@pytest.mark.parametrize(
    "query",
    [
        "start=5",
        "end=5",
        "start=5&end=5",
        "start=9&end=5",
        "start=-1&end=5",
        "start=0&end=99999999",
        "start=a&end=b",
        "start=1e1&end=2e1",
        "start=٣&end=٩٩٩",
        "start=0&end=999999999999999999999999",
        "also=1-1,x,9-,-4,0-999999999",
    ],
)
async def test_bad_offsets_give_the_article_without_a_mark(
    assistant: Assistant, page: httpx.AsyncClient, query: str
) -> None:
    article = assistant.index.articles()[0]
    response = await page.get(f"/articles/{article.id}?{query}")
    assert response.status_code == 200
    assert "<mark" not in response.text


async def test_the_page_needs_no_script_no_inline_style_and_no_other_host(
    assistant: Assistant, page: httpx.AsyncClient
) -> None:
    article = assistant.index.articles()[0]
    html = (await page.get(article_url(article.id, (0, 20), [(30, 40)]))).text
    parsed = Tags(html)
    assert parsed.names().isdisjoint({"script", "style", "img", "iframe", "base", "form"})
    for tag, attributes in parsed.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
    assert [a["href"] for tag, a in parsed.tags if tag == "link"] == ["/static/article.css"]


async def test_the_stylesheet_is_served_and_is_complete_in_itself(page: httpx.AsyncClient) -> None:
    response = await page.get("/static/article.css")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/css")
    assert "url(" not in response.text
    assert "@import" not in response.text
    for need in ("prefers-color-scheme: dark", "@media print", "mark#cite", "scroll-padding-top"):
        assert need in response.text


async def test_the_page_s_language_comes_from_the_address_then_from_the_browser(
    assistant: Assistant, page: httpx.AsyncClient
) -> None:
    address = article_url(assistant.index.articles()[0].id)
    taiwan = {"accept-language": "zh-TW,zh;q=0.9,en;q=0.8"}
    assert '<html lang="zh-Hant">' in (await page.get(address, headers=taiwan)).text
    assert '<html lang="en">' in (await page.get(address, params={"lang": "en"}, headers=taiwan)).text
    assert '<html lang="zh-Hans">' in (await page.get(address, params={"lang": "klingon"})).text


async def test_beside_the_chat_the_page_has_no_heading_of_its_own(
    assistant: Assistant, page: httpx.AsyncClient
) -> None:
    address = article_url(assistant.index.articles()[0].id)
    assert 'class="site"' in (await page.get(address)).text
    assert 'class="site"' not in (await page.get(address, params={"pane": "1"})).text


async def test_what_was_cut_is_listed_with_its_reason(assistant: Assistant, page: httpx.AsyncClient) -> None:
    article = next(a for a in assistant.index.articles() if a.cuts)
    html = unescape((await page.get(article_url(article.id), params={"lang": "en"})).text)
    assert "<details" in html
    for cut in article.cuts:
        assert cut.text in html
        assert cut.reason in html


def test_reasons_are_said_in_the_page_s_language() -> None:
    article = Article("a", "题", "正文。", cuts=(Cut("首页 > 新闻", "navigation", 3), Cut("x", "no such word")))
    html = render_article(article, None, (), words_in("zh-Hant"))
    assert "導覽 · 第 3 行" in html
    assert "no such word" in html


def test_an_article_in_which_nothing_was_cut_says_nothing_of_cuts() -> None:
    assert "<details" not in render_article(Article("a", "题", "正文。"), None, (), HANS)


def test_a_hostile_article_is_text() -> None:
    article = Article(
        "a",
        HOSTILE,
        f"{HOSTILE}\n\n{HOSTILE}",
        publisher=HOSTILE,
        author=HOSTILE,
        published=HOSTILE,
        url="javascript:alert(1)",
        script='"><script>',
        cuts=(Cut(HOSTILE, HOSTILE, 1),),
    )
    html = render_article(article, (0, 9), [(10, 20)], HANS)
    parsed = Tags(html)
    assert parsed.names().isdisjoint({"script", "img"})
    assert "javascript:" not in html
    assert parsed.marked[0] == HOSTILE[:9]
    assert not [a for _, a in parsed.tags if any(name.startswith("on") for name in a)]


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://example.org/a?b=1", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org/x", False),
        ("https:", False),
        ("http://[broken", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(url: str, linked: bool) -> None:
    assert is_web_address(url) is linked
    tags = Tags(render_article(Article("a", "题", "正文。", url=url), None, (), HANS)).tags
    outward = [a for tag, a in tags if tag == "a" and a.get("target") == "_blank"]
    assert bool(outward) is linked
    assert all(a["rel"] == "noopener noreferrer" and a["href"] == url for a in outward)


@pytest.mark.parametrize(("script", "lang"), [("Hans", "zh-Hans"), ("Hant", "zh-Hant"), ("Latn", "en"), ("", "zh")])
def test_the_text_has_its_own_language(script: str, lang: str) -> None:
    article = Article("a", "題", "正文。", script=script)
    assert html_lang(article) == lang
    assert f'<article lang="{lang}">' in render_article(article, None, (), words_in("en"))


def test_offsets_count_code_points() -> None:
    text = "𠮷野家😀在东京。下一句𪚥。"
    [paragraph] = mark_paragraphs(text, (3, 8))
    assert [(s.text, s.kind) for s in paragraph] == [("𠮷野家", ""), ("😀在东京。", "cite"), ("下一句𪚥。", "")]


def test_a_span_over_several_paragraphs_is_marked_in_each_and_scrolled_to_once() -> None:
    text = "甲乙丙\n丁戊\n己庚"
    paragraphs = mark_paragraphs(text, (1, 8))
    assert [[(s.text, s.kind, s.first) for s in p] for p in paragraphs] == [
        [("甲", "", False), ("乙丙", "cite", True)],
        [("丁戊", "cite", False)],
        [("己", "cite", False), ("庚", "", False)],
    ]
    html = render_article(Article("a", "题", text), (1, 8), (), HANS)
    assert Tags(html).marked == ["乙丙", "丁戊", "己"]
    assert html.count('id="cite"') == 1


def test_the_cited_span_wins_over_others() -> None:
    [paragraph] = mark_paragraphs("零一二三四五六七八九", (2, 5), [(4, 7), (0, 1)])
    assert [(s.text, s.kind) for s in paragraph] == [
        ("零", "also"),
        ("一", ""),
        ("二三四", "cite"),
        ("五六", "also"),
        ("七八九", ""),
    ]


spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted).filter(lambda s: s[0] < s[1]).map(tuple)


@given(st.text("甲𠮷<&\n 。", min_size=1, max_size=60), spans, st.lists(spans, max_size=4))
def test_marking_loses_nothing(text: str, cited: tuple[int, int], also: list[tuple[int, int]]) -> None:
    inside = [s for s in also if s[1] <= len(text)]
    span = cited if cited[1] <= len(text) else None
    paragraphs = mark_paragraphs(text, span, inside)
    segments = [s for p in paragraphs for s in p]
    assert "".join(s.text for s in segments) == text.replace("\n", "")
    if span:
        assert "".join(s.text for s in segments if s.kind == "cite") == text[slice(*span)].replace("\n", "")
    assert sum(s.first for s in segments) == int(any(s.kind == "cite" for s in segments))


def test_spans_are_read_strictly() -> None:
    assert read_span("3", "7", 7) == (3, 7)
    assert read_span("3", "8", 7) is None
    assert read_span("", "", 7) is None
    assert read_span("1-2", "3", 7) is None
    assert read_spans("1-2,4-6", 10) == [(1, 2), (4, 6)]
    assert read_spans("1-2;4-6,7-8", 10) == [(7, 8)]
    assert len(read_spans(",".join(["1-2"] * 5000), 10)) == 100


def test_addresses_carry_any_id_and_every_span() -> None:
    assert article_url("a/b c", (1, 2), [(3, 4), (5, 6)]) == "/articles/a%2Fb%20c?start=1&end=2&also=3-4,5-6#cite"
    assert article_url("新华社") == "/articles/%E6%96%B0%E5%8D%8E%E7%A4%BE"


def test_nearly_the_same_articles_are_linked() -> None:
    one, other = Article("one", "报告", "一段话。"), Article("other", "转载<b>", "一段话。", publisher="海湾日报")
    html = render_article(one, None, (), words_in("zh-Hans"), near=[other])
    assert '<a href="/articles/other">转载&lt;b&gt;</a> <span>海湾日报</span>' in html
    assert words_in("zh-Hans").near in html
    assert words_in("zh-Hans").near not in render_article(one, None, (), words_in("zh-Hans"))
    assert 'href="/articles/other?pane=1"' in render_article(one, None, (), words_in("en"), True, [other])
