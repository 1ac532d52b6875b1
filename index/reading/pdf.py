"""A PDF's text layer, by pypdf."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from index.article import Article
from index.reading.page import read_page
from index.reading.problems import Unreadable
from index.reading.running import split_running
from index.text.fold import strip_unsafe
from index.text.radicals import straighten

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_PAGES = 5_000
_CLOSES = tuple("。！？!?…；;：:.”』」")


def read_pdf(data: bytes, identity: str) -> Article:
    """The text of every page, its broken lines joined to paragraphs.

    Raises:
        Unreadable: it is encrypted, damaged, far too long, or holds pictures of text only.
    """
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its warnings about a bad file are told once, as ours
    try:
        reader = _open(data)
        pages = [straighten(page.extract_text()) for page in reader.pages]
        title = straighten(str((reader.metadata.title if reader.metadata else "") or ""))
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as error:
        raise Unreadable(
            f"is a damaged PDF ({_line(error)}): open it elsewhere and save it again", "damaged"
        ) from error
    lines, running = split_running([page.splitlines() for page in pages])
    text = _join([line for page in lines for line in page])  # a paragraph may go on over the page
    if not strip_unsafe(text).strip():
        raise Unreadable(
            "is a PDF without a text layer, only pictures: run text recognition (OCR) on it first", "pictures"
        )
    article = read_page(text, identity, printed=True)
    # A document's paragraphs are its text; the cleaner's view of it stands only where it found most of them.
    kept = article if len(article.text) * 2 > len(text) else Article(identity, "", text, script=article.script)
    return replace(kept, title=title.strip() or kept.title, cuts=(*running, *kept.cuts))


def _open(data: bytes) -> PdfReader:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not _unlock(reader):
        raise Unreadable("is an encrypted PDF: remove its password first", "locked")
    if len(reader.pages) > MAX_PAGES:
        raise Unreadable(f"has {len(reader.pages):,} pages, the limit is {MAX_PAGES:,}: split it")
    return reader


def _unlock(reader: PdfReader) -> bool:
    """Many PDFs are encrypted with no password, only against changes."""
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        return False


def _join(lines: Sequence[str]) -> str:
    """A line that does not close a sentence and is nearly as long as the page is wide goes on in the next one."""
    width = max(map(_columns, lines), default=0)
    text, last = "", ""
    for line in lines:
        goes_on = bool(last) and not last.endswith(_CLOSES) and _columns(last) >= width * 0.7
        space = " " if goes_on and re.search(r"[!-~]$", last) and re.match(r"[!-~]", line) else ""
        text += (space if goes_on else "\n" if text else "") + line
        last = line
    return text


def _columns(line: str) -> int:
    """A line's width on paper, in letters: a Chinese character is two wide."""
    return len(line) + sum(unicodedata.east_asian_width(c) in "WF" for c in line)


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
