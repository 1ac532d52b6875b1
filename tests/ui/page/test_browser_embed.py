"""The read-only page inside a page of another site, in a real Chromium, with the README's own snippet."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from assistant.settings import ServerSettings
from tests.ui.conftest import served
from tests.ui.page.browsing import DESKTOP, QUESTION, picture
from ui.app import build_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from assistant import Assistant

pytestmark = pytest.mark.browser

README = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
SNIPPET = re.findall(r"`(<iframe .*</iframe>)`", README)[0]


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """Another site, whose pages are the files of a folder; gives its origin."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def framed(browser: Browser, assistant: Assistant, folder: Path, *, listed: bool) -> Iterator[Page]:
    """A page of another site with ours in a frame; ``listed`` is whether `--embed` names that site."""
    with site(folder) as origin:
        server = ServerSettings(read_only=True, embed=(origin,) if listed else ())
        settings = assistant.settings.model_copy(update={"server": server})
        with served(build_app(replace(assistant, settings=settings))) as url:
            snippet = re.sub(r'src="[^"]*"', f'src="{url}/"', SNIPPET)
            (folder / "index.html").write_text(f"<!doctype html><h1>Elsewhere</h1>{snippet}", encoding="utf-8")
            context = browser.new_context(**DESKTOP)
            context.set_default_timeout(60_000)
            page = context.new_page()
            page.goto(origin)
            yield page
            context.close()


def test_a_site_that_is_named_shows_the_page_and_its_readers_ask(
    browser: Browser, assistant: Assistant, tmp_path: Path
) -> None:
    with framed(browser, assistant, tmp_path, listed=True) as page:
        ours = page.frame_locator("iframe")
        ours.locator(".yw-start h1").wait_for()
        ours.locator("#yw-box textarea").fill(QUESTION)
        ours.locator("#yw-box textarea").press("Enter")
        ours.locator(".yw-foot").wait_for()
        ours.locator("a.yw-cite").first.click()
        ours.frame_locator(".yw-pane iframe").locator("#cite").wait_for()
        expect(ours.locator(".yw-drop, .yw-remove")).to_have_count(0)
        picture(page, "desktop-embedded")


def test_a_site_that_is_not_named_gets_nothing(browser: Browser, assistant: Assistant, tmp_path: Path) -> None:
    with framed(browser, assistant, tmp_path, listed=False) as page:
        page.wait_for_function("document.readyState === 'complete'")
        expect(page.frame_locator("iframe").locator(".yw-start")).to_have_count(0)
        assert page.frames[1].url.startswith("chrome-error:")
