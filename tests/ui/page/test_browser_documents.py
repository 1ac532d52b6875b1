"""The reader's own documents in a real Chromium: chosen or dropped, read before one's eyes, asked, removed."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.ui.page.browsing import HANS, Opens, article, ask, choose, picture
from tests.ui.page.conftest import serve_page
from ui.page.documents import list_kinds

if TYPE_CHECKING:
    from pathlib import Path

    from assistant import Assistant

pytestmark = pytest.mark.browser

NOTES = "# 我的猫\n\n年糕今年三岁，体重五公斤。\n"
DROP = """([name, encoded]) => {
    const carried = new DataTransfer();
    const bytes = Uint8Array.from(atob(encoded), (one) => one.charCodeAt(0));
    carried.items.add(new File([bytes], name));
    for (const kind of ['dragover', 'drop']) {
        const event = new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true});
        document.querySelector('#yw-chat').dispatchEvent(event);
        if (kind === 'dragover') window.covered = document.querySelector('.yw-cover').checkVisibility();
    }
}"""
SAID = """() => {
    window.said = [];
    new MutationObserver(() => {
        const line = document.querySelector('.yw-added small')?.textContent;
        if (line && line !== window.said.at(-1)) window.said.push(line);
    }).observe(document.body, {childList: true, subtree: true, characterData: true});
}"""


def test_an_own_document_is_added_asked_and_removed(visit: Opens, own: Assistant, tmp_path: Path) -> None:
    (tmp_path / "笔记.md").write_text(NOTES, encoding="utf-8")
    with serve_page(own) as url:
        page = visit(url)
        choose(page, [tmp_path / "笔记.md"], lambda: page.click(".yw-drop"))
        page.wait_for_selector(".yw-library:has-text('我的猫')")
        expect(page.locator(".yw-added").first).to_contain_text(HANS.add_done.format(count=13, cuts=1))
        page.click(".yw-added a.yw-article")
        article(page).locator("summary").click()
        assert "我的猫" in article(page).locator(".cuts li").first.inner_text(), "what was cut can be seen"
        page.click(".yw-pane button")
        ask(page, "年糕体重多少？")
        expect(page.locator(".yw-answer").first).to_contain_text("五公斤")
        page.click(".yw-library summary")
        page.click(".yw-remove")
        page.click(".yw-remove")
        page.wait_for_function("!document.querySelector('.yw-library').textContent.includes('我的猫')")
        assert own.index.counts()[0] == 5


def test_each_refused_file_says_why_and_the_others_go_on(visit: Opens, own: Assistant, tmp_path: Path) -> None:
    files = {"图.png": b"PNG", "空.txt": b"", "坏.pdf": b"no PDF", "笔记.md": NOTES.encode()}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with serve_page(own) as url:
        page = visit(url)
        choose(page, [*(tmp_path / name for name in files)], lambda: page.click(".yw-drop"))
        page.wait_for_selector(".yw-library:has-text('我的猫')")
        assert page.locator(".yw-added li").all_inner_texts() == [
            f"图.png\n{HANS.add_kind.format(kinds=list_kinds(HANS))}",
            f"空.txt\n{HANS.add_empty}",
            f"坏.pdf\n{HANS.add_damaged}",
            f"笔记.md\n{HANS.add_done.format(count=13, cuts=1)}",
        ]
        picture(page, "desktop-documents")


def test_a_file_dropped_on_the_page_is_read_before_one_s_eyes(visit: Opens, own: Assistant) -> None:
    text = "".join(f"第{n}只猫叫年糕{n}号，体重{n}公斤。\n" for n in range(1, 400))
    with serve_page(own) as url:
        page = visit(url)
        page.evaluate(SAID)
        page.evaluate(DROP, ["猫.txt", base64.b64encode(text.encode()).decode()])
        assert page.evaluate("window.covered"), "the page says where the file will go"
        expect(page.locator(".yw-cover").first).to_be_hidden()
        page.wait_for_selector(".yw-library:has-text('猫')")
        placing = HANS.add_placing.split("{")[0]
        told = [line for line in page.evaluate("window.said") if line.startswith(placing) and "%" in line]
        assert len(told) >= 2, "how far it is was to be seen"
        expect(page.locator(".yw-added progress")).to_have_count(0)


def test_without_a_connection_the_file_says_so(visit: Opens, tmp_path: Path) -> None:
    (tmp_path / "笔记.md").write_text(NOTES, encoding="utf-8")
    page = visit()
    page.context.set_offline(True)
    choose(page, [tmp_path / "笔记.md"], lambda: page.click(".yw-drop"))
    page.wait_for_selector(f".yw-added .yw-refused:has-text('{HANS.offline}')")
    page.context.set_offline(False)
