"""Which articles there are to choose from: by words of their titles, by publisher and by date."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from index import Index, Listed, Where
from index.text.fold import fold
from ui.article_page import article_url
from ui.page.record import Day
from ui.page.wording import Words, format_date, words_in

MOST_SHOWN = 50
_MOST_PUBLISHERS = 100
_Text = Annotated[str, Query(max_length=200)]


def choosing_router(index: Index) -> APIRouter:
    """``GET /page/articles?q=&publisher=&since=&until=``: how many articles match, the first, and all publishers."""
    router = APIRouter(include_in_schema=False)

    @router.get("/page/articles")
    def list_articles(
        q: _Text = "",
        publisher: Annotated[list[str], Query(max_length=1_000)] = [],  # noqa: B006  # FastAPI copies it
        since: Day = "",
        until: Day = "",
        lang: _Text = "zh-Hans",
    ) -> dict[str, Any]:
        return find_articles(index, q, Where((), tuple(publisher), since, until), words_in(lang))

    return router


def find_articles(index: Index, words_of_title: str, where: Where, words: Words) -> dict[str, Any]:
    """The articles within ``where`` whose title or publisher holds every word, in either script, newest first."""
    heads = index.store.catalog.heads
    found = heads.named(fold(words_of_title).split(), *where.conditions)
    shown = {article.id: article for article in heads.entries_of(found[:MOST_SHOWN])}
    return {
        "count": len(found),
        "articles": [_describe(shown[i], words) for i in found[:MOST_SHOWN] if i in shown],
        "publishers": heads.by_publisher(_MOST_PUBLISHERS),
    }


def describe_scope(where: Where, words: Words) -> str:
    """What a search is narrowed to, or nothing."""
    comma = ", " if words.language == "en" else "、"
    days = [format_date(day, words.language) if day else "…" for day in (where.since, where.until)]
    parts = (
        words.scope_some.format(count=len(where.articles)) if where.articles else "",
        comma.join(where.publishers),
        " – ".join(days) if where.since or where.until else "",
    )
    return " · ".join(filter(None, parts))


def _describe(article: Listed, words: Words) -> dict[str, str]:
    origin = (article.publisher, format_date(article.published, words.language))
    return {
        "id": article.id,
        "title": article.title or words.untitled,
        "origin": " · ".join(filter(None, origin)),
        "url": article_url(article.id),
    }
