"""What the tests in a real Chromium share: what they ask, how they ask it, and how they wait."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from ui.page.wording import words_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page

PICTURES = Path(__file__).parents[3] / "artifacts"
QUESTION = "中国10亿参数规模以上的大模型发布了多少个？北京、广东各多少？"
TRADITIONAL = "ChatGPT發布後多久月活躍用戶破億？"
BEYOND = "怎么做红烧肉？"
DONE = ".yw-foot, .yw-refused, .yw-fault"
HANS, HANT, EN = words_in("zh-Hans"), words_in("zh-Hant"), words_in("en")
DESKTOP: dict[str, Any] = {"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
_PATIENCE = 60_000  # ms: a machine that runs other tests too is slow, not broken
expect.set_options(timeout=_PATIENCE)
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

Opens = Callable[..., "Page"]


@contextmanager
def launch() -> Iterator[Browser]:
    """A Chromium for as long as the block runs; without one the test is skipped, or fails where it must be there."""
    from playwright.sync_api import sync_playwright

    found = os.environ.get("CHROMIUM", "") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail("no Chromium here, and BROWSER_TESTS=required: install it or set CHROMIUM")
        pytest.skip("no Chromium here: install it or set CHROMIUM")
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield launched
        launched.close()


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Opens]:
    """Opens the page as some browser would; in the end no other host may have been asked and no script have failed."""
    asked: set[str] = set()
    errors: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(url: str = address, **context: Any) -> Page:
        opened = browser.new_context(**{**DESKTOP, **context})
        contexts.append(opened)
        opened.set_default_timeout(_PATIENCE)
        page = opened.new_page()
        page.on("request", lambda request: asked.add(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
        meet(page, lambda: page.goto(url))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert {url for url in asked if urlsplit(url).hostname not in ("127.0.0.1", None)} == set()
    assert errors == []


def meet(page: Page, load: Callable[[], object]) -> None:
    """Load the page and wait until it has greeted its reader."""
    with page.expect_response(lambda response: response.request.method == "POST"):
        load()
    page.wait_for_selector(".yw-start h1")
    settle(page)


def settle(page: Page) -> None:
    """Wait until what has arrived is drawn."""
    page.evaluate("document.fonts.ready")
    page.evaluate(_TWO_FRAMES)


def send(page: Page, question: str) -> None:
    """Type a question and press Enter."""
    page.locator("#yw-box textarea").fill(question)
    page.locator("#yw-box textarea").press("Enter")


def ask(page: Page, question: str, *, wait: str = DONE) -> None:
    """Send a question, and wait until there is one more of ``wait``."""
    before = page.locator(wait).count()
    send(page, question)
    page.wait_for_function("([s, n]) => document.querySelectorAll(s).length > n", arg=[wait, before])


def choose(page: Page, files: list[Path], opening: Callable[[], object]) -> None:
    """Choose files in the file chooser that ``opening`` opens."""
    with page.expect_file_chooser() as chooser:
        # Playwright asks the browser for its choosers and does not wait: what is answered after that comes after it.
        page.evaluate("0")
        opening()
    chooser.value.set_files(files)


def article(page: Page) -> FrameLocator:
    """The frame that shows an article."""
    return page.frame_locator(".yw-pane iframe")


def open_citation(page: Page) -> None:
    """Click the first citation and wait for its sentence."""
    page.click("a.yw-cite >> nth=0")
    article(page).locator("#cite").wait_for()


def picture(page: Page, name: str) -> None:
    """Write a screenshot."""
    settle(page)
    page.screenshot(path=PICTURES / f"{name}.png")


def until(true: Callable[[], bool], seconds: float = _PATIENCE / 1_000) -> None:
    """Wait for something the server does."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.05)
