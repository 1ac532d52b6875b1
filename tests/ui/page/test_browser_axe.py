"""Axe on every part of the page in a real Chromium, and that it would find a fault there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui.page.browsing import BEYOND, PHONE, QUESTION, Opens, ask, choose, open_citation, settle

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# So high that nothing is scrolled out of sight: axe does not judge what is.
HIGH: dict[str, Any] = {"viewport": {"width": 1440, "height": 3_000}}
HIGH_PHONE: dict[str, Any] = {**PHONE, "viewport": {"width": 390, "height": 4_000}}
DARK = {"color_scheme": "dark"}
SCREENS = {"light": HIGH, "dark": {**HIGH, **DARK}, "phone": HIGH_PHONE, "dark phone": {**HIGH_PHONE, **DARK}}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Through the object model: the article page's Content-Security-Policy allows no style attribute.
SPOIL = """(part) => {
  part.style.setProperty("color", "#9a9a9a", "important");
  part.style.setProperty("background", "#8a8a8a", "important");
}"""
MEND = """(part) => {
  part.style.removeProperty("color");
  part.style.removeProperty("background");
}"""
# What lies over the page: axe cannot always tell there what is behind a text, and does not see that it is opaque.
OVER = {"rating", "conversations", "a name", "scope", "hint"}
# So what is below is made invisible. What has the focus keeps it: a hint goes when its link loses the focus.
LIFT = """() => {
  const kept = [...document.querySelectorAll("dialog[open], .yw-hint"), document.activeElement];
  for (const part of kept) part.style.setProperty("visibility", "visible");
  document.body.style.setProperty("visibility", "hidden");
}"""
LOWER = """() => {
  for (const part of document.querySelectorAll("[style*=visibility]")) part.style.removeProperty("visibility");
}"""


def walk(page: Page, folder: Path) -> Iterator[tuple[str, str]]:
    """Bring each part of the page up and give its name and where its text stands."""
    yield "start", ".yw-what"
    ask(page, BEYOND)
    page.wait_for_selector(".yw-offers")  # with them the message is drawn anew
    yield "refusal", ".yw-refused .yw-verdict"
    ask(page, QUESTION)
    page.wait_for_function("document.querySelectorAll('.yw-offers').length === 2")
    yield "answer", ".message-row:last-child .yw-answer > p"
    yield "sources", ".yw-source .yw-when"
    yield from _documents(page, folder)
    open_citation(page)
    yield "article beside the chat", "#yw-pane-title"
    page.click(".yw-pane button")
    yield from _dialogs(page)
    cite = page.locator("a.yw-cite >> nth=0")
    if page.evaluate("navigator.maxTouchPoints > 0"):
        cite.tap()
    else:
        page.locator("#yw-box textarea").focus()  # a link that has the focus already does not get it
        cite.focus()
    page.wait_for_selector(".yw-hint:visible")
    yield "hint", ".yw-hint p"
    href = str(page.get_attribute("a.yw-cite >> nth=0", "href"))
    page.goto(page.url.rstrip("/") + href)
    page.locator("summary").click()
    yield "article", "#cite"


def _documents(page: Page, folder: Path) -> Iterator[tuple[str, str]]:
    (folder / "图.png").write_bytes(b"PNG")
    choose(page, [folder / "图.png"], lambda: page.click(".yw-drop"))
    page.wait_for_selector(".yw-added .yw-refused")
    page.click(".yw-library summary")
    yield "documents", ".yw-added small"
    page.check(".yw-library .yw-pick >> nth=0")
    yield "library", ".yw-library .yw-when"
    page.click("#yw-bar button >> nth=1")


def _dialogs(page: Page) -> Iterator[tuple[str, str]]:
    page.click(".yw-rate-up >> nth=0")
    yield "rating", ".yw-rating p"
    page.keyboard.press("Escape")
    page.click("#yw-history")
    yield "conversations", ".yw-chat-open small"
    page.click(".yw-chats .yw-tools button >> nth=0")
    yield "a name", ".yw-rename button"
    page.keyboard.press("Escape")
    page.click(".yw-choose >> nth=0")
    page.wait_for_selector(".yw-found li")
    yield "scope", ".yw-matches"
    page.keyboard.press("Escape")


@pytest.mark.parametrize(
    "screen", ["light", *(pytest.param(name, marks=pytest.mark.slow) for name in ("dark", "phone", "dark phone"))]
)
def test_axe_finds_nothing_and_would_find_a_fault(visit: Opens, tmp_path: Path, screen: str) -> None:
    page = visit(**SCREENS[screen])
    found = {}
    for name, selector in walk(page, tmp_path):
        if name in OVER:
            page.evaluate(LIFT)
        found[name] = blame(page)
        part = page.locator(selector).first
        part.evaluate(SPOIL)
        assert any(said.startswith("color-contrast") for said in blame(page)), name
        part.evaluate(MEND)
        page.evaluate(LOWER)
    assert found == {name: [] for name in found}
    assert len(found) == 13


def blame(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, the rule and where.

    A contrast that axe could not tell is no fault it reports, though it may be one: what something else covered is
    brought into the clear and looked at again, and what it still cannot tell counts.
    """
    settle(page)
    found = _look(page)
    for node in _unclear(found):
        place = node["target"][0]
        page.evaluate("(place) => document.querySelector(place)?.scrollIntoView({block: 'center'})", place)
        again = _look(page, place)
        found["violations"] += again["violations"]
        found["violations"] += [{"id": "color-contrast, not told", "nodes": [n]} for n in _unclear(again)]
    return [f"{v['id']}: {[_place(node) for node in v['nodes']][:4]}" for v in found["violations"]]


def _look(page: Page, part: str | None = None) -> dict[str, Any]:
    from axe_playwright_python.sync_playwright import Axe

    return dict(Axe().run(page, part, {"runOnly": {"type": "tag", "values": RULES}}).response)


def _unclear(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for rule in found["incomplete"] if rule["id"] == "color-contrast" for node in rule["nodes"]]


def _place(node: dict[str, Any]) -> str:
    why = [check["message"] for check in node["any"] if check["id"] == "color-contrast"]
    return f"{node['target']} {why[:1]}"
