"""Asking in a real Chromium: the answer, its sources, the article behind a sentence, a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.ui.page.browsing import BEYOND, DONE, HANS, QUESTION, Opens, article, ask, picture

if TYPE_CHECKING:
    from assistant import Assistant

pytestmark = pytest.mark.browser


def test_the_start_says_what_it_is_what_it_knows_and_what_to_ask(visit: Opens, assistant: Assistant) -> None:
    page = visit()
    expect(page.locator(".yw-start").first).to_contain_text(HANS.tagline)
    expect(page.locator(".yw-start .yw-ask")).to_have_count(6)
    library = page.inner_text(".yw-library")
    for held in assistant.index.articles():
        assert held.title in library
        assert held.publisher in library
    assert "2023年6月7日" in library
    picture(page, "desktop-start")


def test_an_answer_comes_with_its_source_and_a_click_opens_the_sentence(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    expect(page.locator(".yw-answer").first).to_contain_text("79")
    quote = page.inner_text(".yw-source >> nth=0 >> .yw-quote")
    expect(page.locator(".yw-foot").first).to_contain_text(HANS.by_quote)
    picture(page, "desktop-answer")
    page.click("a.yw-cite >> nth=0")
    cited = article(page).locator("#cite")
    cited.wait_for()
    assert cited.inner_text() == quote
    box, pane = cited.bounding_box(), page.locator(".yw-pane iframe").bounding_box()
    assert box
    assert pane
    assert pane["y"] <= box["y"] < pane["y"] + pane["height"], "the sentence is on screen"
    picture(page, "desktop-article")


def test_the_sentence_shows_where_one_points(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.hover("a.yw-cite >> nth=0")
    page.wait_for_selector(".yw-hint:visible")
    assert page.inner_text(".yw-hint p") == page.inner_text(".yw-source >> nth=0 >> .yw-quote")
    assert page.get_attribute("a.yw-cite >> nth=0", "title") is None, "the browser's own tooltip would cover it"
    picture(page, "desktop-hint")
    page.mouse.move(5, 5)
    page.wait_for_selector(".yw-hint", state="hidden")


def test_an_article_of_the_library_opens_without_a_mark(visit: Opens) -> None:
    page = visit()
    page.click(".yw-library a.yw-article >> nth=1")
    article(page).locator("h1").wait_for()
    expect(article(page).locator("mark")).to_have_count(0)
    article(page).locator("summary").click()
    assert article(page).locator(".cuts li").first.is_visible()


def test_a_deep_link_works_alone(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    href = page.get_attribute("a.yw-cite >> nth=0", "href")
    quote = page.inner_text(".yw-source >> nth=0 >> .yw-quote")
    page.goto(urlsplit(page.url)._replace(path="", query="").geturl().rstrip("/") + str(href))
    expect(page.locator("#cite").first).to_have_text(quote)
    assert page.inner_text(".site") != ""
    picture(page, "article")
    page.emulate_media(media="print")
    expect(page.locator(".site").first).to_be_hidden()
    picture(page, "article-print")


def test_a_click_with_the_control_key_is_left_to_the_browser(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    with page.context.expect_page() as opened:
        page.click("a.yw-cite >> nth=0", modifiers=["Control"])
    opened.value.wait_for_selector("#cite")
    expect(page.locator(".yw-pane:visible")).to_have_count(0)


def test_a_question_beyond_the_articles_is_refused_as_one(visit: Opens) -> None:
    page = visit()
    ask(page, BEYOND)
    refusal = page.locator(".yw-refused")
    assert HANS.refused in refusal.inner_text()
    assert HANS.nearest in refusal.inner_text()
    expect(refusal.locator("a.yw-article").first).to_be_attached()
    expect(page.locator("a.yw-cite")).to_have_count(0)
    expect(page.locator(".yw-source")).to_have_count(0)
    picture(page, "desktop-refusal")
    refusal.locator("button.yw-ask").first.click()
    page.wait_for_selector(".yw-source")


def test_an_example_asks_itself(visit: Opens) -> None:
    page = visit()
    question = page.inner_text(".yw-start .yw-ask >> nth=0 >> span")
    page.click(".yw-start .yw-ask >> nth=0")
    page.wait_for_selector(DONE)
    expect(page.locator(".yw-question").first).to_have_text(question)
    expect(page.locator(".yw-start")).to_have_count(0)


def test_copying_brings_the_sources_along(visit: Opens) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.click("button.yw-copy")
    page.wait_for_selector(f"#yw-bar:has-text('{HANS.copied}')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "79" in copied
    assert page.inner_text(".yw-source >> nth=0 >> .yw-quote") in copied
    assert "/articles/" in copied
