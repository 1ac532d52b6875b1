"""The reader's own documents in a real Chromium."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.ui.page.browsing import HANS, Opens, ask, picture
from tests.ui.page.conftest import serve_page

if TYPE_CHECKING:
    from assistant import Assistant

pytestmark = pytest.mark.browser


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
