"""The chat page in a real Chromium on a real server. Every test also counts the hosts that were asked."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from assistant.draft import Writer
from tests.doubles.writers import FailingWriter, PatientWriter
from tests.ui.page.conftest import HOSTILE_TEXT, serve_page
from ui.page.wording import words_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from assistant import Assistant

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parents[3] / "artifacts"
QUESTION = "中国10亿参数规模以上的大模型发布了多少个？北京、广东各多少？"
TRADITIONAL = "ChatGPT發布後多久月活躍用戶破億？"
BEYOND = "怎么做红烧肉？"
DONE = ".yw-foot, .yw-refused, .yw-fault"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HANS, HANT, EN = words_in("zh-Hans"), words_in("zh-Hant"), words_in("en")


# For this module only: Playwright keeps an event loop in the thread, which asynchronous tests could not share.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    named = os.environ.get("CHROMIUM", "")
    found = named or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail("no Chromium here, and BROWSER_TESTS=required: install it or set CHROMIUM")
        pytest.skip("no Chromium here: install it or set CHROMIUM")
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def address(assistant: Assistant) -> Iterator[str]:
    with serve_page(assistant) as url:
        yield url


Opens = Callable[..., "Page"]


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Opens]:
    """Opens the page as some browser would; in the end no other host may have been asked and no script have failed."""
    asked: set[str] = set()
    errors: list[str] = []
    contexts = []

    def open_page(url: str = address, **context: Any) -> Page:
        opened = browser.new_context(
            **{"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **context}
        )
        contexts.append(opened)
        opened.set_default_timeout(15_000)
        page = opened.new_page()
        page.on("request", lambda request: asked.add(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
        page.goto(url)
        page.wait_for_selector(".yw-start h1")
        page.wait_for_function("document.documentElement.lang.length > 0")
        page.wait_for_timeout(300)
        return page

    yield open_page
    for context in contexts:
        context.close()
    foreign = {url for url in asked if urlsplit(url).hostname not in ("127.0.0.1", None)}
    assert foreign == set()
    assert errors == []


def ask(page: Page, question: str, *, wait: str = DONE) -> None:
    """Type a question, send it with Enter, and wait until there is one more of ``wait``."""
    before = page.locator(wait).count()
    page.locator("#yw-box textarea").fill(question)
    page.locator("#yw-box textarea").press("Enter")
    page.wait_for_function("([s, n]) => document.querySelectorAll(s).length > n", arg=[wait, before])


def article(page: Page) -> Any:
    """The frame that shows an article."""
    return page.frame_locator(".yw-pane iframe")


def picture(page: Page, name: str) -> None:
    page.wait_for_timeout(400)
    page.screenshot(path=PICTURES / f"{name}.png")


def test_the_start_says_what_it_is_what_it_knows_and_what_to_ask(visit: Opens, assistant: Assistant) -> None:
    page = visit()
    assert HANS.tagline in page.inner_text(".yw-start")
    assert page.locator(".yw-start .yw-ask").count() == 6
    library = page.inner_text(".yw-library")
    for held in assistant.index.articles():
        assert held.title in library
        assert held.publisher in library
    assert "2023年6月7日" in library
    picture(page, "desktop-start")


def test_an_answer_comes_with_its_source_and_a_click_opens_the_sentence(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    assert "79" in page.inner_text(".yw-answer")
    quote = page.inner_text(".yw-source >> nth=0 >> .yw-quote")
    assert HANS.by_quote in page.inner_text(".yw-foot")
    picture(page, "desktop-answer")
    page.click("a.yw-cite >> nth=0")
    cited = article(page).locator("#cite")
    cited.wait_for()
    assert cited.inner_text() == quote
    box, pane = cited.bounding_box(), page.locator(".yw-pane iframe").bounding_box()
    assert box
    assert pane
    assert pane["y"] <= box["y"] < pane["y"] + pane["height"], "the sentence is on screen"
    picture(page, "desktop-article")


def test_the_sentence_shows_where_one_points(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.hover("a.yw-cite >> nth=0")
    page.wait_for_selector(".yw-hint:visible")
    assert page.inner_text(".yw-hint p") == page.inner_text(".yw-source >> nth=0 >> .yw-quote")
    assert page.get_attribute("a.yw-cite >> nth=0", "title") is None, "the browser's own tooltip would cover it"
    picture(page, "desktop-hint")
    page.mouse.move(5, 5)
    page.wait_for_selector(".yw-hint", state="hidden")


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


def test_an_article_of_the_library_opens_without_a_mark(visit: Opens) -> None:
    page = visit()
    page.click(".yw-library a.yw-article >> nth=1")
    article(page).locator("h1").wait_for()
    assert article(page).locator("mark").count() == 0
    article(page).locator("summary").click()
    assert article(page).locator(".cuts li").first.is_visible()


def test_a_deep_link_works_alone(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    href = page.get_attribute("a.yw-cite >> nth=0", "href")
    quote = page.inner_text(".yw-source >> nth=0 >> .yw-quote")
    page.goto(urlsplit(page.url)._replace(path="", query="").geturl().rstrip("/") + str(href))
    assert page.inner_text("#cite") == quote
    assert page.inner_text(".site") != ""
    picture(page, "article")
    page.emulate_media(media="print")
    assert not page.is_visible(".site")
    picture(page, "article-print")


def test_a_click_with_the_control_key_is_left_to_the_browser(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    with page.context.expect_page() as opened:
        page.click("a.yw-cite >> nth=0", modifiers=["Control"])
    opened.value.wait_for_selector("#cite")
    assert page.locator(".yw-pane:visible").count() == 0


def test_a_question_beyond_the_articles_is_refused_as_one(visit: Opens) -> None:
    page = visit()
    ask(page, BEYOND)
    refusal = page.locator(".yw-refused")
    assert HANS.refused in refusal.inner_text()
    assert HANS.nearest in refusal.inner_text()
    assert refusal.locator("a.yw-article").count() >= 1
    assert page.locator("a.yw-cite").count() == 0
    assert page.locator(".yw-source").count() == 0
    picture(page, "desktop-refusal")
    refusal.locator("button.yw-ask").first.click()
    page.wait_for_selector(".yw-source")


def test_an_example_asks_itself(visit: Opens) -> None:
    page = visit()
    question = page.inner_text(".yw-start .yw-ask >> nth=0 >> span")
    page.click(".yw-start .yw-ask >> nth=0")
    page.wait_for_selector(DONE)
    assert page.inner_text(".yw-question") == question
    assert page.locator(".yw-start").count() == 0


def test_a_follow_up_is_understood(visit: Opens) -> None:
    page = visit()
    ask(page, "悟道2.0是谁发布的？")
    ask(page, "它有多少参数？")
    assert "1.75万亿" in page.inner_text(".yw-answer >> nth=1")
    assert page.locator(".yw-question").count() == 2


def test_a_new_conversation_begins_at_the_start(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.click("#yw-new")
    page.wait_for_selector(".yw-start")
    assert page.locator(".yw-question").count() == 0
    assert page.locator(".yw-source").count() == 0
    ask(page, "它有多少参数？")
    assert "理解为" not in page.inner_text(".yw-answer")


def test_the_language_of_the_page_can_be_chosen_and_is_remembered(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.click("#yw-language label:has-text('English')")
    page.wait_for_selector(f"#yw-send:has-text('{EN.send}')")
    assert page.get_attribute("#yw-box textarea", "placeholder") == EN.ask_hint
    assert EN.by_quote in page.inner_text(".yw-foot"), "what was said before changes too"
    assert EN.sources in page.inner_text(".yw-side")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "79" in page.inner_text(".yw-answer"), "the answer itself stays"
    picture(page, "desktop-english")
    page.reload()
    page.wait_for_selector(f".yw-start h1:has-text('{EN.tagline}')")
    page.click("#yw-language label:has-text('繁體')")
    page.wait_for_selector(f".yw-start h1:has-text('{HANT.tagline}')")


@pytest.mark.parametrize(("locale", "words"), [("zh-TW", HANT), ("en-GB", EN), ("fr-FR", HANS)])
def test_the_page_opens_in_the_browser_s_language(visit: Opens, locale: str, words: Any) -> None:
    page = visit(locale=locale)
    page.wait_for_selector(f"#yw-send:has-text('{words.send}')")
    assert words.tagline in page.inner_text(".yw-start")
    assert page.title() == words.title
    if words is HANT:
        ask(page, TRADITIONAL)
        assert "2個月" in page.inner_text(".yw-answer"), "the source as it was written"
        picture(page, "desktop-traditional")


def test_on_a_phone_the_sources_follow_the_answer_and_the_article_covers_the_page(visit: Opens) -> None:
    page = visit(**PHONE)
    picture(page, "phone-start")
    ask(page, QUESTION)
    boxes = "[...document.querySelectorAll('.yw-answer, .yw-sources')].map((e) => e.getBoundingClientRect().toJSON())"
    answer, sources = page.evaluate(boxes)
    assert answer["height"] > 0
    assert sources["top"] >= answer["bottom"]
    picture(page, "phone-answer")
    page.tap("a.yw-cite >> nth=0")
    page.wait_for_selector(".yw-hint:visible")
    assert page.locator(".yw-pane:visible").count() == 0, "the first tap shows the sentence"
    picture(page, "phone-hint")
    page.tap(".yw-hint button")
    article(page).locator("#cite").wait_for()
    pane = page.locator(".yw-pane").bounding_box()
    assert pane
    assert (pane["x"], pane["y"], pane["width"], pane["height"]) == (0, 0, 390, 844)
    picture(page, "phone-article")
    page.go_back()
    page.wait_for_selector(".yw-pane", state="hidden")
    assert page.locator(".yw-answer").count() == 1, "back closes the article, not the page"


@pytest.mark.parametrize("width", [360, 768, 1024, 3840])
def test_no_width_makes_the_page_scroll_sideways(visit: Opens, width: int) -> None:
    page = visit(viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    ask(page, QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.click("a.yw-cite >> nth=0")
    article(page).locator("#cite").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    picture(page, f"width-{width}")


def test_in_the_dark_the_paper_is_dark(visit: Opens) -> None:
    page = visit(color_scheme="dark")
    dark = "(e => getComputedStyle(e).backgroundColor.match(/\\d+/g).map(Number).every(n => n < 60))"
    assert page.evaluate(f"{dark}(document.body)")
    ask(page, QUESTION)
    page.click("a.yw-cite >> nth=0")
    article(page).locator("#cite").wait_for()
    assert article(page).locator("body").evaluate(dark)
    picture(page, "dark-article")


def test_every_control_has_a_name(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.click("a.yw-cite >> nth=0")
    article(page).locator("#cite").wait_for()
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
    page.wait_for_timeout(500)
    assert page.locator(".yw-question").count() == 0
    assert page.input_value("#yw-box textarea") == "zhongguo"


def test_a_question_that_cannot_be_asked_says_why_and_is_not_lost(visit: Opens) -> None:
    page = visit()
    ask(page, "长" * 2_500)
    assert "2,000" in page.inner_text(".yw-fault")
    assert len(page.input_value("#yw-box textarea")) == 2_500
    ask(page, "   ")
    assert HANS.error_empty in page.inner_text(".yw-fault >> nth=1")


def test_copying_brings_the_sources_along(visit: Opens) -> None:
    page = visit()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.click("button.yw-copy")
    page.wait_for_selector(f"button.yw-copy:has-text('{HANS.copied}')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "79" in copied
    assert page.inner_text(".yw-source >> nth=0 >> .yw-quote") in copied
    assert "/articles/" in copied


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
        page.click("a.yw-cite >> nth=0")
        article(page).locator("#cite").wait_for()
        assert article(page).locator("img, script, b").count() == 0
        assert "owned" not in page.title()
        picture(page, "hostile")


def test_stop_keeps_what_there_is(visit: Opens, writing: Callable[[Writer], Assistant]) -> None:
    writer = PatientWriter()
    with serve_page(writing(writer)) as url:
        page = visit(url)
        ask(page, QUESTION, wait="a.yw-cite")
        assert not page.is_visible("#yw-send")
        page.click("#yw-stop")
        page.wait_for_selector(f".yw-foot:has-text('{HANS.stopped}')")
        assert page.is_visible("#yw-send")
        assert page.locator("a.yw-cite").count() >= 1
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


def test_an_error_is_said_plainly(visit: Opens, writing: Callable[[Writer], Assistant]) -> None:
    with serve_page(writing(FailingWriter(RuntimeError("secret detail")))) as url:
        page = visit(url, locale="en-US")
        page.wait_for_selector(f"#yw-send:has-text('{EN.send}')")
        ask(page, QUESTION)
        assert EN.error_unexpected in page.inner_text(".yw-fault")
        assert "secret" not in page.content()
        assert "Traceback" not in page.content()
        assert page.is_visible("#yw-send"), "one can ask again"


def test_the_first_piece_is_there_at_once(visit: Opens) -> None:
    page = visit()
    ask(page, TRADITIONAL)
    started = time.monotonic()
    ask(page, QUESTION, wait="a.yw-cite")
    assert time.monotonic() - started < 3, "a loose bound for a busy machine; a quiet one takes a third of a second"


def test_what_is_offered_next_is_answered(visit: Opens) -> None:
    page = visit()
    ask(page, QUESTION)
    page.wait_for_selector(".yw-offers .yw-ask")
    offered = page.locator(".yw-offers .yw-ask").all_inner_texts()
    assert 1 <= len(offered) <= 3
    page.click(".yw-offers .yw-ask >> nth=0")
    page.wait_for_function("document.querySelectorAll('.yw-foot').length === 2")
    assert page.inner_text(".yw-question >> nth=1") == offered[0]
    assert page.locator(".yw-refused").count() == 0
    picture(page, "desktop-next")


def test_a_question_is_asked_again_or_edited_in_its_place(visit: Opens) -> None:
    page = visit()
    ask(page, "悟道2.0是谁发布的？")
    ask(page, "它有多少参数？")
    page.click(".yw-again >> nth=0")
    page.wait_for_function("document.querySelectorAll('.yw-foot').length === 1")
    assert page.inner_text(".yw-question") == "悟道2.0是谁发布的？"
    page.click(".yw-edit")
    assert page.input_value("#yw-box textarea") == "悟道2.0是谁发布的？"
    assert HANS.editing in page.inner_text("#yw-bar")
    page.locator("#yw-box textarea").fill("悟道2.0有多少参数？")
    page.locator("#yw-box textarea").press("Enter")
    page.wait_for_selector(".yw-question:has-text('多少参数')")
    page.wait_for_selector(".yw-foot")
    assert page.locator(".yw-question").count() == 1
    assert "1.75万亿" in page.inner_text(".yw-answer")
    assert page.inner_text("#yw-bar") == ""


def test_a_rating_is_stored_only_after_the_notice(visit: Opens, assistant: Assistant) -> None:
    stored = assistant.settings.home / "feedback.jsonl"
    before = stored.read_text(encoding="utf-8") if stored.exists() else ""
    page = visit()
    ask(page, QUESTION)
    page.click(".yw-rate-down")
    assert HANS.rate_notice in page.inner_text("dialog.yw-rating")
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
    page.reload()
    page.wait_for_selector(".yw-start")
    page.click("#yw-history")
    assert page.locator(".yw-chats li").count() == 1
    assert BEYOND in page.inner_text(".yw-chat-open"), "named after its first question"
    page.click(f".yw-chats button:has-text('{HANS.rename}')")
    page.locator(".yw-rename input").fill("大模型 *数目*")
    page.locator(".yw-rename input").press("Enter")
    assert "大模型 *数目*" in page.inner_text(".yw-chat-open")
    picture(page, "desktop-history")
    written = download(page, HANS.export_markdown)
    assert written.startswith("# 大模型 \\*数目\\*\n")
    assert "[^2-1]" in written.split("[^2-1]:")[0]
    assert "中国10亿参数规模以上大模型已发布79个,集中在北京和广东 · 澎湃新闻 · 2023-05-28" in written
    kept = json.loads(download(page, HANS.export_json))
    assert [turn["question"] for turn in kept["turns"]] == [BEYOND, QUESTION]
    page.click(".yw-chat-open")
    page.wait_for_selector(".yw-refused")
    assert page.locator(".yw-question").count() == 2
    page.click("a.yw-cite >> nth=0")
    assert article(page).locator("#cite").inner_text() == kept["turns"][1]["citations"][0]["quote"]
    page.keyboard.press("Escape")
    page.click("#yw-history")
    page.click(f".yw-chats button:has-text('{HANS.delete}')")
    page.click(f".yw-chats button:has-text('{HANS.delete_sure}')")
    page.wait_for_selector(f".yw-chats:has-text('{HANS.history_empty}')")


def test_only_the_chosen_article_is_asked(visit: Opens) -> None:
    page = visit()
    page.check(".yw-pick[value='xinhua-2023-06-07']")
    assert HANS.scope_some.format(count=1) in page.inner_text("#yw-bar")
    ask(page, QUESTION)
    assert set(page.locator(".yw-source .yw-when").all_inner_texts()) == {"新华社 · 2023年6月7日"}
    assert HANS.scoped.format(count=1) in page.inner_text(".yw-foot")
    page.click("#yw-bar button")
    assert page.locator(".yw-pick:checked").count() == 0


def test_an_own_document_is_dropped_asked_and_removed(visit: Opens, own: Assistant, tmp_path: Path) -> None:
    (tmp_path / "笔记.md").write_text("# 我的猫\n\n年糕今年三岁，体重五公斤。\n", encoding="utf-8")
    (tmp_path / "图.png").write_bytes(b"PNG")
    with serve_page(own) as url:
        page = visit(url)
        with page.expect_file_chooser() as chooser:
            page.click(".yw-drop")
        chooser.value.set_files([tmp_path / "笔记.md", tmp_path / "图.png"])
        page.wait_for_selector(".yw-library:has-text('我的猫')")
        told = page.inner_text(".yw-added")
        assert HANS.add_done.format(count=13, cuts=1) in told
        assert HANS.add_kind.split("{")[0] in told
        picture(page, "desktop-documents")
        ask(page, "年糕体重多少？")
        assert "五公斤" in page.inner_text(".yw-answer")
        page.click(".yw-library summary")
        page.click(".yw-remove")
        page.click(".yw-remove")
        page.wait_for_function("!document.querySelector('.yw-library').textContent.includes('我的猫')")


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


def test_a_server_out_of_reach_is_said_and_the_question_is_not_lost(visit: Opens) -> None:
    page = visit(locale="en-US")
    page.context.set_offline(True)
    page.locator("#yw-box textarea").fill(QUESTION)
    page.locator("#yw-box textarea").press("Enter")
    page.wait_for_selector(f"#yw-bar:has-text('{EN.offline}')")
    picture(page, "desktop-offline")
    page.context.set_offline(False)
    page.reload()
    page.wait_for_function("q => document.querySelector('#yw-box textarea')?.value === q", arg=QUESTION)


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


def blame(axe: Any, page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA: the rule and where."""
    page.wait_for_timeout(300)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = axe.run(page, options={"runOnly": {"type": "tag", "values": rules}, "resultTypes": ["violations"]})
    return [f"{v['id']}: {[node['target'] for node in v['nodes']][:4]}" for v in found.response["violations"]]


def download(page: Page, label: str) -> str:
    """The text of what a button of the list of conversations gives."""
    with page.expect_download() as started:
        page.click(f".yw-chats button:has-text('{label}')")
    return Path(str(started.value.path())).read_text(encoding="utf-8")


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    """Wait for something the server does."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)
