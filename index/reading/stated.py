"""What a web page states about its article: schema.org's JSON-LD, then its ``meta`` tags. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from index.reading.metadata import Metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_PUBLISHED = ("article:published_time", "og:article:published_time", "datePublished", "pubdate", "publishdate")
_MOMENT = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?:[T ]([01]\d|2[0-3])(:[0-5]\d)(:[0-5]\d)?)?(?![\d:])")
_SOURCE = re.compile(r"^\s*(?:[来來]源|出[处處])\s*[:：]\s*")
_MOST_SCRIPTS, _MOST_CHARACTERS, _MOST_OBJECTS = 20, 500_000, 500
_LONGEST = 500


def read_stated(tree: HtmlElement) -> tuple[str, Metadata]:
    """The title and what else the page states; each is empty where it does not."""
    about, tags = _find_article(tree), read_tags(tree)
    dates = [_text(about.get("datePublished")), *(tags.get(name, "") for name in _PUBLISHED)]
    return _text(about.get("headline")) or tags.get("og:title", ""), Metadata(
        publisher=_names(about.get("publisher"))
        or _SOURCE.sub("", tags.get("source", ""))
        or tags.get("og:site_name", ""),
        author=_names(about.get("author")) or tags.get("author", ""),
        editor=_names(about.get("editor")),
        published=next(filter(None, map(read_moment, dates)), ""),
    )


def read_tags(tree: HtmlElement) -> dict[str, str]:
    """The page's ``meta`` tags by name, the first of each."""
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or ""
        if name and (content := _text(tag.get("content"))):
            found.setdefault(name, content)
    return found


def read_moment(stated: str) -> str:
    """A date, with its time where there is one, as ``Article.published`` holds it; a zone is left out."""
    found = _MOMENT.match(stated)
    if not found:
        return ""
    date, *time = found.groups()
    try:
        dt.date.fromisoformat(date)
    except ValueError:
        return ""
    return f"{date}T{''.join(part or '' for part in time)}" if time[0] else str(date)


def _find_article(tree: HtmlElement) -> dict[str, Any]:
    """The first schema.org article of the page's JSON-LD, or nothing."""
    scripts = (s for s in tree.iter("script") if "ld+json" in (s.get("type") or "").lower())
    for script, _ in zip(scripts, range(_MOST_SCRIPTS), strict=False):
        try:
            data = json.loads((script.text or "")[:_MOST_CHARACTERS], strict=False)
        except (ValueError, RecursionError):
            continue  # many pages' is broken
        if found := next(filter(_is_article, _objects(data)), None):
            return found
    return {}


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    """The objects at the top, in a list or under ``@graph`` and ``mainEntity``."""
    waiting = [data]
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting = [*item[:_MOST_OBJECTS], *waiting]
        elif isinstance(item, dict):
            yield item
            waiting += [item[name] for name in ("@graph", "mainEntity") if name in item]


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(name, str) and name.endswith(("Article", "BlogPosting", "Report")) for name in names)


def _names(value: Any) -> str:
    """A name, a person's or an organization's, or several, joined as in print."""
    items = value if isinstance(value, list) else [value]
    named = (_text(item.get("name")) if isinstance(item, dict) else _text(item) for item in items)
    return "、".join(dict.fromkeys(name for name in named if name and not re.match(r"(?:https?:|#)", name)))[:_LONGEST]


def _text(value: Any) -> str:
    return " ".join(value.split())[:_LONGEST] if isinstance(value, str) else ""
