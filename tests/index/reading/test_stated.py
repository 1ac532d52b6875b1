"""What pages state of their articles, in the shapes that news sites and blogs write."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from index.reading.markup import read_html
from index.reading.metadata import Metadata
from index.reading.stated import read_moment, read_stated

PROSE = "海豚湾天文台昨天向公众开放，台长介绍了新的望远镜，市民排起长队，孩子们问了许多问题。" * 3
NEWS: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "海豚湾天文台向公众开放",
    "datePublished": "2023-05-28T18:41:56+08:00",
    "dateModified": "2023-06-01T00:00:00+08:00",
    "author": [{"@type": "Person", "name": "欧阳木兰"}, {"@type": "Person", "name": "李春"}],
    "editor": {"@type": "Person", "name": "王冠"},
    "publisher": {"@type": "NewsMediaOrganization", "name": "海湾日报", "logo": {"@type": "ImageObject", "url": "x"}},
}
WHOLE = Metadata("海湾日报", "欧阳木兰、李春", "王冠", "2023-05-28T18:41:56")
CRUMBS = {"@type": "BreadcrumbList", "itemListElement": [{"@type": "ListItem", "name": "首页"}]}
SITE = {"@type": "WebSite", "name": "海湾网", "publisher": {"name": "别的"}}


def page(*data: Any, head: str = "") -> str:
    said = [text if isinstance(text, str) else json.dumps(text, ensure_ascii=False) for text in data]
    scripts = "".join(f'<script type="application/ld+json">{text}</script>' for text in said)
    return f"<html><head>{head}{scripts}</head><body><nav>首页</nav><article><p>{PROSE}</p></article></body></html>"


def stated(html: str) -> tuple[str, Metadata]:
    return read_stated(document_fromstring(html))


@pytest.mark.parametrize(
    "data",
    [
        [NEWS],
        [[CRUMBS, NEWS]],
        [{"@context": "https://schema.org", "@graph": [SITE, CRUMBS, NEWS]}],
        [{"@type": "WebPage", "name": "页", "mainEntity": NEWS}],
        [SITE, CRUMBS, NEWS],
        ["{broken", NEWS],
        [NEWS | {"@type": ["Article", "ReportageNewsArticle"]}],
        [json.dumps(NEWS, ensure_ascii=False).replace("开放", "开放\n\t")],
    ],
    ids=["alone", "list", "graph", "entity", "scripts", "after a broken one", "two kinds", "line feed in a string"],
)
def test_an_article_is_found_wherever_the_page_puts_it(data: list[Any]) -> None:
    assert stated(page(*data)) == (NEWS["headline"], WHOLE)


@pytest.mark.parametrize(
    ("author", "said"),
    [
        ("欧阳木兰", "欧阳木兰"),
        ({"@type": "Organization", "name": "海湾社"}, "海湾社"),
        (["李春", {"name": "李春"}, {"name": "王冠"}], "李春、王冠"),
        ({"@id": "#person"}, ""),
        ("https://example.org/people/1", ""),
        ([None, 3, {"name": ["x"]}, ""], ""),
        (None, ""),
    ],
)
def test_an_author_in_every_form(author: Any, said: str) -> None:
    assert stated(page(NEWS | {"author": author}))[1].author == said


def test_what_is_not_stated_stays_empty() -> None:
    assert stated(page()) == ("", Metadata())
    assert stated(page(CRUMBS, SITE)) == ("", Metadata())
    assert stated(page({"@type": "NewsArticle"})) == ("", Metadata())


def test_tags_fill_in_what_the_data_leaves_open() -> None:
    tags = {"og:title": "开放 - 海湾网", "og:site_name": "海湾网", "author": "李春", "publishdate": "2023-05-28"}
    head = "".join(f'<meta property="{name}" content="{value}">' for name, value in tags.items())
    assert stated(page(head=head)) == ("开放 - 海湾网", Metadata("海湾网", "李春", "", "2023-05-28"))
    assert stated(page(NEWS, head=head)) == (NEWS["headline"], WHOLE)
    source = head + '<meta name="source" content="来源：海湾日报">'
    assert stated(page(head=source))[1].publisher == "海湾日报"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("2023-05-28", "2023-05-28"),
        ("2023-05-28T18:41:56+08:00", "2023-05-28T18:41:56"),
        ("2023-05-28 18:41", "2023-05-28T18:41"),
        ("2023-05-28T18:41:56.000Z", "2023-05-28T18:41:56"),
        ("2023-02-30", ""),
        ("2023-05-28T25:00", "2023-05-28"),
        ("28/05/2023", ""),
        ("昨天", ""),
        ("", ""),
    ],
)
def test_a_moment_is_taken_as_stated_or_not_at_all(said: str, read: str) -> None:
    assert read_moment(said) == read


def test_a_page_s_article_bears_what_the_page_states() -> None:
    article = read_html(page(NEWS).encode(), "a")
    assert (article.title, article.publisher, article.author) == (NEWS["headline"], "海湾日报", "欧阳木兰、李春")
    assert (article.editor, article.published) == ("王冠", "2023-05-28T18:41:56")
    assert article.text == PROSE


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*NEWS, "@graph", "mainEntity", "name"]), inner, max_size=4)
    ),
)


@given(JSON_VALUES)
def test_no_data_raises(data: Any) -> None:
    title, about = stated(page(NEWS | data if isinstance(data, dict) else data))
    assert isinstance(title, str) and isinstance(about, Metadata)
