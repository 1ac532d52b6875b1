"""A web page's headline: found where it stands, told from a site's name, and no part of the text."""

from __future__ import annotations

import pytest

from index.reading.markup import read_html

FIRST = "The firms have released 79 language models with more than one billion parameters, a report says."
SECOND = "The report, written by two institutes under the ministry, says that the capital was home to 38 of the models."
PROSE = "据不完全统计,目前已发布的大模型有79个,其中北京38个,广东20个,其余分布在另外十二个省市和地区。"
MORE = "研究人员表示,开源社区的活跃程度在过去一年里明显上升,更多企业开始公开自己的模型和数据。"


def page(window: str, body: str) -> bytes:
    menu = "<nav><a href='/'>Home</a><a href='/w'>World</a></nav>"
    return f"<html><head><title>{window}</title></head><body>{menu}{body}<footer>© 2023</footer></body></html>".encode()


@pytest.mark.parametrize("window", ["Firms race | Example News", "Firms race to build models | Example News", ""])
def test_the_headline_is_the_title_and_no_sentence_of_the_text(window: str) -> None:
    body = f"<article><h1>Firms race to build models</h1><p>{FIRST}</p><p>{SECOND}</p></article>"
    article = read_html(page(window, body), "a")
    assert article.title == "Firms race to build models"
    assert article.text == f"{FIRST}\n{SECOND}"
    assert ("Firms race to build models", "title") in [(cut.text, cut.reason) for cut in article.cuts]


def test_a_site_s_name_in_a_first_heading_is_no_title() -> None:
    body = f"<h1>某网</h1><article><h2>大模型数量达到79个</h2><p>{PROSE}</p><p>{MORE}</p></article>"
    article = read_html(page("大模型数量达到79个_新闻频道_某网", body), "a")
    assert article.title != "某网"
    assert article.text.endswith(f"{PROSE}\n{MORE}")


def test_a_page_that_is_one_line_keeps_it() -> None:
    article = read_html(page("", f"<article><h1>{PROSE}</h1></article>"), "a")
    assert article.text == PROSE
