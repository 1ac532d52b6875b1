"""What one does with an answer, a conversation or a document, by the keyboard alone, in a real Chromium."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.ui.page.browsing import HANS, QUESTION, Opens, article, ask, choose
from tests.ui.page.conftest import serve_page

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from assistant import Assistant

pytestmark = pytest.mark.browser


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until the focus is there, as one does who has no mouse."""
    for _ in range(80):
        page.keyboard.press(key)
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector))


def test_a_follow_up_is_reached_and_asked(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.wait_for_selector(".yw-offers .yw-ask")
    tab_to(page, ".yw-offers .yw-ask", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.yw-foot').length === 2")


def test_a_question_is_edited_and_sent_again(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.wait_for_selector(".yw-offers .yw-ask")
    tab_to(page, ".yw-edit", "Shift+Tab")
    page.keyboard.press("Enter")
    assert focused(page, "#yw-box textarea")
    assert page.input_value("#yw-box textarea") == QUESTION
    page.keyboard.press("Control+A")
    page.keyboard.type("悟道2.0有多少参数？")
    page.keyboard.press("Enter")
    page.wait_for_selector(".yw-question:has-text('悟道')")
    page.wait_for_selector(".yw-foot")
    expect(page.locator(".yw-question")).to_have_count(1)


def test_an_answer_is_rated_with_a_reason(visit: Opens, assistant: Assistant) -> None:
    page = visit()
    ask(page, QUESTION)
    page.wait_for_selector(".yw-offers .yw-ask")
    tab_to(page, ".yw-rate-down", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.yw-rating")
    assert focused(page, "#yw-reason")
    page.keyboard.type("no Shanghai")
    tab_to(page, ".yw-submit")
    page.keyboard.press("Enter")
    page.wait_for_selector(".yw-rated")
    assert focused(page, "#yw-box textarea"), "one can go on at once"
    stored = (assistant.settings.home / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(stored[-1])["reason"] == "no Shanghai"


def test_a_conversation_is_renamed_opened_and_deleted(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.wait_for_function("localStorage['yuanwen.chats']")
    tab_to(page, "#yw-history", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".yw-chat-open")
    tab_to(page, ".yw-chats .yw-tools button")
    page.keyboard.press("Enter")
    assert focused(page, ".yw-rename input")
    page.keyboard.type("79")
    page.keyboard.press("Enter")
    page.wait_for_selector(".yw-chat-open span:text-is('79')")
    page.keyboard.press("Escape")
    assert focused(page, "#yw-history")
    tab_to(page, "#yw-new")
    page.keyboard.press("Enter")
    page.wait_for_selector(".yw-start")
    page.locator("#yw-history").focus()
    page.keyboard.press("Enter")
    tab_to(page, ".yw-chat-open")
    page.keyboard.press("Enter")
    page.wait_for_selector(".yw-foot")
    expect(page.locator(".yw-question").first).to_have_text(QUESTION)
    page.locator("#yw-history").focus()
    page.keyboard.press("Enter")
    tab_to(page, ".yw-chats .yw-tools button:last-child")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_selector(f".yw-chats:has-text('{HANS.history_empty}')")


def test_the_articles_to_ask_are_chosen(visit: Opens) -> None:
    page = visit()
    tab_to(page, ".yw-choose")
    page.keyboard.press("Enter")
    page.wait_for_selector(".yw-found li")
    assert focused(page, ".yw-find")
    tab_to(page, ".yw-publisher")
    page.keyboard.press("Space")
    page.wait_for_selector(f".yw-matches:has-text('{HANS.scope_matches.format(count=1)}')")
    assert focused(page, ".yw-publisher"), "the list is drawn anew around it"
    tab_to(page, ".yw-found .yw-pick")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    assert focused(page, ".yw-choose")
    expect(page.locator("#yw-bar").first).to_contain_text(HANS.scope_some.format(count=1))
    tab_to(page, "#yw-bar button:last-child", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#yw-bar").first).to_have_text("")
    assert focused(page, "#yw-box textarea")


def test_a_document_is_added_opened_and_removed(visit: Opens, own: Assistant, tmp_path: Path) -> None:
    (tmp_path / "猫.md").write_text("# 我的猫\n\n年糕今年三岁，体重五公斤。\n", encoding="utf-8")
    with serve_page(own) as url:
        page = visit(url)
        tab_to(page, ".yw-drop")
        choose(page, [tmp_path / "猫.md"], lambda: page.keyboard.press("Enter"))
        page.wait_for_selector(".yw-library:has-text('我的猫')")
        page.locator(".yw-link input").focus()
        tab_to(page, ".yw-added a")
        page.keyboard.press("Enter")
        article(page).locator("h1").wait_for()
        page.keyboard.press("Escape")
        tab_to(page, ".yw-remove", "Shift+Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.wait_for_function("!document.querySelector('.yw-library').textContent.includes('我的猫')")
