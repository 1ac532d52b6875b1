"""Documents that are ZIP archives: Word's, by python-docx, and e-books, by their own table of contents."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from index.article import Article, Cut
from index.reading.problems import Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_UNPACKED = 200_000_000
MAX_MEMBERS = 20_000
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "META-INF/container.xml"


def read_docx(data: bytes, identity: str) -> Article:
    """The paragraphs and the tables of a Word document in reading order, a table's row a line.

    Raises:
        Unreadable: it is damaged, or unpacks to far more than a document.
    """
    with _open(data, "Word document") as archive:
        _refuse_doctype(archive)
    from docx import Document
    from docx.table import Table

    try:
        document = Document(BytesIO(data))
        blocks = list(document.iter_inner_content())
        core = document.core_properties
        title, author = core.title or "", core.author or ""
        lines = [line for b in blocks for line in (_rows(b) if isinstance(b, Table) else [b.text])]
        heading = next((b.text for b in blocks if not isinstance(b, Table) and _is_title(b)), "")
    except Exception as error:  # python-docx lets many kinds through for a package that is not Word's
        raise Unreadable(
            "is not a Word document, or a damaged one: open it and save it again as .docx", "damaged"
        ) from error
    text = "\n".join(part for line in lines for part in _parts(line) if part != heading.strip())
    # python-docx's own template names itself as the author.
    return Article(identity, _one(heading or title), text, author=_one(author) if author != "python-docx" else "")


def read_epub(data: bytes, identity: str) -> Article:
    """The chapters of an e-book in its reading order, as one article.

    Raises:
        Unreadable: it is damaged, protected, or unpacks to far more than a book.
    """
    with _open(data, "EPUB") as archive:
        if "META-INF/encryption.xml" in archive.namelist():
            raise Unreadable("is an EPUB with copy protection: only one without can be read", "locked")
        try:
            place = _root(archive, _CONTAINER).find(".//{*}rootfile")
            package = place.get("full-path", "") if place is not None else ""
            opf = _root(archive, package)
            chapters = [_chapter(archive.read(name)) for name in _spine(opf, package)]
        except (KeyError, BadZipFile, ParseError, ValueError, NotImplementedError, RuntimeError) as error:
            raise Unreadable("is a damaged EPUB: download it again", "damaged") from error
    text = "\n".join(line for lines, _ in chapters for line in lines)
    cuts = tuple(cut for _, found in chapters for cut in found)
    author = "、".join(filter(None, (_one(e.text or "") for e in opf.iter(f"{_DC}creator"))))
    publisher = _one(opf.findtext(f".//{_DC}publisher") or "")
    title = _one(opf.findtext(f".//{_DC}title") or "")
    return Article(identity, title, text, publisher=publisher, author=author, cuts=cuts)


def _open(data: bytes, kind: str) -> ZipFile:
    """The archive, once its declared sizes are within reason; what is read is checked against them by zipfile."""
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(f"is not a whole {kind}: it is damaged or of another kind", "damaged") from error
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    if size > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        raise Unreadable(
            f"unpacks to {size:,} bytes in {len(members):,} parts, the limit is {MAX_UNPACKED:,} in {MAX_MEMBERS:,}: "
            "it may be made to fill the memory"
        )
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(f"is an encrypted {kind}: remove its password first", "locked")
    return archive


def _refuse_doctype(archive: ZipFile) -> None:
    """No Word document declares entities; one that does is made to expand them."""
    try:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")) and b"<!DOCTYPE" in archive.read(name)[:4_096]:
                raise Unreadable("declares entities, which no Word document does: it is not read")
    except (BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable("is a damaged Word document: open it and save it again", "damaged") from error


def _root(archive: ZipFile, name: str) -> Element:
    from defusedxml.ElementTree import fromstring

    root: Element = fromstring(archive.read(name))
    return root


def _spine(opf: Element, package: str) -> list[str]:
    places = {item.get("id"): item.get("href", "") for item in opf.iter(f"{_OPF}item")}
    chosen = [places.get(item.get("idref"), "") for item in opf.iter(f"{_OPF}itemref")]
    base = posixpath.dirname(package)
    return [posixpath.normpath(posixpath.join(base, unquote(href))) for href in chosen if href]


def _chapter(data: bytes) -> tuple[list[str], list[Cut]]:
    from index.reading.controls import cut_controls
    from index.reading.encoding import decode_html
    from index.reading.markup import visible_lines

    html, cuts = cut_controls(decode_html(data))
    return visible_lines(html), cuts


def _rows(table: object) -> Iterator[str]:
    for row in table.rows:  # type: ignore[attr-defined]
        cells = dict.fromkeys(cell.text.strip() for cell in row.cells)  # a merged cell stands once
        yield " ".join(cell.replace("\n", " ") for cell in cells if cell)


def _is_title(paragraph: object) -> bool:
    style = getattr(getattr(paragraph, "style", None), "name", "") or ""
    return style in ("Title", "Heading 1") and bool(paragraph.text.strip())  # type: ignore[attr-defined]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.splitlines() if part.strip()]


def _one(text: str) -> str:
    return " ".join(text.split())
