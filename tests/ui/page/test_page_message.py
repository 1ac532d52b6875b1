"""An exchange as HTML: our links and nothing else."""

from __future__ import annotations

import re
from html import unescape

import pytest

from assistant import Answer, Citation, Mark
from index import Article, Passage, Where
from ui.page.conversation import Exchange
from ui.page.examples import Example
from ui.page.message import (
    link_markers,
    list_nearest,
    list_sources,
    render_answer,
    render_question,
    render_side,
    render_start,
)
from ui.page.wording import words_in

HANS, EN = words_in("zh-Hans"), words_in("en")
FIRST = Article("a-1", "第一篇", "甲说一。乙说二。", publisher="新社", published="2023-05-28", script="Hans")
SECOND = Article("b-2", "第二篇", "丙說三。", publisher="舊報", published="2024-08", script="Hant")
ATTACK = "<img src=x onerror=alert(1)> ![i](http://evil.example/a) [l](http://evil.example/b) **b**"


def cite(marker: int, article: Article, start: int, end: int, support: float = 1.0) -> Citation:
    return Citation(marker, article.id, start, end, article.text[start:end], support)


def exchange(text: str = "甲说一。[1]\n\n丙說三。[2]乙说二。[3]") -> Exchange:
    """An answer from two articles; its markers stand where ``[n]`` does."""
    citations = [cite(1, FIRST, 0, 4), cite(2, SECOND, 0, 4, 0.873), cite(3, FIRST, 4, 8)]
    marks = [Mark(m.start(), m.end(), int(m.group(1))) for m in re.finditer(r"\[([123])\]", text)]
    return Exchange(
        "谁说了什么？",
        "zh-Hans",
        stage="done",
        text=text,
        citations=citations,
        marks=marks,
        answer=Answer(text, tuple(citations), tuple(marks), question="谁说了什么？"),
        articles={a.id: a for a in (FIRST, SECOND)},
    )


def refusal() -> Exchange:
    sources = tuple(Passage(a.id, 0, 4, a.text[:4]) for a in (SECOND, FIRST, SECOND))
    answer = Answer("没有找到。", sources=sources, grounded=False, question="问")
    return Exchange("问", "zh-Hans", "done", "没有找到。", answer=answer, articles={a.id: a for a in (FIRST, SECOND)})


def test_markers_become_links_to_the_span_and_mark_the_others() -> None:
    first, second = link_markers(exchange(), HANS)
    assert first[0] == "甲说一。"
    assert second[0] == "丙說三。"
    urls = [part.url for part in [*first, *second] if not isinstance(part, str)]
    assert urls == [
        "/articles/a-1?start=0&end=4&also=4-8#cite",
        "/articles/b-2?start=0&end=4#cite",
        "/articles/a-1?start=4&end=8&also=0-4#cite",
    ]


def test_a_link_s_hint_is_where_it_is_from_and_the_sentence() -> None:
    [[_, link], _] = link_markers(exchange(), HANS)
    assert not isinstance(link, str)
    assert link.hint == "第一篇 · 新社 · 2023年5月28日\n甲说一。"


def test_what_looks_like_a_marker_in_a_source_is_text() -> None:
    asked = exchange("见文献[1]和[9]。[1]")
    asked.marks = asked.marks[-1:]
    [row] = link_markers(asked, HANS)
    assert row[0] == "见文献[1]和[9]。"
    assert len(row) == 2


def test_a_mark_without_its_citation_stays_text() -> None:
    asked = exchange("甲说一。[1]")
    asked.citations = []
    assert link_markers(asked, HANS) == [["甲说一。", "[1]"]]


def test_an_answer_holds_no_tag_of_its_text() -> None:
    asked = exchange(f"{ATTACK}[1]\n{ATTACK}")
    html = render_answer(asked, HANS)
    assert "\n" not in html
    assert set(re.findall(r"<(\w+)", html)) == {"div", "p", "a", "span", "button"}
    assert html.count("<a ") == 1
    assert unescape(html).count(ATTACK) == 2
    assert re.findall(r'href="([^"]*)"', html)[0].startswith("&#47;articles&#47;a&#45;1&#63;")


def test_a_hostile_title_and_quote_stay_in_their_attribute() -> None:
    asked = exchange("甲说一。[1]")
    asked.articles["a-1"] = Article("a-1", ATTACK + '"', FIRST.text)
    asked.citations = [Citation(1, "a-1", 0, 4, ATTACK + '" onclick="x', 1.0)]
    html = render_answer(asked, HANS)
    assert set(re.findall(r"<(\w+)", html)) == {"div", "p", "a", "span", "button"}
    assert "onclick=" not in html
    side = render_side(asked, [asked.articles["a-1"]], HANS, count=1)
    assert "<img" not in side
    assert 'onclick="x' not in side


def test_a_question_is_shown_line_by_line_and_shortened() -> None:
    html = render_question(Exchange("第一行\n第二行", "zh-Hans"))
    assert html.count("<p>") == 2
    long = unescape(render_question(Exchange("长" * 20_000, "zh-Hans")))
    assert long.count("长") == 600
    assert "…" in long


def test_a_question_with_a_nul_or_a_lone_surrogate_can_be_shown() -> None:
    html = render_question(Exchange("甲\x00乙\ud800丙", "zh-Hans"))
    html.encode("utf-8")
    assert "甲\ufffd乙\ufffd丙" in html


def test_the_answer_says_who_wrote_it() -> None:
    asked = exchange()
    assert "摘自原文" in render_answer(asked, HANS)
    assert asked.answer
    asked.answer = Answer(asked.text, asked.answer.citations, mode="model", question=asked.question)
    assert "由模型撰写" in render_answer(asked, HANS)
    assert "Written by a model" in unescape(render_answer(asked, EN))


def test_a_model_that_failed_is_mentioned() -> None:
    asked = exchange()
    asked.answer = Answer(asked.text, tuple(asked.citations), notes=("timeout; answered in quotes",))
    html = unescape(render_answer(asked, HANS))
    assert HANS.model_failed in html
    assert "timeout" not in html


def test_a_follow_up_says_how_it_was_understood() -> None:
    asked = exchange()
    assert "理解为" not in render_answer(asked, HANS)
    asked.answer = Answer(asked.text, tuple(asked.citations), question="悟道2.0有多少参数？")
    assert "理解为：悟道2.0有多少参数？" in unescape(render_answer(asked, HANS))


def test_a_refusal_looks_like_one_and_offers_what_is_near() -> None:
    offers = [Example("y", "能答的问题")]
    refused = refusal()
    refused.offers = tuple(offers)
    html = render_answer(refused, HANS)
    assert "yw-refused" in html
    assert HANS.refused in html
    assert "yw-cite" not in html
    assert [n.title for n in list_nearest(refusal(), HANS)] == ["第二篇", "第一篇"]
    assert "能答的问题" in html
    assert HANS.ask_instead in html


def test_an_answer_offers_what_to_ask_next() -> None:
    asked = exchange()
    assert HANS.ask_next not in render_answer(asked, HANS)
    asked.offers = (Example("", "还有什么？"),)
    html = unescape(render_answer(asked, HANS))
    assert HANS.ask_next in html
    assert "还有什么？" in html
    assert HANS.ask_instead not in html
    assert "yw-refused" not in html


def test_an_answer_can_be_copied_asked_again_edited_and_rated() -> None:
    html = render_answer(exchange(), HANS)
    for act in ("yw-copy", "yw-again", "yw-edit", "yw-rate-up", "yw-rate-down"):
        assert act in html
    assert "yw-copy" not in render_answer(refusal(), HANS), "there is no source to copy"
    assert "yw-again" in render_answer(refusal(), HANS)


@pytest.mark.parametrize(("rated", "said"), [("stored", HANS.rated), ("failed", HANS.unrated)])
def test_a_rating_s_fate_is_said(rated: str, said: str) -> None:
    asked = exchange()
    asked.rated = rated  # type: ignore[assignment]
    html = unescape(render_answer(asked, HANS))
    assert said in html
    assert "yw-rate-up" not in html


def test_an_answer_from_chosen_articles_says_so() -> None:
    asked = exchange()
    assert "只查了" not in unescape(render_answer(asked, HANS))
    asked.scope = Where(("a-1", "b-2"), ("新社",), since="2023-05-01")
    assert HANS.scoped.format(what="选中的 2 篇 · 新社 · 2023年5月1日 – …") in unescape(render_answer(asked, HANS))


def test_what_may_pass_can_be_asked_again_and_what_must_be_mended_cannot() -> None:
    failed = Exchange("问", "zh-Hans", "failed", fault="unexpected")
    assert "yw-again" in render_answer(failed, HANS)
    assert "yw-again" not in render_answer(Exchange("", "zh-Hans", "failed", fault="empty"), HANS)


def test_sources_come_in_answer_order_with_their_support() -> None:
    rows = list_sources(exchange(), HANS)
    assert [(r.marker, r.title, r.publisher, r.date, r.quote, r.support, r.lang) for r in rows] == [
        (1, "第一篇", "新社", "2023年5月28日", "甲说一。", "原句", "zh-Hans"),
        (2, "第二篇", "舊報", "2024-08", "丙說三。", "吻合 87%", "zh-Hant"),
        (3, "第一篇", "新社", "2023年5月28日", "乙说二。", "原句", "zh-Hans"),
    ]


def test_a_source_whose_article_is_gone_keeps_its_sentence() -> None:
    asked = exchange()
    asked.articles = {}
    assert [r.title for r in list_sources(asked, HANS)] == ["a-1", "b-2", "a-1"]
    assert "甲说一。" in render_side(asked, [], HANS, count=0)


def test_the_column_beside_lists_the_articles_and_says_when_there_are_more() -> None:
    many = [Article(f"n{n}", f"第{n}号", "文。") for n in range(208)]
    side = render_side(None, many[:30], HANS, count=len(many))
    assert side.count("yw-article") == 30
    assert "共 208 篇" in side
    assert "另有 178 篇" in side
    assert "yw-sources" not in side


def test_only_a_reader_s_own_articles_can_be_removed_and_nothing_on_a_read_only_page() -> None:
    side = render_side(None, [FIRST, SECOND], HANS, count=2, owned={"b-2"})
    assert re.findall(r'class="yw-remove" data-id="([^"]*)"', side) == ["b-2"]
    assert side.count("yw-pick") == 2
    assert "yw-drop" in side
    assert "20\u00a0MB" in side
    assert "yw-drop" not in render_side(None, [FIRST], HANS, count=1, read_only=True)


def test_the_record_to_keep_is_an_attribute_and_nothing_more() -> None:
    side = render_side(exchange(), [], HANS, count=0, record=(4, '{"text": ""><img src=x>"}'))
    assert 'data-at="4"' in side
    assert "<img" not in side
    assert "yw-record" not in render_side(exchange(), [], HANS, count=0)


def test_while_it_looks_it_says_so() -> None:
    waiting = Exchange("问", "zh-Hans")
    assert HANS.sources_waiting in render_side(waiting, [FIRST], HANS, count=1)
    assert HANS.waiting in unescape(render_answer(waiting, HANS))


def test_the_start_says_what_there_is_to_ask_or_that_there_is_nothing() -> None:
    full = unescape(render_start([FIRST], [Example("一问", "问？")], HANS))
    assert HANS.tagline in full
    assert HANS.what in full
    assert "问？" in full
    empty = unescape(render_start([], [], HANS))
    assert HANS.library_empty in empty
    assert "yw-ask" not in empty


@pytest.mark.parametrize("stage", ["waiting", "answering", "done", "stopped"])
def test_every_stage_is_one_block_on_one_line(stage: str) -> None:
    asked = exchange()
    asked.stage = stage  # type: ignore[assignment]
    html = render_answer(asked, HANS)
    assert html.startswith('<div class="yw-answer')
    assert html.endswith("</div>")
    assert "\n" not in html
    assert html.count("<div") == html.count("</div>")


def test_a_greeting_is_no_refusal_and_claims_no_source() -> None:
    answer = Answer("你好！请提问。", grounded=False, courtesy=True)
    said = Exchange("你好", "zh-Hans", "done", "你好！请提问。", answer=answer)
    html = render_answer(said, HANS)
    assert "你好！请提问。" in html
    assert not said.refused
    assert HANS.refused not in html
    assert HANS.by_quote not in html


def test_an_item_of_a_list_hangs_by_its_dash() -> None:
    html = render_answer(exchange("- 甲说一。[1]\n- 丙說三。[2]\n乙说二。[3]"), HANS)
    assert html.count('<p class="yw-item">') == 2
    assert "<p>乙说二。" in html
