"""An exchange as the reader's browser keeps it, and back: what comes back is checked against the articles."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant import Answer, Assistant, Citation, Mark
from index import Article, Passage, Where
from ui.page.conversation import Exchange

Identifier = Annotated[str, Field(max_length=200)]
Place = Annotated[int, Field(ge=0, le=100_000_000)]
Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class _Kept(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class KeptCitation(_Kept):
    """A citation with where its article is from, so that an export needs nothing else."""

    marker: Annotated[int, Field(ge=1, le=1_000)]
    article_id: Identifier
    start: Place
    end: Place
    quote: Annotated[str, Field(max_length=20_000)]
    support: Annotated[float, Field(ge=0, le=1)]
    title: Annotated[str, Field(max_length=2_000)] = ""
    publisher: Annotated[str, Field(max_length=2_000)] = ""
    published: Annotated[str, Field(max_length=40)] = ""
    url: Annotated[str, Field(max_length=2_000)] = ""


class Scope(BaseModel):
    """Which articles to ask, as `index.Where` has it: ids, publishers, and ISO days, both included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    articles: Annotated[tuple[Identifier, ...], Field(max_length=1_000)] = ()
    publishers: Annotated[tuple[Identifier, ...], Field(max_length=1_000)] = ()
    since: Day = ""
    until: Day = ""

    def where(self) -> Where:
        """The same for a search."""
        return Where(self.articles, self.publishers, self.since, self.until)


class KeptExchange(_Kept):
    """One question and its answer. ``marks`` are ``(start, end, marker)``; ``near`` are articles shown at a refusal,
    ``timings`` seconds by stage."""

    question: Annotated[str, Field(max_length=4_000)]
    language: Literal["zh-Hans", "zh-Hant", "en"]
    stage: Literal["done", "stopped"]
    text: Annotated[str, Field(max_length=100_000)]
    citations: Annotated[list[KeptCitation], Field(max_length=200)] = []
    marks: Annotated[list[tuple[Place, Place, int]], Field(max_length=2_000)] = []
    asked: Annotated[str, Field(max_length=8_000)] = ""
    mode: Literal["quote", "model"] = "quote"
    grounded: bool = True
    near: Annotated[list[Identifier], Field(max_length=50)] = []
    scope: Scope = Scope()
    timings: Annotated[dict[Annotated[str, Field(max_length=20)], float], Field(max_length=10)] = {}

    @field_validator("scope", mode="before")
    @classmethod
    def _read_ids(cls, value: Any) -> Any:
        """Conversations kept before publishers and dates could be chosen hold ids alone."""
        return {"articles": value} if isinstance(value, list) else value


def keep(exchange: Exchange) -> KeptExchange | None:
    """The exchange to keep, or None while it is under way or after it failed."""
    if exchange.stage not in ("done", "stopped") or not exchange.text:
        return None
    answer = exchange.answer
    return KeptExchange(
        question=exchange.question,
        language=exchange.language,
        stage="done" if exchange.stage == "done" else "stopped",
        text=exchange.text,
        citations=[_keep_citation(c, exchange.articles.get(c.article_id)) for c in exchange.citations],
        marks=[(m.start, m.end, m.marker) for m in exchange.marks],
        asked=answer.question if answer else "",
        mode=answer.mode if answer else "quote",
        grounded=not exchange.refused,
        near=list(dict.fromkeys(p.article_id for p in answer.sources)) if answer and exchange.refused else [],
        scope=_keep_scope(exchange.scope),
        timings={stage: round(seconds, 4) for stage, seconds in answer.timings.items()} if answer else {},
    )


def recall(assistant: Assistant, kept: Iterable[KeptExchange]) -> list[Exchange]:
    """The exchanges again. A citation whose article no longer holds its words there is left out, its marker is text."""
    rows = list(kept)
    wanted = {c.article_id for row in rows for c in row.citations} | {i for row in rows for i in row.near}
    articles = {a.id: a for a in assistant.index.articles(sorted(wanted))} if wanted else {}
    return [_recall_one(row, articles) for row in rows]


def _recall_one(row: KeptExchange, articles: dict[str, Article]) -> Exchange:
    citations = [
        Citation(c.marker, c.article_id, c.start, c.end, c.quote, c.support)
        for c in row.citations
        if c.article_id in articles and c.quote and articles[c.article_id].text[c.start : c.end] == c.quote
    ]
    markers = {c.marker for c in citations}
    marks = [Mark(*m) for m in row.marks if m[2] in markers and row.text[m[0] : m[1]] == f"[{m[2]}]"]
    marks.sort(key=lambda mark: mark.start)
    near = tuple(Passage(i, 0, 0, "") for i in row.near if i in articles)
    answer = Answer(
        row.text, tuple(citations), tuple(marks), near, row.grounded, row.mode, question=row.asked, timings=row.timings
    )
    return Exchange(
        question=row.question,
        language=row.language,
        stage=row.stage,
        text=row.text,
        citations=citations,
        marks=marks,
        answer=answer if row.stage == "done" else None,
        articles=articles,
        scope=row.scope.where(),
    )


def _keep_scope(where: Where) -> Scope:
    return Scope(articles=where.articles, publishers=where.publishers, since=where.since, until=where.until)


def _keep_citation(citation: Citation, article: Article | None) -> KeptCitation:
    about = article or Article(citation.article_id, "", "")
    return KeptCitation(
        marker=citation.marker,
        article_id=citation.article_id,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        support=min(1.0, max(0.0, round(citation.support, 4))),
        title=about.title[:2_000],
        publisher=about.publisher[:2_000],
        published=about.published[:40],
        url=about.url[:2_000],
    )
