"""How a question and its candidates become one sequence, alike when it is tuned and when it answers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

Span = tuple[int, int]


def count_fitting(sentences: Sequence[Sequence[int]], question: Sequence[int], room: int) -> int:
    """How many of the first ``sentences``, by their tokens, there is room for beside the question: one at least."""
    used = accumulate((len(tokens) + 1 for tokens in sentences), initial=len(question) + 2)
    return max(1, sum(total <= room for total in used) - 1) if sentences else 0


def lay_out(
    question: Sequence[int],
    sentences: Sequence[Sequence[int]],
    places: Sequence[tuple[int, int]],
    marks: tuple[int, int],
) -> tuple[list[int], list[Span]]:
    """The tokens of the whole, and where in it each of ``sentences`` stands with the mark that closes it.

    ``places`` are by what they are put in order: a number for the article, and the sentence's start in it. ``marks``
    are the tokens that begin the sequence and end each part.
    """
    begin, end = marks
    tokens, spans = [begin, *question, end], [(0, 0)] * len(sentences)
    for i in sorted(range(len(sentences)), key=places.__getitem__):
        spans[i] = len(tokens), len(tokens) + len(sentences[i]) + 1
        tokens += [*sentences[i], end]
    return tokens, spans
