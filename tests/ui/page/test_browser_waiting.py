"""Slow answers, long conversations and several readers in a real Chromium."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from assistant.draft import Writer
from tests.doubles.writers import PatientWriter
from tests.ui.page.browsing import HANS, QUESTION, TRADITIONAL, Opens, ask, until
from tests.ui.page.conftest import serve_page

if TYPE_CHECKING:
    from assistant import Assistant

pytestmark = pytest.mark.browser


def test_stop_keeps_what_there_is(visit: Opens, writing: Callable[[Writer], Assistant]) -> None:
    writer = PatientWriter()
    with serve_page(writing(writer)) as url:
        page = visit(url)
        ask(page, QUESTION, wait="a.yw-cite")
        expect(page.locator("#yw-send").first).to_be_hidden()
        page.click("#yw-stop")
        page.wait_for_selector(f".yw-foot:has-text('{HANS.stopped}')")
        expect(page.locator("#yw-send").first).to_be_visible()
        expect(page.locator("a.yw-cite").first).to_be_attached()
        until(lambda: writer.stopped == [QUESTION])


def test_a_closed_tab_stops_the_work(visit: Opens, writing: Callable[[Writer], Assistant]) -> None:
    writer = PatientWriter()
    with serve_page(writing(writer)) as url:
        page = visit(url)
        ask(page, QUESTION, wait="a.yw-cite")
        page.close()
        until(lambda: writer.stopped == [QUESTION])


def test_one_reader_does_not_wait_for_another(visit: Opens, writing: Callable[[Writer], Assistant]) -> None:
    with serve_page(writing(PatientWriter())) as url:
        for _ in range(3):
            ask(visit(url), QUESTION, wait="a.yw-cite")


def test_the_first_piece_is_there_at_once(visit: Opens) -> None:
    page = visit()
    ask(page, TRADITIONAL)
    started = time.monotonic()
    ask(page, QUESTION, wait="a.yw-cite")
    assert time.monotonic() - started < 3, "a loose bound for a busy machine; a quiet one takes a third of a second"


def test_with_two_hundred_turns_a_key_press_shows_at_once(visit: Opens) -> None:
    page = visit()
    ask(page, TRADITIONAL)
    page.wait_for_function("localStorage['yuanwen.chats']")
    page.evaluate(
        """() => {
        const key = 'yuanwen.chat.' + JSON.parse(localStorage['yuanwen.chats'])[0].id;
        const [turn] = JSON.parse(localStorage[key]);
        localStorage[key] = JSON.stringify(Array(200).fill(turn));
        }"""
    )
    page.click("#yw-new")
    page.click("#yw-history")
    page.click(".yw-chat-open")
    page.wait_for_function("document.querySelectorAll('.yw-question').length === 200")
    page.evaluate(
        """() => {
        window.waits = [];
        document.querySelector('#yw-box textarea').addEventListener('keydown', (event) => requestAnimationFrame(
            () => setTimeout(() => window.waits.push(performance.now() - event.timeStamp))), true);
        }"""
    )
    page.locator("#yw-box textarea").press_sequentially("how many models", delay=30)
    page.wait_for_function("window.waits.length === 15")
    waits = sorted(page.evaluate("window.waits"))
    assert waits[len(waits) // 2] < 300, waits
