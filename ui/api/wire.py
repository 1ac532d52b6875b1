"""Our nouns as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from assistant import Answer, Citation, Mark
    from index import Article, Entry, Index, Passage


def article_url(base: str, article_id: str, start: int | None = None, end: int | None = None) -> str:
    """Where an article opens, at a span when one is given."""
    url = f"{base}/articles/{quote(article_id, safe='')}"
    return url if start is None else f"{url}?start={start}&end={end}#cite"


_HEAD = ("id", "title", "publisher", "author", "editor", "published", "place", "url", "script")


def entry_json(entry: Entry) -> dict[str, Any]:
    """An article's head."""
    return {"object": "article", **{name: getattr(entry, name) for name in _HEAD}, "characters": entry.characters}


def entries_json(index: Index, limit: int, after: str = "", scope: str | None = None) -> dict[str, Any]:
    """A page of the articles' heads, newest first, as OpenAI pages its lists, with their near-duplicates' ids."""
    found = index.entries(limit + 1, after, scope)
    alike = index.near_duplicates([entry.id for entry in found])
    data = [entry_json(entry) | {"near_duplicates": alike.get(entry.id, [])} for entry in found[:limit]]
    ends = {"first_id": data[0]["id"], "last_id": data[-1]["id"]} if data else {"first_id": None, "last_id": None}
    return {"object": "list", "data": data, **ends, "has_more": len(found) > limit}


def article_json(article: Article, *, whole: bool) -> dict[str, Any]:
    """An article; ``whole`` adds its text and what was cut from its page."""
    data: dict[str, Any] = {"object": "article", **{name: getattr(article, name) for name in _HEAD}}
    data["characters"] = len(article.text)
    if whole:
        data["text"] = article.text
        data["cuts"] = [{"text": c.text, "reason": c.reason, "line": c.line} for c in article.cuts]
    return data


def passage_json(passage: Passage, base: str) -> dict[str, Any]:
    """A retrieved passage."""
    return {
        "article_id": passage.article_id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": round(passage.score, 4),
        "url": article_url(base, passage.article_id, passage.start, passage.end),
    }


def citation_json(citation: Citation, base: str) -> dict[str, Any]:
    """A citation; ``[n]`` in the answer is ``citations[n - 1]``."""
    return {
        "marker": citation.marker,
        "article_id": citation.article_id,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "support": round(citation.support, 4),
        "url": article_url(base, citation.article_id, citation.start, citation.end),
    }


def data_frame(data: dict[str, Any]) -> str:
    """One unnamed server-sent event."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"


def annotations_of(index: Index, answer: Answer, base: str) -> list[dict[str, Any]]:
    """The answer's ``url_citation`` annotations with their articles' titles."""
    return annotations_json(answer, titles_of(index, answer), base)


def titles_of(index: Index, answer: Answer) -> dict[str, str]:
    """The titles of the articles that were cited or found, by id."""
    ids = dict.fromkeys([*(c.article_id for c in answer.citations), *(p.article_id for p in answer.sources)])
    return index.titles(list(ids))


def annotations_json(answer: Answer, titles: dict[str, str], base: str) -> list[dict[str, Any]]:
    """One ``url_citation`` a marker in the answer's text, in OpenAI's form with our keys inside."""
    return [
        {"type": "url_citation", "url_citation": _annotation(answer.citations[m.marker - 1], m, titles, base)}
        for m in answer.marks
    ]


def _annotation(citation: Citation, mark: Mark, titles: dict[str, str], base: str) -> dict[str, Any]:
    return {
        "start_index": mark.start,
        "end_index": mark.end,
        "url": article_url(base, citation.article_id, citation.start, citation.end),
        "title": titles.get(citation.article_id, citation.article_id),
        "article_id": citation.article_id,
        "cited_text": citation.quote,
        "start_char_index": citation.start,
        "end_char_index": citation.end,
        "support": round(citation.support, 4),
    }


def answer_fields(answer: Answer, base: str, titles: Mapping[str, str]) -> dict[str, Any]:
    """What stands at the top level beside OpenAI's fields, streamed or not; ``titles`` are the articles' by id."""
    return {
        "citations": [citation_json(c, base) for c in answer.citations],
        "sources": [passage_json(p, base) | {"title": titles.get(p.article_id, "")} for p in answer.sources],
        "grounded": answer.grounded,
        "yuanwen": {
            "mode": answer.mode,
            "question": answer.question,
            "chance": round(answer.chance, 4),
            "notes": list(answer.notes),
            "unsupported": list(answer.unsupported),
            "timings": {stage: round(seconds, 4) for stage, seconds in answer.timings.items()},
        },
    }
