"""What goes into the assistant and what comes out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.usage import Usage
from index import Passage

Mode = Literal["quote", "model"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of the conversation, as the reader saw it."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Citation:
    """The source sentence a part of the answer rests on.

    Attributes:
        marker: the number in ``[n]``, from 1 by first appearance in the answer.
        article_id: the article.
        start, end: ``[start, end)`` in code points of the article's text, where ``quote`` stands.
        quote: the source as written.
        support: how well the quote supports the sentence that cites it, 0 to 1.
    """

    marker: int
    article_id: str
    start: int
    end: int
    quote: str
    support: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a marker stands, ``[start, end)`` in the text that holds it, and the citation it names.

    Only these are markers: a source may itself hold something that looks like ``[1]``.
    """

    start: int
    end: int
    marker: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer.

    Attributes:
        text: what to show, with markers ``[n]``.
        citations: ``citations[n - 1]`` belongs to ``[n]``.
        marks: where the markers stand in ``text``, in order.
        sources: the passages that were retrieved, best first.
        grounded: False for a refusal, whose text rests on nothing and cites nothing.
        mode: ``quote`` when the text is the sources' own words, ``model`` when a model wrote it.
        unsupported: sentences a model wrote that no source supports, and that are therefore not in ``text``.
        question: the question as searched for, with what a follow-up left out filled in.
        chance: how likely the sources answer the question, 0 to 1, as judged before anything was written; below
            ``assistant.refusal.LEAST_CHANCE`` the answer is a refusal.
        notes: what a reader of the metadata should know, such as why a model's answer was not used.
        timings: seconds by stage: condense, retrieve, write and verify.
        usage: what the model read and wrote for it.
        courtesy: whether it only returns a greeting or thanks, or says who is speaking: not grounded and no refusal.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    marks: tuple[Mark, ...] = ()
    sources: tuple[Passage, ...] = ()
    grounded: bool = True
    mode: Mode = "quote"
    unsupported: tuple[str, ...] = ()
    question: str = ""
    chance: float = 0.0
    notes: tuple[str, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    courtesy: bool = False


@dataclass(frozen=True, slots=True)
class Quotes:
    """The answer in the sources' own words, to be read while a model still writes its own."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Piece:
    """A checked part of an answer, sent as soon as it is known to hold and never taken back.

    ``text`` carries its markers, which stand at ``marks``; the pieces of an answer, joined, are its text.
    ``citations`` are those that appear for the first time.
    """

    text: str
    citations: tuple[Citation, ...] = ()
    marks: tuple[Mark, ...] = ()


def cited_piece(before: str, markers: Sequence[int], after: str, citations: tuple[Citation, ...]) -> Piece:
    """A piece whose markers stand between two stretches of text."""
    text, marks = before, []
    for marker in markers:
        marks.append(Mark(len(text), len(text) + len(f"[{marker}]"), marker))
        text += f"[{marker}]"
    return Piece(text + after, citations, tuple(marks))
