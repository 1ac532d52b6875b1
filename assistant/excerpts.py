"""A short reading for a small model: the best sentences with their neighbours, and no whole passages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assistant.draft import Draft
from index.text.counting import count_tokens

Span = tuple[int, int]

MOST_SENTENCES = 6
MOST_TOKENS = 600  # some 15 seconds of reading on two cores


def excerpts(draft: Draft, room: int = MOST_TOKENS) -> list[tuple[str, str]]:
    """Article ids with what to read of them, the article of the best sentence first.

    A sentence is taken with the ones before and after it; what was left out between two shows as an ellipsis.

    Args:
        draft: its ``ranked`` sentences are taken from the best down.
        room: tokens; the best sentence is always taken.
    """
    around = {i: _sentences_of(draft, i) for i in draft.articles}
    taken: dict[str, set[Span]] = {}
    for evidence in draft.ranked[:MOST_SENTENCES]:
        text, mine = draft.articles[evidence.article_id].text, taken.setdefault(evidence.article_id, set())
        for start, end in _with_neighbours((evidence.start, evidence.end), around[evidence.article_id]):
            cost = count_tokens(text[start:end])
            if (start, end) not in mine and (cost <= room or not any(taken.values())):
                mine.add((start, end))
                room -= cost
    return [(i, _joined(draft.articles[i].text, sorted(spans))) for i, spans in taken.items() if spans]


def _sentences_of(draft: Draft, article_id: str) -> list[Span]:
    passages = [p for p in draft.passages if p.article_id == article_id]
    return sorted({(s.start, s.end) for p in passages for s in p.sentences})


def _with_neighbours(span: Span, around: list[Span]) -> Iterator[Span]:
    """The sentence itself, the next and the one before: what follows explains more often than what precedes."""
    yield span
    for before, after in pairwise(around):
        if before == span:
            yield after
    for before, after in pairwise(around):
        if after == span:
            yield before


def _joined(text: str, spans: list[Span]) -> str:
    parts = [text[spans[0][0] : spans[0][1]]]
    for (_, end), (start, stop) in pairwise(spans):
        between = text[end:start]
        parts += ["" if not between.strip() else "……", text[start:stop]]
    return "".join(parts)
