"""How a question and its candidates become one sequence, alike when it is tuned and when it answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence in the sequence.

    Attributes:
        tokens: of the sentence.
        article: its article's place among the articles.
        start: where it starts in its article.
        title: the tokens of its article's title, if any: 他 and 该公司 are told from others by it.
    """

    tokens: Sequence[int]
    article: int
    start: int
    title: Sequence[int] = ()


def count_fitting(pieces: Sequence[Piece], question: Sequence[int], room: int) -> int:
    """How many of the first ``pieces`` there is room for, in tokens, beside the question: one at least."""
    counts = range(1, len(pieces) + 1)
    fitting = (count for count in counts if len(lay_out(question, pieces[:count], (0, 0))[0]) <= room)
    return max(fitting, default=min(1, len(pieces)))


def lay_out(question: Sequence[int], pieces: Sequence[Piece], marks: tuple[int, int]) -> tuple[list[int], list[Span]]:
    """The tokens of the whole, and where in it each of ``pieces`` stands with the mark that closes it.

    The pieces come by article and place, each article's after its title. ``marks`` are the tokens that begin the
    sequence and end each part.
    """
    begin, end = marks
    tokens, spans, titled = [begin, *question, end], [(0, 0)] * len(pieces), set[int]()
    for i in sorted(range(len(pieces)), key=lambda i: (pieces[i].article, pieces[i].start)):
        piece = pieces[i]
        if piece.title and piece.article not in titled:
            tokens += [*piece.title, end]
        titled.add(piece.article)
        spans[i] = len(tokens), len(tokens) + len(piece.tokens) + 1
        tokens += [*piece.tokens, end]
    return tokens, spans
