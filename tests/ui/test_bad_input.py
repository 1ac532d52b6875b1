"""Documents nobody can read, given on the command line: each is one line that names it and says what to do."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.doubles.text_pdf import text_pdf

if TYPE_CHECKING:
    from tests.ui.conftest import Run

SAID = "海豚湾天文台昨天向公众开放，市民排起长队，孩子们问了许多问题。"


def encrypted() -> bytes:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(out)
    return out.getvalue()


def bomb() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(210):
            part.write(b"\0" * 1_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "line"),
    [
        ("empty.txt", b"", "is empty"),
        ("noise.txt", bytes(range(256)) * 20, "is not text in any encoding known here: save it as UTF-8"),
        ("cut.pdf", text_pdf([SAID])[:300], "is a damaged PDF"),
        ("shut.pdf", encrypted(), "is an encrypted PDF: remove its password first"),
        ("bomb.docx", bomb(), "unpacks to 210,000,000 bytes in 1 parts, the limit is 200,000,000"),
    ],
)
def test_what_cannot_be_read_is_one_line(run: Run, tmp_path: Path, name: str, data: bytes, line: str) -> None:
    (tmp_path / name).write_bytes(data)
    done = run("add", tmp_path / name)
    assert done.status == 1
    assert done.out.startswith(f"not added: {tmp_path / name} {line}") and done.out.count("\n") == 1


def test_a_text_of_200_megabytes_is_refused_unread(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        os.truncate(file.fileno(), 200_000_000)
    assert "has 200,000,000 bytes, the limit is 50,000,000: split it" in run("add", tmp_path / "large.txt").out


def test_broken_utf_8_and_a_page_s_scripts_are_read_around(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes((SAID * 5).encode() + b"\xff\xfe\n" + SAID.encode())
    page = (
        f"<html><script>alert('坏')</script><body><article><p>{SAID * 4}</p><script>x('坏')</script></article></body>"
    )
    (tmp_path / "b.html").write_text(page, encoding="utf-8")
    run("add", tmp_path / "a.txt", tmp_path / "b.html")
    found = run("search", SAID, "--top", "20").out
    assert found.count("a-") and found.count("b-") and "坏" not in found


@pytest.mark.slow
def test_a_line_of_a_million_characters_is_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("海豚湾天文台开放，市民排队。" * 71_429, encoding="utf-8")
    assert run("add", tmp_path / "long.txt").out.startswith("added: long-")
