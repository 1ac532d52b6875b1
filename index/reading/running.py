"""Running heads and page numbers: what a printed document repeats at the top or the bottom of its pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.article import Cut

_EDGE = 2  # lines at the top and at the bottom of a page among which a running head stands
_NUMBER = re.compile(
    r"\W*(?:第?\s*\d{1,4}\s*[页頁]?|[pP](?:age|\.)\s*\d{1,4})(?:\s*(?:/|of|[，,]?\s*共)\s*\d{1,4}\s*[页頁]?)?\W*"
)
_DIGITS = re.compile(r"\d+")


def split_running(pages: Sequence[Sequence[str]]) -> tuple[list[list[str]], list[Cut]]:
    """Each page's lines without empty ones and running heads, and those that were cut.

    A running head is a page number, or a line that stands, its numbers apart, at the edge of most pages and of two at
    least. A cut's line is counted over all pages.
    """
    stripped = [[line.strip() for line in page if line.strip()] for page in pages]
    counts = Counter(key for page in stripped for key in {_key(page[i]) for i in _edges(page)})
    often = {key for key, count in counts.items() if key and count >= max(2, len(pages) / 2)}
    kept: list[list[str]] = []
    cuts: list[Cut] = []
    before = 0
    for page in stripped:
        running = [i for i in _edges(page) if _key(page[i]) in often or _NUMBER.fullmatch(page[i])]
        cuts += [Cut(page[i], "running head", before + i + 1) for i in running]
        kept.append([line for i, line in enumerate(page) if i not in running])
        before += len(page)
    return kept, cuts


def _edges(page: Sequence[str]) -> Iterator[int]:
    """The places of a page's first and last lines."""
    return (i for i in range(len(page)) if i < _EDGE or i >= len(page) - _EDGE)


def _key(line: str) -> str:
    """A line without its numbers."""
    return _DIGITS.sub("", line).strip()
