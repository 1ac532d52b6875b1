"""An exchange as the chat shows it: HTML in which only our own citation links are links."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant import Citation
from index import Listed
from ui.article_page import Span, article_url, html_lang
from ui.page.choosing import describe_scope
from ui.page.conversation import Exchange, describe_fault
from ui.page.documents import MAX_MEGABYTES, list_kinds
from ui.page.examples import Example
from ui.page.wording import Words, format_date
from ui.rendering import render_message, render_page

_LONGEST_QUESTION = 600
MOST_LISTED = 30
"""Articles beside the chat: the column is sent anew with each piece of an answer; the others are found by name."""


@dataclass(frozen=True, slots=True)
class Link:
    """A citation's marker, where it leads, and what it shows before one follows it."""

    marker: int
    url: str
    hint: str


@dataclass(frozen=True, slots=True)
class Source:
    """A citation as the list beside the answer shows it."""

    marker: int
    url: str
    title: str
    publisher: str
    date: str
    quote: str
    support: str
    lang: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """An article that is about something close."""

    url: str
    title: str
    publisher: str
    date: str


def render_question(exchange: Exchange) -> str:
    """The reader's question, shortened where it is too long to be one."""
    question = exchange.question
    shown = question if len(question) <= _LONGEST_QUESTION else question[:_LONGEST_QUESTION] + "…"
    return render_message("question.html", lines=shown.strip().split("\n"), lang=exchange.language)


def render_answer(exchange: Exchange, words: Words) -> str:
    """The answer so far, a refusal or an error."""
    if exchange.fault:
        again = exchange.fault in ("known", "unexpected")
        return render_message("fault.html", fault=describe_fault(exchange, words), again=again, words=words)
    answer = exchange.answer
    asked = answer.question if answer and answer.question != exchange.question.strip() else ""
    return render_message(
        "answer.html",
        exchange=exchange,
        paragraphs=link_markers(exchange, words),
        asked=asked,
        nearest=list_nearest(exchange, words) if exchange.refused else [],
        offers=exchange.offers,
        scoped=describe_scope(exchange.scope, words),
        model_failed=bool(answer and answer.notes and answer.grounded),
        words=words,
    )


def render_start(articles: Sequence[Listed], examples: Sequence[Example], words: Words) -> str:
    """What the page is and what to try, before the first question."""
    return render_message("start.html", articles=articles, examples=examples, words=words)


def render_side(
    exchange: Exchange | None,
    articles: Sequence[Listed],
    words: Words,
    *,
    count: int,
    owned: Collection[str] = (),
    record: tuple[int, str] = (0, ""),
    read_only: bool = False,
) -> str:
    """The column beside the chat: the last answer's sources and the articles held.

    ``count`` is how many articles there are, of which ``articles`` are the newest; ``owned`` are those a reader may
    remove; ``record`` is the last exchange's number and the JSON to keep.
    """
    return render_page(
        "side.html",
        exchange=exchange,
        sources=list_sources(exchange, words) if exchange else [],
        library=[(a.id, _describe(a, words), a.id in owned) for a in articles[:MOST_LISTED]],
        count=count,
        more=max(0, count - MOST_LISTED),
        record=record,
        read_only=read_only,
        kinds=list_kinds(words),
        limit=MAX_MEGABYTES,
        words=words,
    )


def link_markers(exchange: Exchange, words: Words) -> list[list[str | Link]]:
    """The answer's paragraphs, each a row of plain text and links. Only its marks become links."""
    links = {citation.marker: _link(citation, exchange, words) for citation in exchange.citations}
    paragraphs: list[list[str | Link]] = [[]]
    done = 0
    for mark in exchange.marks:
        _append_lines(paragraphs, exchange.text[done : mark.start])
        paragraphs[-1].append(links.get(mark.marker, exchange.text[mark.start : mark.end]))
        done = mark.end
    _append_lines(paragraphs, exchange.text[done:])
    return [row for row in paragraphs if any(not isinstance(part, str) or part.strip() for part in row)]


def list_sources(exchange: Exchange, words: Words) -> list[Source]:
    """The sources in answer order."""
    return [_source(citation, exchange, words) for citation in exchange.citations]


def list_nearest(exchange: Exchange, words: Words, most: int = 3) -> list[Nearest]:
    """The articles closest to a question that none of them answers, best first."""
    passages = exchange.answer.sources if exchange.answer else ()
    ids = dict.fromkeys(p.article_id for p in passages if p.article_id in exchange.articles)
    return [_describe(exchange.articles[article_id], words) for article_id in list(ids)[:most]]


def _append_lines(paragraphs: list[list[str | Link]], text: str) -> None:
    for number, line in enumerate(text.split("\n")):
        if number:
            paragraphs.append([])
        if line:
            paragraphs[-1].append(line)


def _link(citation: Citation, exchange: Exchange, words: Words) -> Link:
    article = exchange.articles.get(citation.article_id)
    about = _describe(article, words) if article else None
    heading = " · ".join(filter(None, (about.title, about.publisher, about.date))) if about else citation.article_id
    return Link(citation.marker, _url(citation, exchange), f"{heading}\n{citation.quote}")


def _source(citation: Citation, exchange: Exchange, words: Words) -> Source:
    article = exchange.articles.get(citation.article_id)
    about = _describe(article, words) if article else Nearest("", citation.article_id, "", "")
    verbatim = citation.support >= 0.995
    return Source(
        marker=citation.marker,
        url=_url(citation, exchange),
        title=about.title,
        publisher=about.publisher,
        date=about.date,
        quote=citation.quote,
        support=words.verbatim if verbatim else words.support.format(percent=round(citation.support * 100)),
        lang=html_lang(article) if article else "zh",
    )


def _url(citation: Citation, exchange: Exchange) -> str:
    here = (citation.start, citation.end)
    same = [c for c in exchange.citations if c.article_id == citation.article_id]
    also: list[Span] = [(c.start, c.end) for c in same if (c.start, c.end) != here]
    return article_url(citation.article_id, here, also)


def _describe(article: Listed, words: Words) -> Nearest:
    url = article_url(article.id)
    return Nearest(
        url, article.title or words.untitled, article.publisher, format_date(article.published, words.language)
    )
