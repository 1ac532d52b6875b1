"""The local model in a real Chromium: offered with its size, brought before one's eyes, and writing from then on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.ui.page.browsing import EN, HANS, HANT, QUESTION, Opens, ask, picture, visiting
from tests.ui.page.conftest import serve_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request, Route

    from tests.doubles.local_offer import Offered

pytestmark = pytest.mark.browser

WRITTEN = "截至5月，中国10亿参数规模以上的大模型已发布79个[1]。"
BUTTON, SAID = ".yw-pull", ".yw-model-said"
READ_OUT = "body > [role=status]"


@pytest.fixture
def meet(browser: Browser, offered: Offered) -> Iterator[Opens]:
    """Opens the page that offers a model."""
    with serve_page(offered.assistant) as url, visiting(browser, url) as opens:
        yield opens


def see(page: Page, selector: str, text: str) -> None:
    page.locator(f"{selector}:visible", has_text=text).wait_for()


def test_one_click_brings_it_and_it_writes(meet: Opens, offered: Offered) -> None:
    offered.files.go_on.clear()
    offered.ready.clear()
    offered.model.reply = WRITTEN
    page = meet()
    see(page, BUTTON, HANS.local_get)
    see(page, ".yw-model-file", "tiny · 0.0041 GB")
    expect(page.locator(".yw-model progress").first).to_be_hidden()
    picture(page, "desktop-model-absent")
    page.click(BUTTON)
    see(page, ".yw-model-done", HANS.local_done.format(percent=50, done=2, size=4))
    assert page.locator(".yw-model progress").evaluate("bar => bar.value") == 50
    expect(page.locator(BUTTON).first).to_be_hidden()
    picture(page, "desktop-model-pulling")
    ask(page, QUESTION)
    see(page, ".yw-mode", HANS.by_quote)
    see(page, SAID, HANS.local_pulling)  # the column has been written anew
    offered.files.go_on.set()
    see(page, SAID, HANS.local_starting)
    expect(page.locator(".yw-model progress").first).to_be_hidden()
    offered.ready.set()
    see(page, SAID, HANS.local_running)
    expect(page.locator(READ_OUT).first).to_have_text(HANS.local_running)
    ask(page, QUESTION)
    see(page, ".yw-mode", HANS.by_model)
    page.locator(".yw-model").scroll_into_view_if_needed()
    picture(page, "desktop-model-running")


def test_what_failed_says_why_and_can_be_tried_again_by_keyboard(meet: Opens, offered: Offered) -> None:
    right = offered.files.data
    offered.files.data = right[:-1] + b"!"
    page = meet()
    page.locator(BUTTON).press("Enter")
    see(page, SAID, HANS.local_hash)
    expect(page.locator(SAID).first, "and in the program's own words").to_contain_text("is not the file meant")
    assert page.inner_text(SAID).startswith(HANS.local_failed.split("{")[0])
    assert page.inner_text(READ_OUT) == page.inner_text(SAID)
    see(page, BUTTON, HANS.local_again)
    picture(page, "desktop-model-failed")
    offered.files.data = right
    page.locator(BUTTON).press("Enter")
    see(page, SAID, HANS.local_running)
    expect(page.locator(BUTTON).first).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.yw-model-said')"), "the keyboard stays where it was"


def test_who_comes_later_sees_how_far_it_is_in_their_language(meet: Opens, offered: Offered) -> None:
    offered.files.go_on.clear()
    first = meet()
    first.click(BUTTON)
    see(first, SAID, HANS.local_pulling)
    later = meet(locale="en-GB", color_scheme="dark", viewport={"width": 390, "height": 844})
    see(later, SAID, EN.local_pulling)
    see(later, ".yw-model-done", EN.local_done.format(percent=50, done=2, size=4))
    later.locator(".yw-model").scroll_into_view_if_needed()
    picture(later, "phone-model-pulling-dark")
    later.locator("#yw-language label", has_text="繁體").click()
    see(later, SAID, HANT.local_pulling)
    offered.files.go_on.set()
    see(later, SAID, HANT.local_running)
    see(first, SAID, HANS.local_running)


def test_a_lost_connection_is_said_and_what_went_on_meanwhile_is_found(meet: Opens, offered: Offered) -> None:
    offered.files.go_on.clear()
    page = meet()
    page.click(BUTTON)
    see(page, SAID, HANS.local_pulling)
    page.context.set_offline(True)
    see(page, SAID, HANS.offline)
    offered.files.go_on.set()
    page.context.set_offline(False)
    see(page, SAID, HANS.local_running)


def test_a_first_request_that_is_lost_is_sent_again(meet: Opens, offered: Offered) -> None:
    page = meet()
    lost: list[str] = []

    def lose_the_first(route: Route, request: Request) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(request.url)
            route.abort()

    page.route("**/page/model", lose_the_first)
    page.reload()
    see(page, BUTTON, HANS.local_get)
    assert lost
    assert offered.files.asked == []


def test_nothing_is_asked_for_once_it_is_at_rest(meet: Opens, offered: Offered) -> None:
    page = meet()
    see(page, BUTTON, HANS.local_get)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ask(page, QUESTION)
    see(page, BUTTON, HANS.local_get)
    assert [url for url in asked if url.endswith("/page/model")] == []
    assert offered.files.asked == []


def test_without_the_engine_one_line_says_how_to_get_it(meet: Opens, offered: Offered) -> None:
    offered.installed = False
    page = meet()
    see(page, SAID, HANS.local_engine)
    expect(page.locator(BUTTON).first).to_be_hidden()
    expect(page.locator(".yw-model-what").first).to_be_hidden()
    page.locator(".yw-model").scroll_into_view_if_needed()
    picture(page, "desktop-model-unavailable")
