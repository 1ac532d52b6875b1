"""The page in a real Chromium without a mouse and for those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.page.browsing import BEYOND, DONE, PHONE, QUESTION, Opens, article, ask, open_citation, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_escape_closes_the_article_and_gives_the_focus_back(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.click("a.yw-cite >> nth=0")
    page.wait_for_selector(".yw-pane:visible")
    page.keyboard.press("Escape")
    page.wait_for_selector(".yw-pane", state="hidden")
    assert page.evaluate("document.activeElement.classList.contains('yw-cite')")


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
    assert page.locator("[aria-label*='<div']").count() == 0, "no message is named by its source text"


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


@pytest.mark.parametrize(("name", "context"), [("light", {}), ("dark", {"color_scheme": "dark"}), ("phone", PHONE)])
def test_axe_finds_nothing(visit: Opens, name: str, context: dict[str, Any]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, axe = visit(**context), Axe()
    found = {"start": blame(axe, page)}
    ask(page, BEYOND)
    ask(page, QUESTION)
    page.wait_for_selector(".message-row:last-child .yw-offers")
    found["answer"] = blame(axe, page)
    page.click(".yw-rate-up >> nth=0")
    found["rating"] = blame(axe, page)
    page.keyboard.press("Escape")
    page.click("#yw-history")
    found["history"] = blame(axe, page)
    page.keyboard.press("Escape")
    page.goto(page.url.rstrip("/") + str(page.get_attribute("a.yw-cite >> nth=0", "href")))
    found["article"] = blame(axe, page)
    assert found == {part: [] for part in found}


def blame(axe: Any, page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA: the rule and where."""
    settle(page)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = axe.run(page, options={"runOnly": {"type": "tag", "values": rules}, "resultTypes": ["violations"]})
    return [f"{v['id']}: {[node['target'] for node in v['nodes']][:4]}" for v in found.response["violations"]]
