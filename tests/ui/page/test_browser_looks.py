"""The page in a real Chromium in its languages, on screens of every width and in the dark."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.page.browsing import (
    EN,
    HANS,
    HANT,
    PHONE,
    QUESTION,
    TRADITIONAL,
    Opens,
    article,
    ask,
    meet,
    open_citation,
    picture,
)

pytestmark = pytest.mark.browser


def test_the_language_of_the_page_can_be_chosen_and_is_remembered(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.click("#yw-language label:has-text('English')")  # what the answer still lacks comes while the words change
    page.wait_for_selector(f"#yw-send:has-text('{EN.send}')")
    page.wait_for_selector(".yw-offers .yw-ask")
    assert page.get_attribute("#yw-box textarea", "placeholder") == EN.ask_hint
    expect(page.locator(".yw-foot").first, "what was said before changes too").to_contain_text(EN.by_quote)
    expect(page.locator(".yw-side").first).to_contain_text(EN.sources)
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.locator(".yw-answer").first, "the answer itself stays").to_contain_text("79")
    picture(page, "desktop-english")
    meet(page, page.reload)
    page.wait_for_selector(f".yw-start h1:has-text('{EN.tagline}')")
    page.click("#yw-language label:has-text('繁體')")
    page.wait_for_selector(f".yw-start h1:has-text('{HANT.tagline}')")


@pytest.mark.parametrize(("locale", "words"), [("zh-TW", HANT), ("en-GB", EN), ("fr-FR", HANS)])
def test_the_page_opens_in_the_browser_s_language(visit: Opens, locale: str, words: Any) -> None:
    page = visit(locale=locale)
    page.wait_for_selector(f"#yw-send:has-text('{words.send}')")
    expect(page.locator(".yw-start").first).to_contain_text(words.tagline)
    assert page.title() == words.title
    if words is HANT:
        ask(page, TRADITIONAL)
        expect(page.locator(".yw-answer").first, "the source as it was written").to_contain_text("2個月")
        picture(page, "desktop-traditional")


def test_on_a_phone_the_sources_follow_the_answer_and_the_article_covers_the_page(visit: Opens) -> None:
    page = visit(**PHONE)
    picture(page, "phone-start")
    ask(page, QUESTION)
    boxes = "[...document.querySelectorAll('.yw-answer, .yw-sources')].map((e) => e.getBoundingClientRect().toJSON())"
    answer, sources = page.evaluate(boxes)
    assert answer["height"] > 0
    assert sources["top"] >= answer["bottom"]
    picture(page, "phone-answer")
    page.tap("a.yw-cite >> nth=0")
    page.wait_for_selector(".yw-hint:visible")
    expect(page.locator(".yw-pane:visible"), "the first tap shows the sentence").to_have_count(0)
    picture(page, "phone-hint")
    page.tap(".yw-hint button")
    article(page).locator("#cite").wait_for()
    pane = page.locator(".yw-pane").bounding_box()
    assert pane
    assert (pane["x"], pane["y"], pane["width"], pane["height"]) == (0, 0, 390, 844)
    picture(page, "phone-article")
    page.go_back()
    page.wait_for_selector(".yw-pane", state="hidden")
    expect(page.locator(".yw-answer"), "back closes the article, not the page").to_have_count(1)


@pytest.mark.parametrize("width", [360, 768, 1024, 3840])
def test_no_width_makes_the_page_scroll_sideways(visit: Opens, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ask(page, QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    open_citation(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    picture(page, f"width-{width}")


def test_in_the_dark_the_paper_is_dark(visit: Opens) -> None:
    page = visit(color_scheme="dark")
    dark = "(e => getComputedStyle(e).backgroundColor.match(/\\d+/g).map(Number).every(n => n < 60))"
    assert page.evaluate(f"{dark}(document.body)")
    ask(page, QUESTION)
    open_citation(page)
    assert article(page).locator("body").evaluate(dark)
    picture(page, "dark-article")


@pytest.mark.parametrize("size", [(768, 1024), (1024, 768), (1440, 500)])
def test_the_start_is_read_from_its_beginning_and_nothing_sticks_out(visit: Opens, size: tuple[int, int]) -> None:
    page = visit(locale="en-US", viewport={"width": size[0], "height": size[1]})
    page.wait_for_timeout(500)  # the framework goes to the end of what it draws, a moment later
    expect(page.locator(".yw-start h1")).to_be_in_viewport(ratio=1)
    wider = page.evaluate(
        "[...document.querySelectorAll('button')].filter(b => b.scrollWidth > b.clientWidth + 1).length"
    )
    assert wider == 0
    page.mouse.move(200, 300)
    page.mouse.wheel(0, 2_000)
    expect(page.locator(".yw-start .yw-ask").last).to_be_in_viewport()
