"""What goes wrong in a real Chromium: said plainly, nothing lost, nothing run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from assistant.assistant import assistant_over
from assistant.draft import Writer
from assistant.settings import ModelSettings, ServerSettings
from tests.doubles.writers import FailingWriter
from tests.ui.conftest import served
from tests.ui.page.browsing import (
    BEYOND,
    EN,
    HANS,
    HANT,
    QUESTION,
    Opens,
    article,
    ask,
    meet,
    open_citation,
    picture,
    send,
)
from tests.ui.page.conftest import HOSTILE_TEXT, serve_page
from ui.app import build_app

if TYPE_CHECKING:
    from assistant import Assistant
    from ui.page.wording import Words

pytestmark = pytest.mark.browser
WORDS = {"zh-CN": HANS, "zh-TW": HANT, "en-US": EN}


def in_each_language(first: str) -> pytest.MarkDecorator:
    """All three; beside the ``first`` they differ by the table of words alone and can wait for the long run."""
    marks = {locale: () if locale == first else (pytest.mark.slow,) for locale in WORDS}
    return pytest.mark.parametrize(
        ("locale", "words"), [pytest.param(locale, words, marks=marks[locale]) for locale, words in WORDS.items()]
    )


def test_a_question_that_cannot_be_asked_says_why_and_is_not_lost(visit: Opens) -> None:
    page = visit()
    ask(page, "长" * 2_500)
    expect(page.locator(".yw-fault").first).to_contain_text("2,000")
    assert len(page.input_value("#yw-box textarea")) == 2_500
    ask(page, "   ")
    expect(page.locator(".yw-fault >> nth=1").first).to_contain_text(HANS.error_empty)


def test_a_source_made_to_do_harm_is_only_text(visit: Opens, hostile: Assistant) -> None:
    with serve_page(hostile) as url:
        page = visit(url)
        ask(page, f"红烧肉的做法是先焯水再炒糖色 {HOSTILE_TEXT[40:]}")
        ask(page, "红烧肉的做法是怎样的，用小火炖多少分钟？")
        expect(page.locator("a.yw-cite").first, "the article was quoted").to_be_attached()
        inside = "#yw-chat :is(img, script, iframe, strong, h2, .katex), .yw-side :is(img, script, iframe, b)"
        expect(page.locator(inside)).to_have_count(0)
        links = page.eval_on_selector_all("#yw-chat a, .yw-side a", "all => all.map(a => a.getAttribute('href'))")
        assert links
        assert all(link.startswith("/articles/") for link in links)
        expect(page.locator(".yw-answer >> nth=-1").first).to_contain_text(
            "[点我](http://evil.example/b) **粗** [9] $$x$$"
        )
        expect(page.locator(".yw-answer >> nth=-1").first).to_contain_text("<b>恶</b>")
        expect(page.locator(".yw-side").first).to_contain_text("{{ 1+1 }} ${1+1}")
        open_citation(page)
        expect(article(page).locator("img, script, b")).to_have_count(0)
        assert "owned" not in page.title()
        picture(page, "hostile")


def test_an_error_is_said_plainly(visit: Opens, writing: Callable[[Writer], Assistant]) -> None:
    with serve_page(writing(FailingWriter(RuntimeError("secret detail")))) as url:
        page = visit(url, locale="en-US")
        page.wait_for_selector(f"#yw-send:has-text('{EN.send}')")
        ask(page, QUESTION)
        expect(page.locator(".yw-fault").first).to_contain_text(EN.error_unexpected)
        assert "secret" not in page.content()
        assert "Traceback" not in page.content()
        expect(page.locator("#yw-send").first, "one can ask again").to_be_visible()


@in_each_language(first="zh-CN")
def test_a_server_out_of_reach_is_said_and_the_question_is_not_lost(visit: Opens, locale: str, words: Words) -> None:
    page = visit(locale=locale)
    page.context.set_offline(True)
    send(page, QUESTION)
    page.wait_for_selector(f"#yw-bar:has-text('{words.offline}')")
    assert page.input_value("#yw-box textarea") == QUESTION
    picture(page, "desktop-offline")
    page.context.set_offline(False)
    meet(page, page.reload)
    page.wait_for_function("q => document.querySelector('#yw-box textarea')?.value === q", arg=QUESTION)


@in_each_language(first="zh-TW")
def test_with_no_article_at_all_the_next_step_is_said(visit: Opens, own: Assistant, locale: str, words: Words) -> None:
    own.index.remove([held.id for held in own.index.articles()])
    with serve_page(own) as url:
        page = visit(url, locale=locale)
        page.wait_for_selector(f".yw-start:has-text('{words.library_empty}')")
        ask(page, QUESTION)
        expect(page.locator(".yw-fault").first).to_contain_text(words.library_empty)


@in_each_language(first="en-US")
def test_a_model_that_is_down_is_said_and_the_quotes_are_there(
    visit: Opens, assistant: Assistant, locale: str, words: Words
) -> None:
    model = ModelSettings(name="down", base_url="http://127.0.0.1:9/v1", retries=0)
    settings = assistant.settings.model_copy(update={"model": model})
    with serve_page(assistant_over(settings, assistant.index)) as url:
        page = visit(url, locale=locale)
        page.wait_for_selector(f"#yw-send:has-text('{words.send}')")
        ask(page, QUESTION)
        expect(page.locator(".yw-foot").first).to_contain_text(words.model_failed)
        expect(page.locator(".yw-foot").first).to_contain_text(words.by_quote)
        expect(page.locator("a.yw-cite").first).to_be_attached()


@in_each_language(first="zh-TW")
def test_who_asks_too_often_is_told_to_wait_and_keeps_the_question(
    visit: Opens, assistant: Assistant, locale: str, words: Words
) -> None:
    settings = assistant.settings.model_copy(update={"server": ServerSettings(read_only=True, rate=1)})
    with served(build_app(replace(assistant, settings=settings))) as url:
        page = visit(url, locale=locale)
        ask(page, QUESTION)
        send(page, BEYOND)
        page.wait_for_selector(f"#yw-bar:has-text('{words.too_many}')")
        assert page.input_value("#yw-box textarea") == BEYOND
        expect(page.locator(".yw-foot"), "a question counts once, whatever the page does for it").to_have_count(1)


def test_a_server_started_again_in_the_middle_loses_neither_question_nor_conversation(
    visit: Opens, assistant: Assistant
) -> None:
    with serve_page(assistant) as url:
        page, port = visit(url), urlsplit(url).port
        ask(page, QUESTION)
        page.wait_for_selector(".yw-offers")
    send(page, BEYOND)
    page.wait_for_selector(f"#yw-bar:has-text('{HANS.offline}')")
    page.evaluate("window.before = true")  # the page loads itself anew, and what is found before goes away with it
    with serve_page(assistant, port=port or 0):
        page.wait_for_function(
            "q => !window.before && document.querySelector('#yw-box textarea')?.value === q", arg=BEYOND
        )
        page.wait_for_selector(".yw-answer .yw-foot")
        expect(page.locator(".yw-question").first).to_have_text(QUESTION)
        page.wait_for_function("!document.querySelector('#yw-bar')?.textContent")
