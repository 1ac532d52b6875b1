"""What the cross-encoder is tuned on: questions, the sentences that rank best for them, and which of them answer."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from assistant.evidence import rank_sentences
from benchmarks.held_out import fold_of, held_out
from benchmarks.jsonl import read_jsonl
from benchmarks.news_questions import questions_of
from benchmarks.refusal_cases import Pool, ask_of_neighbour, twins_of
from benchmarks.word_by_word import in_english as word_by_word
from benchmarks.written_questions import read_written
from evals.corpus import Query, read_corpus, read_queries
from evals.scratch import scratch_index
from index import Index, Passage
from index.cross_encoder.engine import QUESTION_TOKENS, TITLE_TOKENS
from index.cross_encoder.sequence import Piece, count_fitting, lay_out
from index.embedding.onnx_engine import OnnxEmbedder
from index.embedding.weights import QUERY_PREFIX
from index.text.fold import to_simplified
from index.text.tokens import search_tokens

PASSAGES, CANDIDATES = 8, 12
SEEDS = (0, 1)  # each gives at most one question of each kind of every article
# More than is read when answering: who can tell one of eight can tell one of four.
MOST, SENTENCE_TOKENS, ALL_TOKENS = 8, 100, 250

FOREIGN = "foreign"
"""The kind of a question about the texts of another set."""
_FOREIGN_EVERY = 7

Label = Literal["answers", "holds", "neither"]
"""Of a sentence: it holds the answer in a document that answers, it holds the words elsewhere, or neither."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence by its tokens and place, as it was ranked, and the tokens of its article's title."""

    article: str
    start: int
    tokens: tuple[int, ...]
    score: float
    label: Label
    title: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A question by its id and tokens, and its candidates, best first.

    Attributes:
        twin: of one that nothing answers, its kind.
        english: the tokens of the question in English, by a person or word by word.
        written: whether it is one of ``benchmarks.written_questions``.
    """

    id: str
    tokens: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    twin: str = ""
    english: tuple[int, ...] = ()
    written: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """A sequence as it is read: its tokens, where each sentence stands in it, and the sentences in that order."""

    tokens: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    candidates: tuple[Candidate, ...]


def some_of(folder: Path, share: float, into: Path) -> Path:
    """A copy, ``into / folder.name``, of a reading set with about ``share`` of its texts, 0 to 1, and with the
    questions that no other text answers; the same ones every time. All of it is the folder itself, whose kept index
    then serves."""
    if share >= 1.0:
        return folder
    kept = [text for text in read_jsonl(folder / "corpus.jsonl") if fold_of(text["id"], 1000) < 1000 * share]
    ids = {text["id"] for text in kept}
    asked = (query for query in read_jsonl(folder / "queries.jsonl") if query["positive_ids"])
    about = [query for query in asked if ids.issuperset(query["positive_ids"])]
    some = into / folder.name
    some.mkdir()
    for name, rows in (("corpus", kept), ("queries", about)):
        (some / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return some


def read_rows(folder: Path) -> list[Row]:
    """Every question of a reading set for which a sentence was found, and its twins (``benchmarks.refusal_cases``).

    The names of a twin are of questions on the same side of ``held_out``.
    """
    queries = read_queries(folder / "queries.jsonl")
    with scratch_index([folder / "corpus.jsonl"]) as index:
        titles = {a.id: a.title for a in index.articles()}
        sides = {side: [q for q in queries if held_out(q.id) == side] for side in (False, True)}
        pools = {side: Pool([q.question for q in asked]) for side, asked in sides.items()}
        rows = [row for q in queries for row in _rows_of(index, q, pools[held_out(q.id)], titles)]
    return [row for row in rows if row.candidates]


def read_made(folder: Path) -> list[Row]:
    """Questions made from a set's own texts (``benchmarks.news_questions``), and such as they do not answer."""
    corpus = [folder / "corpus.jsonl"]
    with scratch_index(corpus) as index:
        asked = {
            q.question: (kind, q) for a in read_corpus(corpus) for seed in SEEDS for kind, q in questions_of(a, seed)
        }
        rows = [
            replace(_read_row(index, q, index.search(q.question, PASSAGES)), twin=kind) for kind, q in asked.values()
        ]
    return [row for row in rows if row.candidates]


def read_rows_written(folder: Path, others: Sequence[str]) -> list[Row]:
    """The questions written for a set's texts (``benchmarks.written_questions``), each in Chinese and in English, with
    the sentences that are found for it in its language; and some about the texts of ``others``, which are foreign here.
    """
    asked = [
        *((w.kind, w) for w in read_written(folder.name)),
        *((FOREIGN, w) for name in others for w in list(read_written(name))[::_FOREIGN_EVERY]),
    ]
    with scratch_index([folder / "corpus.jsonl"]) as index:
        rows = [
            replace(
                _read_row(index, q, index.search(q.question, PASSAGES), w.english.question), twin=kind, written=True
            )
            for kind, w in asked
            for q in (w.chinese, w.english)
        ]
    return [row for row in rows if row.candidates]


def _rows_of(index: Index, query: Query, pool: Pool, titles: dict[str, str]) -> Iterator[Row]:
    found = index.search(query.question, 3 * PASSAGES)
    yield _read_row(index, query, found[:PASSAGES])
    neighbour = ask_of_neighbour(index, query, found, titles)
    for kind, twin in [*twins_of(query, found, pool, titles), ("neighbour", neighbour)]:
        if twin:
            asked = replace(query, question=twin, answers=())
            yield replace(_read_row(index, asked, index.search(twin, PASSAGES)), twin=kind)


def _read_row(index: Index, query: Query, found: Sequence[Passage], in_english: str = "") -> Row:
    articles = {a.id: a for a in index.articles(list({p.article_id for p in found}))}
    ranked = rank_sentences(query.question, found, articles, index.rarity(search_tokens(query.question)))
    candidates = tuple(
        Candidate(
            e.article_id,
            e.start,
            _tokens(index, e.text, SENTENCE_TOKENS),
            e.score,
            _label(e.text, e.article_id, query),
            _tokens(index, articles[e.article_id].title, TITLE_TOKENS),
        )
        for e in ranked[:CANDIDATES]
    )
    asked = (query.question, in_english or word_by_word(query.question))
    own, english = (_tokens(index, QUERY_PREFIX + question, QUESTION_TOKENS) for question in asked)
    return Row(query.id, own, candidates, english=english)


def _tokens(index: Index, text: str, most: int) -> tuple[int, ...]:
    embedder = index.space.embedder
    assert isinstance(embedder, OnnxEmbedder)
    return tuple(embedder.tokenizer.encode(to_simplified(text)))[:most]


def _label(text: str, article: str, query: Query) -> Label:
    if not any(_bare(answer) in _bare(text) for answer in query.answers):
        return "neither"
    return "answers" if article in query.positives else "holds"


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def make_example(
    row: Row,
    marks: tuple[int, int],
    *,
    silenced: bool = False,
    titled: bool = True,
    english: bool = False,
    mixed: random.Random | None = None,
) -> Example:
    """The sequence of a question: ``silenced`` without any sentence that holds the answer, so that none answers.

    ``marks`` are the tokens that begin a sequence and end each part; articles may be without their titles, and the
    question may be asked in ``english``. ``mixed`` mixes the articles, which otherwise come in the order of their best
    sentence.
    """
    asked = row.english if english else row.tokens
    open_to = [c for c in row.candidates if not silenced or c.label == "neither"][:MOST]
    order = list(dict.fromkeys(c.article for c in open_to))
    if mixed is not None:
        mixed.shuffle(order)
    pieces = [Piece(c.tokens, order.index(c.article), c.start, c.title if titled else ()) for c in open_to]
    fitting = pieces[: count_fitting(pieces, asked, ALL_TOKENS)]
    tokens, spans = lay_out(asked, fitting, marks)
    placed = sorted(zip(spans, open_to[: len(fitting)], strict=True), key=lambda pair: pair[0])
    return Example(tuple(tokens), tuple(span for span, _ in placed), tuple(c for _, c in placed))


def batches(examples: Sequence[Example], size: int, order: random.Random) -> Iterator[list[Example]]:
    """The examples in groups of nearly equal length, the groups mixed."""
    sizes = [len(e.tokens) + 60 * order.random() for e in examples]
    places = sorted(range(len(examples)), key=sizes.__getitem__)
    groups = [places[at : at + size] for at in range(0, len(places), size)]
    order.shuffle(groups)
    for group in groups:
        yield [examples[i] for i in group]
