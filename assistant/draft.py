"""What a writer works from, and what a writer is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.answer import Citation, Mode, Piece
from assistant.evidence import Evidence
from assistant.question import Language
from assistant.stages import Stopwatch
from assistant.usage import Usage
from index import Article, Passage


@dataclass(slots=True)
class Numbering:
    """Gives each cited span its marker, by first appearance."""

    citations: list[Citation] = field(default_factory=list)

    def cite(self, evidence: Evidence, support: float) -> tuple[int, tuple[Citation, ...]]:
        """The marker of a span, and the citation if it is new."""
        for known in self.citations:
            if (known.article_id, known.start, known.end) == (evidence.article_id, evidence.start, evidence.end):
                return known.marker, ()
        citation = Citation(
            len(self.citations) + 1, evidence.article_id, evidence.start, evidence.end, evidence.text, support
        )
        self.citations.append(citation)
        return citation.marker, (citation,)


@dataclass(slots=True)
class Draft:
    """What a writer works from and what it leaves behind beside its pieces.

    Attributes:
        question: stand-alone.
        language: to answer in.
        passages: retrieved, best first.
        ranked: their sentences, best first.
        articles: the passages' articles by id.
        chance: that the best sentences answer the question at all, 0 to 1.
        required: how many of the first of them the answer needs, whatever the rest says.
        numbering: gives markers and keeps the citations.
        gap: what parts the next piece from the one before it.
        watch: for the time that verifying takes.
        mode, unsupported, notes, usage: as in ``Answer``.
    """

    question: str
    language: Language
    passages: tuple[Passage, ...]
    ranked: list[Evidence]
    articles: dict[str, Article]
    chance: float = 0.0
    required: int = 1
    numbering: Numbering = field(default_factory=Numbering)
    gap: str = ""
    watch: Stopwatch = field(default_factory=Stopwatch)
    mode: Mode = "quote"
    unsupported: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)


def cite_all(draft: Draft, found: Sequence[tuple[Evidence, float]]) -> tuple[list[int], tuple[Citation, ...]]:
    """The markers of several spans with their support, and the citations that are new."""
    markers: list[int] = []
    new: tuple[Citation, ...] = ()
    for evidence, support in found:
        marker, citations = draft.numbering.cite(evidence, support)
        markers.append(marker)
        new += citations
    return markers, new


class Writer(Protocol):
    """Turns a draft into checked pieces; one that yields none has found no answer."""

    def write(self, draft: Draft) -> AsyncIterator[Piece]:
        """Yield the answer's pieces in order; markers come from ``draft.numbering``."""
