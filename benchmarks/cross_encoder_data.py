"""What the cross-encoder is tuned on: questions, the sentences that rank best for them, and which of them answer."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.evidence import rank_sentences
from evals.corpus import Query, read_queries
from evals.scratch import scratch_index
from index import Index
from index.cross_encoder.engine import QUESTION_TOKENS
from index.cross_encoder.sequence import count_fitting, lay_out
from index.embedding.onnx_engine import OnnxEmbedder
from index.embedding.weights import QUERY_PREFIX
from index.text.tokens import search_tokens

PASSAGES, CANDIDATES = 8, 12
# More than is read when answering: who can tell one of eight can tell one of four.
MOST, SENTENCE_TOKENS, ALL_TOKENS = 8, 100, 230

Label = Literal["answers", "holds", "neither"]
"""Of a sentence: it holds the answer in a document that answers, it holds the words elsewhere, or neither."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence by its tokens and place, as it was ranked."""

    article: str
    start: int
    tokens: tuple[int, ...]
    score: float
    label: Label


@dataclass(frozen=True, slots=True)
class Row:
    """A question by its id and tokens, and its candidates, best first."""

    id: str
    tokens: tuple[int, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A sequence as it is read: its tokens, where each sentence stands in it, and the sentences in that order."""

    tokens: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    candidates: tuple[Candidate, ...]


def read_rows(folder: Path) -> list[Row]:
    """Every question of a reading set for which a sentence was found."""
    with scratch_index([folder / "corpus.jsonl"]) as index:
        rows = [_read_row(index, query) for query in read_queries(folder / "queries.jsonl")]
    return [row for row in rows if row.candidates]


def _read_row(index: Index, query: Query) -> Row:
    found = tuple(index.search(query.question, PASSAGES))
    articles = {a.id: a for a in index.articles(list({p.article_id for p in found}))}
    ranked = rank_sentences(query.question, found, articles, index.rarity(search_tokens(query.question)))
    embedder = index.space.embedder
    assert isinstance(embedder, OnnxEmbedder)
    candidates = tuple(
        Candidate(
            e.article_id,
            e.start,
            tuple(embedder.tokenizer.encode(e.text))[:SENTENCE_TOKENS],
            e.score,
            _label(e.text, e.article_id, query),
        )
        for e in ranked[:CANDIDATES]
    )
    tokens = embedder.tokenizer.encode(QUERY_PREFIX + query.question)[:QUESTION_TOKENS]
    return Row(query.id, tuple(tokens), candidates)


def _label(text: str, article: str, query: Query) -> Label:
    if not any(_bare(answer) in _bare(text) for answer in query.answers):
        return "neither"
    return "answers" if article in query.positives else "holds"


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def make_example(
    row: Row, marks: tuple[int, int], *, silenced: bool = False, shuffled: random.Random | None = None
) -> Example:
    """The sequence of a question: ``silenced`` without any sentence that holds the answer, so that none answers.

    ``marks`` are the tokens that begin a sequence and end each part. ``shuffled`` mixes the articles, which otherwise
    come in the order of their best sentence.
    """
    open_to = [c for c in row.candidates if not silenced or c.label == "neither"][:MOST]
    chosen = open_to[: count_fitting([c.tokens for c in open_to], row.tokens, ALL_TOKENS)]
    order = list(dict.fromkeys(c.article for c in chosen))
    if shuffled is not None:
        shuffled.shuffle(order)
    places = [(order.index(c.article), c.start) for c in chosen]
    tokens, spans = lay_out(row.tokens, [c.tokens for c in chosen], places, marks)
    placed = sorted(zip(spans, chosen, strict=True), key=lambda pair: pair[0])
    return Example(tuple(tokens), tuple(span for span, _ in placed), tuple(c for _, c in placed))


def batches(examples: Sequence[Example], size: int, order: random.Random) -> Iterator[list[Example]]:
    """The examples in groups of nearly equal length, the groups mixed."""
    sizes = [len(e.tokens) + 60 * order.random() for e in examples]
    places = sorted(range(len(examples)), key=sizes.__getitem__)
    groups = [places[at : at + size] for at in range(0, len(places), size)]
    order.shuffle(groups)
    for group in groups:
        yield [examples[i] for i in group]
