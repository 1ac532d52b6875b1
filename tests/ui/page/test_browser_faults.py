"""What goes wrong in a real Chromium: said plainly, nothing lost, nothing run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

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
    assert "2,000" in page.inner_text(".yw-fault")
    assert len(page.input_value("#yw-box textarea")) == 2_500
    ask(page, "   ")
    assert HANS.error_empty in page.inner_text(".yw-fault >> nth=1")


def test_a_source_made_to_do_harm_is_only_text(visit: Opens, hostile: Assistant) -> None:
    with serve_page(hostile) as url:
        page = visit(url)
        ask(page, f"红烧肉的做法是先焯水再炒糖色 {HOSTILE_TEXT[40:]}")
        ask(page, "红烧肉的做法是怎样的，用小火炖多少分钟？")
        assert page.locator("a.yw-cite").count() >= 1, "the article was quoted"
        inside = "#yw-chat :is(img, script, iframe, strong, h2, .katex), .yw-side :is(img, script, iframe, b)"
        assert page.locator(inside).count() == 0
        links = page.eval_on_selector_all("#yw-chat a, .yw-side a", "all => all.map(a => a.getAttribute('href'))")
        assert links
        assert all(link.startswith("/articles/") for link in links)
        assert "[点我](http://evil.example/b) **粗** [9] $$x$$" in page.inner_text(".yw-answer >> nth=-1")
        assert "<b>恶</b>" in page.inner_text(".yw-answer >> nth=-1")
        assert "{{ 1+1 }} ${1+1}" in page.inner_text(".yw-side")
        open_citation(page)
        assert article(page).locator("img, script, b").count() == 0
        assert "owned" not in page.title()
        picture(page, "hostile")


def test_an_error_is_said_plainly(visit: Opens, writing: Callable[[Writer], Assistant]) -> None:
    with serve_page(writing(FailingWriter(RuntimeError("secret detail")))) as url:
        page = visit(url, locale="en-US")
        page.wait_for_selector(f"#yw-send:has-text('{EN.send}')")
        ask(page, QUESTION)
        assert EN.error_unexpected in page.inner_text(".yw-fault")
        assert "secret" not in page.content()
        assert "Traceback" not in page.content()
        assert page.is_visible("#yw-send"), "one can ask again"


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
        assert words.library_empty in page.inner_text(".yw-fault")


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
        assert words.model_failed in page.inner_text(".yw-foot")
        assert words.by_quote in page.inner_text(".yw-foot")
        assert page.locator("a.yw-cite").count() >= 1


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
        assert page.locator(".yw-foot").count() == 1, "a question counts once, whatever the page does for it"


def test_a_server_started_again_in_the_middle_loses_neither_question_nor_conversation(
    visit: Opens, assistant: Assistant
) -> None:
    with serve_page(assistant) as url:
        page, port = visit(url), urlsplit(url).port
        ask(page, QUESTION)
        page.wait_for_selector(".yw-offers")
    send(page, BEYOND)
    page.wait_for_selector(f"#yw-bar:has-text('{HANS.offline}')")
    with serve_page(assistant, port=port or 0):
        page.wait_for_function("q => document.querySelector('#yw-box textarea')?.value === q", arg=BEYOND)
        page.wait_for_selector(".yw-answer .yw-foot")
        assert page.inner_text(".yw-question") == QUESTION
        page.wait_for_function("!document.querySelector('#yw-bar')?.textContent")
