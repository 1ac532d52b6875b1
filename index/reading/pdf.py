"""A PDF's text layer, by pypdf."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from typing import TYPE_CHECKING

from index.article import Article
from index.reading.page import read_page
from index.reading.problems import Unreadable
from index.text.fold import strip_unsafe

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
        pages = [page.extract_text() for page in reader.pages]
        title = str((reader.metadata.title if reader.metadata else "") or "")
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as error:
        raise Unreadable(
            f"is a damaged PDF ({_line(error)}): open it elsewhere and save it again", "damaged"
        ) from error
    text = "\n".join(_join(page) for page in pages)
    if not strip_unsafe(text).strip():
        raise Unreadable(
            "is a PDF without a text layer, only pictures: run text recognition (OCR) on it first", "pictures"
        )
    article = read_page(text, identity)
    # A document's paragraphs are its text; the cleaner's view of it stands only where it found most of them.
    kept = article if len(article.text) * 2 > len(text) else Article(identity, "", text, script=article.script)
    return Article(identity, title.strip() or kept.title, kept.text, script=kept.script, cuts=kept.cuts)


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


def _join(page: str) -> str:
    """A line that does not close a sentence and is nearly as long as the page is wide goes on in the next one."""
    lines = [line.strip() for line in page.splitlines() if line.strip()]
    width = max((len(line) for line in lines), default=0)
    text = ""
    for line in lines:
        last = text.rpartition("\n")[2]
        goes_on = bool(last) and not last.endswith(_CLOSES) and len(_tail(last, width)) >= width * 0.7
        space = " " if goes_on and re.search(r"[!-~]$", last) and re.match(r"[!-~]", line) else ""
        text += (space if goes_on else "\n" if text else "") + line
    return text


def _tail(paragraph: str, width: int) -> str:
    """What of a paragraph stood on its last line, as nearly as its length tells."""
    return paragraph if len(paragraph) <= width else paragraph[-width:]


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
