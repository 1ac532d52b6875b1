"""Where sentences begin and end: the unit of evidence and of citation."""

from __future__ import annotations

import re

_FRONT = re.compile(r"[\s·•●◆■▪]+")  # whitespace and bullets
_CLOSERS = "”’」』）)】》〉\"'"
# A sentence ends at a line end; after 。！？… and the closing quotes that follow; after ! or ? unless it
# stands between Latin letters or digits (a URL's query); and after a Latin full stop before a space and a capital
# or a Han character.
_END = re.compile(
    rf"\n+|[。！？]+[{_CLOSERS}]*|…{{2,}}+[{_CLOSERS}]*+(?=[^，,、])"
    rf"|(?:(?<![\w/])[!?]+|(?<=[^\W\dA-Za-z])[!?]+|[!?]+(?![A-Za-z0-9&=]))[{_CLOSERS}]*"
    rf"|(?<=[^\W\d_]{{2}})\.[{_CLOSERS}]*(?=\s+[A-Z\u4e00-\u9fff]|\s*$)"
)
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Inc|Ltd|Co|Corp|St|vs|No|Fig|Jr|Sr|etc)$")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a text as ``[start, end)`` spans in code points, in order, outer whitespace left out.

    Spans never overlap, never cross a line end and together hold every character that is not whitespace or a
    bullet before a sentence.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _ends(text):
        piece = text[start:end]
        stripped = _FRONT.sub("", piece.rstrip(), count=1) if _FRONT.match(piece) else piece.rstrip()
        if stripped:
            last = start + len(piece.rstrip())
            spans.append((last - len(stripped), last))
        start = end
    return _join_marks(text, spans)


def _ends(text: str) -> list[int]:
    ends = [m.end() for m in _END.finditer(text) if not _is_abbreviation(text, m)]
    return [*ends, len(text)]


def _is_abbreviation(text: str, found: re.Match[str]) -> bool:
    return found.group().startswith(".") and bool(_ABBREVIATION.search(text[max(0, found.start() - 6) : found.start()]))


def _join_marks(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Gives a span that holds no letter or digit (a stray mark) to the sentence before it on the same line."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        bare = not any(c.isalnum() for c in text[start:end])
        if bare and joined and "\n" not in text[joined[-1][1] : start]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
