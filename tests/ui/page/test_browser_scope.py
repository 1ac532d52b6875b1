"""Choosing which articles to ask in a real Chromium: by hand, by publisher, by date, among many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from index import Article
from tests.ui.page.browsing import HANS, QUESTION, Opens, ask, picture
from tests.ui.page.conftest import serve_page

if TYPE_CHECKING:
    from assistant import Assistant

pytestmark = pytest.mark.browser


def test_only_the_chosen_article_is_asked(visit: Opens) -> None:
    page = visit()
    page.check(".yw-library .yw-pick[value='xinhua-2023-06-07']")
    chosen = HANS.scope_some.format(count=1)
    expect(page.locator("#yw-bar").first).to_contain_text(HANS.scope_bar.format(what=chosen))
    ask(page, QUESTION)
    assert set(page.locator(".yw-source .yw-when").all_inner_texts()) == {"新华社 · 2023年6月7日"}
    expect(page.locator(".yw-foot").first).to_contain_text(HANS.scoped.format(what=chosen))
    page.click(f"#yw-bar button:has-text('{HANS.scope_clear}')")
    expect(page.locator(".yw-pick:checked")).to_have_count(0)
    expect(page.locator("#yw-bar").first).to_have_text("")


def test_a_publisher_and_days_narrow_what_is_asked(visit: Opens) -> None:
    page = visit()
    page.click(".yw-choose >> nth=0")
    page.check(".yw-publisher[value='新华社']")
    page.wait_for_selector(f".yw-matches:has-text('{HANS.scope_matches.format(count=1)}')")
    page.fill(".yw-days [name=since]", "2023-06-01")
    page.fill(".yw-days [name=until]", "2023-06-30")
    picture(page, "desktop-scope")
    page.click(".yw-scope .yw-row .yw-dismiss")
    expect(page.locator("#yw-bar").first).to_contain_text("新华社 · 2023-06-01 – 2023-06-30")
    ask(page, QUESTION)
    assert set(page.locator(".yw-source .yw-when").all_inner_texts()) == {"新华社 · 2023年6月7日"}
    expect(page.locator(".yw-foot").first).to_contain_text("新华社 · 2023年6月1日 – 2023年6月30日")


def test_a_range_without_articles_says_so_before_and_after_asking(visit: Opens) -> None:
    page = visit()
    page.click(".yw-choose >> nth=0")
    page.fill(".yw-days [name=since]", "2031-01-01")
    page.wait_for_selector(f".yw-matches:has-text('{HANS.scope_none}')")
    page.keyboard.press("Escape")
    ask(page, QUESTION)
    expect(page.locator(".yw-fault").first).to_contain_text(HANS.error_scope)
    page.click(f"#yw-bar button:has-text('{HANS.scope_change}')")
    page.click(".yw-unscope")
    page.wait_for_selector(".yw-found li >> nth=4")
    assert page.input_value(".yw-days [name=since]") == ""


def test_one_of_many_articles_is_found_and_asked(visit: Opens, own: Assistant) -> None:
    rows = [Article(f"n{n}", f"第{n}号猫报", f"编号{n}的猫重{n}克。", "猫社") for n in range(120)]
    own.index.update(rows, scope="test")
    with serve_page(own) as url:
        page = visit(url)
        expect(page.locator(".yw-library .yw-held")).to_have_count(30)
        page.click(f".yw-library .yw-choose:has-text('{HANS.more.format(count=95)}')")
        page.wait_for_selector(f".yw-matches:has-text('{HANS.scope_first.format(shown=50)}')")
        page.fill(".yw-find", "第77號")
        page.wait_for_selector(f".yw-matches:has-text('{HANS.scope_matches.format(count=1)}')")
        page.check(".yw-found .yw-pick")
        picture(page, "desktop-scope-many")
        page.keyboard.press("Escape")
        ask(page, "编号77的猫重多少克？")
        expect(page.locator(".yw-answer").first).to_contain_text("77克")
        assert page.locator(".yw-source .yw-title").all_inner_texts() == ["第77号猫报"]
