"""The page a citation opens: the whole article as it was read, the cited words marked where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse

from assistant import Assistant
from assistant.question import Language
from index import Article
from ui.page.wording import Words, choose_language, format_date, name_reason, words_in
from ui.rendering import render_page

Span = tuple[int, int]

_STATIC = Path(__file__).parent / "static"
_PAIR = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
_LANGS = {"Hans": "zh-Hans", "Hant": "zh-Hant", "Latn": "en"}
_MOST_MARKS = 100


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a paragraph. ``kind`` is ``cite`` for the cited words, ``also`` for other marked ones, else empty.

    ``first`` is True where the cited span begins: the one place the page scrolls to.
    """

    text: str
    kind: str = ""
    first: bool = False


def article_router(assistant: Assistant) -> APIRouter:
    """``GET /articles/{id}?start=&end=&also=`` as HTML, and the stylesheet it uses."""
    router = APIRouter(include_in_schema=False)

    @router.get("/articles/{article_id}", response_class=HTMLResponse)
    def show_article(request: Request, article_id: str) -> HTMLResponse:
        query = request.query_params
        words = words_in(query.get("lang") or _accepted(request))
        pane = query.get("pane") == "1"
        article = assistant.index.article(article_id)
        if article is None:
            return HTMLResponse(render_page("missing.html", words=words, pane=pane), status_code=404)
        cited = read_span(query.get("start", ""), query.get("end", ""), len(article.text))
        also = read_spans(query.get("also", ""), len(article.text))
        near = assistant.index.articles(assistant.index.near_duplicates([article_id]).get(article_id, []))
        return HTMLResponse(render_article(article, cited, also, words, pane, near))

    @router.get("/static/article.css")
    def stylesheet() -> FileResponse:
        return FileResponse(_STATIC / "article.css", media_type="text/css")

    return router


def article_url(article_id: str, cited: Span | None = None, also: Sequence[Span] = ()) -> str:
    """The address of an article's page, or of a span on it: it scrolls there and marks ``also`` more quietly."""
    path = f"/articles/{quote(article_id, safe='')}"
    if not cited:
        return path
    query = {"start": str(cited[0]), "end": str(cited[1])}
    if also:
        query["also"] = ",".join(f"{a}-{b}" for a, b in also)
    return f"{path}?{urlencode(query, safe=',')}#cite"


def html_lang(article: Article) -> str:
    """The ``lang`` attribute of an article's text."""
    return _LANGS.get(article.script, "zh")


def render_article(
    article: Article,
    cited: Span | None,
    also: Sequence[Span],
    words: Words,
    pane: bool = False,
    near: Sequence[Article] = (),
) -> str:
    """The page's HTML. Spans are ``[start, end)`` in code points of the article's text and inside it.

    ``near`` are the articles that are nearly the same.
    """
    return render_page(
        "article.html",
        article=article,
        paragraphs=mark_paragraphs(article.text, cited, also),
        lang=html_lang(article),
        date=format_date(article.published, words.language),
        cuts=[(name_reason(cut.reason, words.language), cut.line, cut.text) for cut in article.cuts],
        near=[(article_url(twin.id), twin.title or twin.id, twin.publisher) for twin in near],
        url=article.url if is_web_address(article.url) else "",
        words=words,
        pane=pane,
    )


def mark_paragraphs(text: str, cited: Span | None, also: Sequence[Span] = ()) -> list[list[Segment]]:
    """The text's lines, each cut where a mark begins or ends. Joined, they are the text without its newlines.

    Where spans overlap the cited one wins.
    """
    spans = [*([cited] if cited else []), *also]
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    runs = groupby(pairwise(edges), lambda run: _kind(run[0], cited, also))
    paragraphs: list[list[Segment]] = [[]]
    for kind, (first, *rest) in runs:
        for number, part in enumerate(text[first[0] : (rest or [first])[-1][1]].split("\n")):
            if number:
                paragraphs.append([])
            if part:
                paragraphs[-1].append(Segment(part, kind))
    return _flag_first([p for p in paragraphs if p])


def read_span(start: str, end: str, length: int) -> Span | None:
    """A span from its two numbers, or None unless ``0 <= start < end <= length``."""
    if not (found := _PAIR.fullmatch(f"{start}-{end}")):
        return None
    first, last = int(found.group(1)), int(found.group(2))
    return (first, last) if first < last <= length else None


def read_spans(listed: str, length: int) -> list[Span]:
    """The valid spans of ``12-40,88-120``, at most a hundred."""
    pairs = (item.partition("-") for item in listed.split(",")[:_MOST_MARKS])
    spans = (read_span(start, end, length) for start, _, end in pairs)
    return [span for span in spans if span]


def is_web_address(url: str) -> bool:
    """Whether a link may lead there: http or https, with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _kind(start: int, cited: Span | None, also: Sequence[Span]) -> str:
    if cited and cited[0] <= start < cited[1]:
        return "cite"
    return "also" if any(a <= start < b for a, b in also) else ""


def _flag_first(paragraphs: list[list[Segment]]) -> list[list[Segment]]:
    for paragraph in paragraphs:
        for place, segment in enumerate(paragraph):
            if segment.kind == "cite":
                paragraph[place] = Segment(segment.text, segment.kind, True)
                return paragraphs
    return paragraphs


def _accepted(request: Request) -> Language:
    header = request.headers.get("accept-language", "")
    return choose_language([item.partition(";")[0] for item in header.split(",")])
