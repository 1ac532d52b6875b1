"""What goes wrong in a real Chromium: said plainly, nothing lost, nothing run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from assistant.draft import Writer
from tests.doubles.writers import FailingWriter
from tests.ui.page.browsing import EN, HANS, QUESTION, Opens, article, ask, meet, open_citation, picture
from tests.ui.page.conftest import HOSTILE_TEXT, serve_page

if TYPE_CHECKING:
    from assistant import Assistant

pytestmark = pytest.mark.browser


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


def test_a_server_out_of_reach_is_said_and_the_question_is_not_lost(visit: Opens) -> None:
    page = visit(locale="en-US")
    page.context.set_offline(True)
    page.locator("#yw-box textarea").fill(QUESTION)
    page.locator("#yw-box textarea").press("Enter")
    page.wait_for_selector(f"#yw-bar:has-text('{EN.offline}')")
    picture(page, "desktop-offline")
    page.context.set_offline(False)
    meet(page, page.reload)
    page.wait_for_function("q => document.querySelector('#yw-box textarea')?.value === q", arg=QUESTION)
