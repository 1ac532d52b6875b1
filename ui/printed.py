"""The API's JSON as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
_KINDS = ("added", "changed", "unchanged", "removed")
_SCREEN = 20  # lines


def answer_lines(data: Json) -> Iterator[str]:
    """An answer, then its citations; for a refusal, the nearest articles."""
    message = data["choices"][0]["message"]
    titles = {a["url_citation"]["article_id"]: a["url_citation"]["title"] for a in message["annotations"]}
    yield _clean(message["content"])
    if data["citations"]:
        yield ""
    for citation in data["citations"]:
        place = f"{citation['article_id']} {citation['start']}-{citation['end']}"
        yield _clean(f"[{citation['marker']}] {titles.get(citation['article_id'], '')} ({place})")
        yield _clean(f"    {citation['quote']}")
    if not data["grounded"]:
        yield from _nearest(data["sources"])
    for note in data["yuanwen"]["notes"]:
        yield f"note: {_clean(note)}"


def _nearest(sources: list[Json], most: int = 3) -> Iterator[str]:
    articles = {s["article_id"]: s.get("title", "") for s in sources}
    if articles:
        yield "\nnearest articles (not an answer):"
    for article_id, title in list(articles.items())[:most]:
        yield _clean(f"  {article_id}  {title}")


def passage_lines(data: Json) -> Iterator[str]:
    """Passages, best first."""
    for number, passage in enumerate(data["data"], 1):
        place = f"{passage['article_id']} {passage['start']}-{passage['end']}"
        yield f"{number}. {passage['score']:.3f}  {place}"
        yield _clean("   " + " ".join(passage["text"].split()))


def article_lines(data: Json) -> Iterator[str]:
    """One article a line."""
    for article in data["data"]:
        about = "  ".join(part for part in (article["published"][:10], article["publisher"]) if part)
        alike = ", ".join(article["near_duplicates"])
        line = f"{article['id']}  {about}  {article['title']}"
        yield _clean(f"{line}  (nearly the same: {alike})" if alike else line)


def addition_lines(data: Json) -> Iterator[str]:
    """What an addition did, document by document; where those fill more than a screen, how many of each at the end."""
    for kind in _KINDS:
        for article_id in data.get(kind, []):
            reason = data.get("reasons", {}).get(article_id)
            yield _clean(f"{kind}: {article_id}" + (f" ({reason})" if reason else ""))
    for article_id, reason in data.get("skipped", {}).items():
        yield _clean(f"skipped: {article_id} ({reason})")
    for article_id, twin in data.get("near_duplicates", {}).items():
        yield _clean(f"nearly the same: {article_id} and {twin} (`yuanwen duplicates --fold` keeps one)")
    for problem in data["unreadable"]:
        yield _clean(f"not added: {problem}")
    for article_id, cuts in data.get("cuts", {}).items():
        yield _clean(f"cut from {article_id}:")
        for cut in cuts:
            yield _clean(f"  {cut['line']:>5}  [{cut['reason']}] {' '.join(cut['text'].split())}")
    counts = {kind: len(data.get(kind, ())) for kind in (*_KINDS, "skipped")} | {"not added": len(data["unreadable"])}
    if sum(counts.values()) > _SCREEN:
        yield "in all: " + ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)


def duplicate_lines(data: Json) -> Iterator[str]:
    """Groups of articles that are nearly the same."""
    for group in data["groups"]:
        yield f"{len(group)} nearly the same:"
        for article in group:
            about = "  ".join(part for part in (article["published"][:10], article["publisher"]) if part)
            gone = "  (removed)" if article["id"] in data["removed"] else ""
            yield _clean(f"  {article['id']}  {about}  {article['title']}{gone}")
    if not data["groups"]:
        yield "no two articles are nearly the same"


def check_lines(data: Json) -> Iterator[str]:
    """One check a line."""
    for check in data["checks"]:
        yield _clean(f"{'ok  ' if check['ok'] else 'FAIL'}  {check['name']}: {check['detail']}")


def _clean(text: str) -> str:
    """Without control characters: text of a document must not drive the terminal."""
    return "".join(c for c in text if c == "\n" or c.isprintable())
