"""One document of any kind to one article: by what its bytes are, then by its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path, PurePath

from index.article import Article, Cut
from index.reading.controls import without_controls
from index.reading.encoding import decode
from index.reading.page import read_page
from index.reading.problems import Kind, Unreadable, UnreadableFileError
from index.text.fold import strip_unsafe

MAX_BYTES = 50_000_000
# ATX heading on the first line that is not empty; closing marks need a space before them (CommonMark 0.31, 4.2).
_HEADING = re.compile(r"\s*^#{1,6}[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One document of an addition: its article, or in one line why there is none."""

    path: Path
    article: Article | None
    problem: str = ""
    kind: Kind = "other"


def read_bytes(name: str, data: bytes) -> ReadFile:
    """A document handed over with its file name, such as an upload. Never raises.

    The article's id comes from the name alone: the same name again takes the former's place.
    """
    plain = PurePath(name.replace("\\", "/")).name or "document"
    try:
        return ReadFile(Path(plain), read_document(plain, data, article_id(plain, plain)))
    except UnreadableFileError as error:
        return ReadFile(Path(plain), None, str(error), error.kind)


def read_document(label: str, data: bytes, identity: str) -> Article:
    """The article in a document; ``label`` is how a message names it, and its ending says what it should be.

    Raises:
        UnreadableFileError: it is too large, empty, damaged, of a kind not read here, or holds no sentence.
    """
    path = PurePath(label)
    try:
        check_size(len(data))
        if not data.strip():
            raise Unreadable("is empty", "empty")
        article = without_controls(_reader(path.suffix.lower(), data)(data, identity))
    except Unreadable as reason:
        raise UnreadableFileError(f"{label} {reason}", reason.kind) from reason
    if not article.text.strip():
        raise UnreadableFileError(f"{label} holds no article text: only navigation or empty lines were found", "empty")
    return article if article.title else replace(article, title=strip_unsafe(path.stem))


def check_size(size: int) -> None:
    """Refuse what is too large to be read whole.

    Raises:
        Unreadable: ``size`` bytes are over the limit.
    """
    if size > MAX_BYTES:
        raise Unreadable(f"has {size:,} bytes, the limit is {MAX_BYTES:,}: split it")


def article_id(stem: str, place: str) -> str:
    """A name for people and six digits of the place: two documents of one name stay two articles."""
    name = re.sub(r"[^\w.-]+", "-", PurePath(stem).stem).strip("-.")[:80] or "document"
    return f"{name}-{sha256(place.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"


Reader = Callable[[bytes, str], Article]


def _reader(suffix: str, data: bytes) -> Reader:
    """A PDF is known by its first bytes whatever its name; everything else by the name."""
    if data[:1_024].lstrip().startswith(b"%PDF-"):
        from index.reading.pdf import read_pdf

        return read_pdf
    if suffix == ".pdf":
        raise Unreadable("is not a PDF, whatever its name says: check the file", "damaged")
    if suffix in (".docx", ".epub"):
        from index.reading.archives import read_docx, read_epub

        return read_docx if suffix == ".docx" else read_epub
    if suffix in (".html", ".htm", ".xhtml"):
        from index.reading.markup import read_html

        return read_html
    return _read_markdown if suffix == ".md" else _read_dump


def _read_dump(data: bytes, identity: str) -> Article:
    return read_page(decode(data), identity)


def _read_markdown(data: bytes, identity: str) -> Article:
    """All the text is kept: who writes Markdown writes no navigation."""
    body = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    heading = _HEADING.match(body)
    title = heading.group(1) if heading else ""
    cuts = (Cut(heading.group().strip(), "title", heading.group().count("\n") + 1),) if heading else ()
    return Article(identity, title, join_lines(body[heading.end() if heading else 0 :]), cuts=cuts)


def join_lines(text: str) -> str:
    """The lines that are not empty, each without the space around it."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
