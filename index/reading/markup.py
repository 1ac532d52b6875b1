"""HTML: trafilatura finds the article; what it leaves is kept as cuts, and the page's own tags say who wrote it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from index.article import Article, Cut
from index.reading.controls import CONTROLS, cut_controls
from index.reading.encoding import decode_html
from index.reading.page import read_page
from index.reading.problems import Unreadable
from index.reading.script import read_script
from index.reading.stated import read_stated
from index.text.fold import strip_unsafe

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNSEEN = (
    "script",
    "style",
    "noscript",
    "template",
    "svg",
    "iframe",
    "object",
    "head",
    "select",
    "textarea",
    "rt",
    "rp",
)
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins"}
    | {"kbd", "label", "mark", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub"}
    | {"sup", "time", "tt", "u", "var", "wbr"}
)


def read_html(data: bytes, identity: str, url: str = "", charset: str = "") -> Article:
    """The article of a web page. ``url`` is where it was found, ``charset`` what the server said it is in.

    Raises:
        Unreadable: it is not text, or no page at all.
    """
    html, controls = cut_controls(decode_html(data, charset))
    tree = _parse(html)
    shown = _lines_of(tree)
    page = read_page("\n".join(shown), identity)
    text = _extract(html, page.text)
    stated, about = read_stated(tree)
    title = _title(tree, stated, page.title, text)
    first, _, rest = text.partition("\n")
    text = rest if rest and first == title else text  # the headline is no sentence to quote
    kept = set(text.split("\n"))
    reasons = {cut.text: cut.reason for cut in page.cuts} | {title: "title"}
    return Article(
        id=identity,
        title=title,
        text=text,
        publisher=about.publisher or page.publisher,
        author=about.author or page.author,
        editor=about.editor or page.editor,
        published=about.published or page.published,
        place=page.place,
        url=url or _address(tree),
        script=read_script(text),
        cuts=(
            *controls,
            *(cut for cut in page.cuts if cut.reason == CONTROLS),
            *(
                Cut(line, reasons.get(line, "outside the article"), number)
                for number, line in enumerate(shown, 1)
                if strip_unsafe(line) not in kept
            ),
        ),
    )


def visible_lines(html: str) -> list[str]:
    """What a reader would see, a block a line, without scripts and styles."""
    return _lines_of(_parse(html))


def _parse(html: str) -> HtmlElement:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    # Given as bytes in one encoding, or a declaration inside the text would be refused or believed.
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError) as error:
        raise Unreadable("is not a web page: check the file") from error


def _extract(html: str, fallback: str) -> str:
    """trafilatura's article; the page's visible prose where it finds none."""
    from trafilatura import bare_extraction

    found = bare_extraction(html, include_comments=False, include_tables=True, with_metadata=False)
    about: dict[str, Any] = found if isinstance(found, dict) else found.as_dict() if found is not None else {}
    lines = (line.strip() for line in strip_unsafe(str(about.get("text") or "")).splitlines())
    text = "\n".join(line for line in lines if line)
    # On a short page trafilatura keeps the menu and the headline; the line model then knows better.
    within = read_page(text, "").text
    text = within if len(within) * 5 > len(text) * 4 else text
    # A page whose prose by far outweighs what was found was misjudged (a single short paragraph, a nested frame).
    return text if len(text) * 3 > len(fallback) else fallback


def _lines_of(tree: HtmlElement) -> list[str]:
    parts: list[str] = []
    _walk(tree, parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return [line for line in lines if line]


def _walk(tree: HtmlElement, parts: list[str]) -> None:
    """Text in document order with a line feed around each block; a stack of its own, so depth is no limit."""
    stack: list[HtmlElement | str] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        edge = "" if node.tag in _INLINE else "\n"
        later = [edge, node.tail.replace("\n", " ")] if node.tail else [edge]
        stack.extend(reversed(later))
        if isinstance(node.tag, str) and node.tag not in _UNSEEN:
            parts += [edge, (node.text or "").replace("\n", " ")]
            stack.extend(reversed(node))


def _title(tree: HtmlElement, stated: str, read: str, text: str) -> str:
    """What the page states as its title; else a first heading that begins its window's title or the article, what its
    lines show, any first heading, the window's title."""
    headings = [_one(" ".join(tag.itertext())) for tag in tree.iter("h1")]
    window = next((_one(" ".join(tag.itertext())) for tag in tree.iter("title")), "")
    first = text.partition("\n")[0]
    agreed = next((h for h in headings if h and (window.startswith(h) or h == first)), "")
    return next(filter(None, (stated, agreed, read, *headings, window)), "")


def _address(tree: HtmlElement) -> str:
    for link in tree.iter("link"):
        href = link.get("href") or ""
        if link.get("rel") == "canonical" and re.match(r"https?://\S+$", href):
            return str(href)[:2_000]
    return ""


def _one(text: str) -> str:
    return " ".join(strip_unsafe(text).split())
