"""A conversation in a real Chromium: follow-ups, asking anew, rating, keeping and opening it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.ui.page.browsing import BEYOND, DONE, HANS, QUESTION, Opens, article, ask, meet, picture, send

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

    from assistant import Assistant

pytestmark = pytest.mark.browser


def test_a_follow_up_is_understood(visit: Opens) -> None:
    page = visit()
    ask(page, "悟道2.0是谁发布的？")
    ask(page, "它有多少参数？")
    expect(page.locator(".yw-answer >> nth=1").first).to_contain_text("1.75万亿")
    expect(page.locator(".yw-question")).to_have_count(2)


AS_IT_FINISHES = """(act) => new MutationObserver((_, observer) => {
    if (!document.querySelector('.yw-foot')) return;
    observer.disconnect();
    eval(act);
}).observe(document.body, {childList: true, subtree: true})"""
ASK = """
    const area = document.querySelector('#yw-box textarea');
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(area, '它有多少参数？');
    area.dispatchEvent(new Event('input', {bubbles: true}));
    for (const kind of ['keydown', 'keypress'])
        area.dispatchEvent(new KeyboardEvent(kind, {key: 'Enter', bubbles: true, cancelable: true}));
"""
BEGIN_ANEW = """
    document.querySelector('#yw-new').click();
    window.seen = new Set();
    let left = false;
    new MutationObserver(() => {
        left ||= Boolean(document.querySelector('.yw-start'));
        if (left) document.querySelectorAll('.yw-question').forEach((one) => window.seen.add(one.textContent.trim()));
    }).observe(document.body, {childList: true, subtree: true});
"""


def test_as_soon_as_an_answer_looks_finished_one_can_ask_again(visit: Opens) -> None:
    page = visit()
    page.evaluate(AS_IT_FINISHES, ASK)
    ask(page, "悟道2.0是谁发布的？")
    page.wait_for_function("document.querySelectorAll('.yw-foot').length === 2")
    expect(page.locator(".yw-question >> nth=1").first).to_have_text("它有多少参数？")
    assert page.input_value("#yw-box textarea") == ""


def test_a_conversation_that_was_left_does_not_come_back(visit: Opens) -> None:
    page = visit()
    page.evaluate(AS_IT_FINISHES, BEGIN_ANEW)
    send(page, QUESTION)
    page.wait_for_selector(".yw-start", state="hidden")
    page.wait_for_selector(".yw-start")
    ask(page, "悟道2.0是谁发布的？")
    page.wait_for_selector(".yw-offers .yw-ask")
    assert page.evaluate("[...window.seen]") == ["悟道2.0是谁发布的？"]


def test_follow_ups_that_come_too_late_keep_no_new_ones_away(visit: Opens) -> None:
    page = visit()
    offer = page.evaluate("window.gradio_config.dependencies.find((one) => one.api_name === 'offer').id")
    held: list[Route] = []

    def offers(request: Request) -> bool:
        return "/run/predict" in request.url and f'"fn_index":{offer},' in (request.post_data or "")

    page.route(
        "**/run/predict*", lambda route, asked: route.continue_() if held or not offers(asked) else held.append(route)
    )
    with page.expect_request(offers):
        ask(page, QUESTION)
    page.click("#yw-new")
    page.wait_for_selector(".yw-start")
    ask(page, "悟道2.0是谁发布的？")
    page.wait_for_selector(".yw-offers .yw-ask")
    with page.expect_response(lambda response: response.request == held[0].request):
        held[0].continue_()
    page.wait_for_timeout(200)
    expect(page.locator(".yw-question")).to_have_text(["悟道2.0是谁发布的？"])


def test_what_is_typed_while_a_question_is_on_its_way_stays(visit: Opens) -> None:
    page = visit()
    held: list[Any] = []
    page.route("**/queue/join*", lambda route, _: held.append(route))
    send(page, QUESTION)
    page.wait_for_function("document.querySelector('#yw-box textarea').value === ''")
    page.keyboard.type("它有")
    assert held
    page.unroute("**/queue/join*")
    page.wait_for_selector(DONE)
    assert page.input_value("#yw-box textarea") == "它有"
    expect(page.locator(".yw-question").first).to_have_text(QUESTION)


def test_a_new_conversation_begins_at_the_start(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.click("#yw-new")
    page.wait_for_selector(".yw-start")
    expect(page.locator(".yw-question")).to_have_count(0)
    expect(page.locator(".yw-source")).to_have_count(0)
    ask(page, "它有多少参数？")
    expect(page.locator(".yw-answer").first).not_to_contain_text("理解为")


def test_what_is_offered_next_is_answered(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.wait_for_selector(".yw-offers .yw-ask")
    offered = page.locator(".yw-offers .yw-ask").all_inner_texts()
    assert 1 <= len(offered) <= 3
    page.click(".yw-offers .yw-ask >> nth=0")
    page.wait_for_function("document.querySelectorAll('.yw-foot').length === 2")
    expect(page.locator(".yw-question >> nth=1").first).to_have_text(offered[0])
    expect(page.locator(".yw-refused")).to_have_count(0)
    picture(page, "desktop-next")


def test_a_question_is_asked_again_or_edited_in_its_place(visit: Opens) -> None:
    page = visit()
    ask(page, "悟道2.0是谁发布的？")
    ask(page, "它有多少参数？")
    page.click(".yw-again >> nth=0")
    page.wait_for_function("document.querySelectorAll('.yw-foot').length === 1")
    expect(page.locator(".yw-question").first).to_have_text("悟道2.0是谁发布的？")
    page.click(".yw-edit")
    assert page.input_value("#yw-box textarea") == "悟道2.0是谁发布的？"
    expect(page.locator("#yw-bar").first).to_contain_text(HANS.editing)
    page.locator("#yw-box textarea").fill("悟道2.0有多少参数？")
    page.locator("#yw-box textarea").press("Enter")
    page.wait_for_selector(".yw-question:has-text('多少参数')")
    page.wait_for_selector(".yw-foot")
    expect(page.locator(".yw-question")).to_have_count(1)
    expect(page.locator(".yw-answer").first).to_contain_text("1.75万亿")
    expect(page.locator("#yw-bar").first).to_have_text("")


def test_a_rating_is_stored_only_after_the_notice(visit: Opens, assistant: Assistant) -> None:
    stored = assistant.settings.home / "feedback.jsonl"
    before = stored.read_text(encoding="utf-8") if stored.exists() else ""
    page = visit()
    ask(page, QUESTION)
    page.click(".yw-rate-down")
    expect(page.locator("dialog.yw-rating").first).to_contain_text(HANS.rate_notice)
    page.fill("#yw-reason", "少了上海")
    picture(page, "desktop-rating")
    assert (stored.read_text(encoding="utf-8") if stored.exists() else "") == before, "nothing is stored yet"
    page.click("dialog.yw-rating .yw-submit")
    page.wait_for_selector(f".yw-rated:has-text('{HANS.rated}')")
    row = json.loads(stored.read_text(encoding="utf-8").splitlines()[-1])
    assert (row["rating"], row["question"], row["reason"]) == ("down", QUESTION, "少了上海")
    assert row["citations"][0]["quote"] == page.inner_text(".yw-source >> nth=0 >> .yw-quote")


def test_conversations_are_kept_renamed_exported_reopened_and_deleted(visit: Opens) -> None:
    page = visit(accept_downloads=True)
    ask(page, BEYOND)
    ask(page, QUESTION)
    meet(page, page.reload)
    page.click("#yw-history")
    expect(page.locator(".yw-chats li")).to_have_count(1)
    expect(page.locator(".yw-chat-open").first, "named after its first question").to_contain_text(BEYOND)
    page.click(f".yw-chats button:has-text('{HANS.rename}')")
    page.locator(".yw-rename input").fill("大模型 *数目*")
    page.locator(".yw-rename input").press("Enter")
    expect(page.locator(".yw-chat-open").first).to_contain_text("大模型 *数目*")
    picture(page, "desktop-history")
    written = download(page, HANS.export_markdown)
    assert written.startswith("# 大模型 \\*数目\\*\n")
    assert "[^2-1]" in written.split("[^2-1]:")[0]
    assert "中国10亿参数规模以上大模型已发布79个,集中在北京和广东 · 澎湃新闻 · 2023-05-28" in written
    kept = json.loads(download(page, HANS.export_json))
    assert [turn["question"] for turn in kept["turns"]] == [BEYOND, QUESTION]
    page.click(".yw-chat-open")
    page.wait_for_selector(".yw-refused")
    expect(page.locator(".yw-question")).to_have_count(2)
    page.click("a.yw-cite >> nth=0")
    assert article(page).locator("#cite").inner_text() == kept["turns"][1]["citations"][0]["quote"]
    page.keyboard.press("Escape")
    page.click("#yw-history")
    page.click(f".yw-chats button:has-text('{HANS.delete}')")
    page.click(f".yw-chats button:has-text('{HANS.delete_sure}')")
    page.wait_for_selector(f".yw-chats:has-text('{HANS.history_empty}')")


def download(page: Page, label: str) -> str:
    """The text of what a button of the list of conversations gives."""
    with page.expect_download() as started:
        page.click(f".yw-chats button:has-text('{label}')")
    return Path(str(started.value.path())).read_text(encoding="utf-8")
