"""The page in a real Chromium without a mouse and for those who do not see it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.ui.page.browsing import DONE, QUESTION, Opens, article, ask, open_citation, settle

pytestmark = pytest.mark.browser


def test_escape_closes_the_article_and_gives_the_focus_back(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.click("a.yw-cite >> nth=0")
    page.wait_for_selector(".yw-pane:visible")
    page.keyboard.press("Escape")
    page.wait_for_selector(".yw-pane", state="hidden")
    page.wait_for_function("document.activeElement.classList.contains('yw-cite')")
    page.wait_for_selector(".yw-offers .yw-ask")
    page.wait_for_function("document.activeElement.classList.contains('yw-cite')")  # the answer was drawn anew


def test_everything_can_be_done_with_the_keyboard(visit: Opens) -> None:
    page = visit()
    assert page.evaluate("document.activeElement.matches('#yw-box textarea')"), "one can type at once"
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(DONE)
    page.locator("a.yw-cite >> nth=0").focus()
    page.wait_for_selector(".yw-hint:visible")
    page.keyboard.press("Enter")
    article(page).locator("#cite").wait_for()
    assert page.evaluate("document.activeElement.closest('.yw-pane') !== null")
    page.keyboard.press("Enter")
    page.wait_for_selector(".yw-pane", state="hidden")


def test_a_mouse_that_rests_does_not_take_the_sentence_from_the_keyboard(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.wait_for_selector(".yw-offers .yw-ask")
    page.locator("a.yw-cite >> nth=0").focus()
    page.wait_for_selector(".yw-hint:visible")
    page.mouse.move(300, 500)
    page.mouse.move(310, 100)
    settle(page)
    assert page.is_visible(".yw-hint")
    page.locator("#yw-box textarea").focus()
    page.wait_for_selector(".yw-hint", state="hidden")


def test_every_control_has_a_name(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    open_citation(page)
    nameless = page.evaluate(
        """[...document.querySelectorAll('button, a, textarea, input, iframe')]
        .filter(e => e.checkVisibility())
        .filter(e => !(e.getAttribute('aria-label') || e.title || e.textContent.trim()
                       || [...(e.labels || [])].some(l => l.textContent.trim())))
        .map(e => e.outerHTML.slice(0, 200))"""
    )
    assert nameless == []
    expect(page.locator("[aria-label*='<div']"), "no message is named by its source text").to_have_count(0)


def test_enter_that_ends_a_composition_does_not_send(visit: Opens) -> None:
    page = visit()
    page.locator("#yw-box textarea").fill("zhongguo")
    page.evaluate(
        """document.querySelector('#yw-box textarea').dispatchEvent(
        new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, isComposing: true}))"""
    )
    settle(page)
    assert page.input_value("#yw-box textarea") == "zhongguo"
    ask(page, "中国")
    assert page.locator(".yw-question").all_inner_texts() == ["中国"], "the letters were not sent"
