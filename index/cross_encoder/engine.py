"""The cross-encoder run by ONNX Runtime, over the tokenizer and the word vectors of the embedding."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from index.cross_encoder.graph import RECIPE, build_graph
from index.cross_encoder.sequence import Piece, count_fitting, lay_out
from index.cross_encoder.tuned import TUNED_FILE, read_tuned
from index.embedding.layers import INPUT
from index.embedding.onnx_engine import OnnxEmbedder, open_session
from index.embedding.weights import QUERY_PREFIX, find_weights, read_model
from index.text.fold import to_simplified

if TYPE_CHECKING:
    from pathlib import Path

    from index.embedding import Embedder

QUESTION_TOKENS, TITLE_TOKENS, SENTENCE_TOKENS, ALL_TOKENS = 60, 16, 80, 208
_LONG = 10  # characters of a token at most, as good as always: a text is cut before its tokens are looked for
MOST = 5  # sentences read at once: those that come behind are seldom better, and each costs three milliseconds


class Sentence(NamedTuple):
    """A candidate: its article's id, where in it the sentence starts, the sentence, and the article's title."""

    article: str
    start: int
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was made of a question and its candidates.

    Attributes:
        answers: how well each of those that were read answers it, a logit each; the first of the candidates.
        nothing: the logit of none of them.
    """

    answers: tuple[float, ...]
    nothing: float


class CrossEncoder:
    """Reads a question with up to five sentences in one sequence, so that each is seen beside the others.

    A sequence is the question and, article by article, its title and sentences, each closed by the end mark: an
    extractive reader over sentences in place of tokens (Devlin et al., "BERT", 2019, section 4.3), with one logit for
    no answer.
    """

    def __init__(self, embedder: OnnxEmbedder, home: Path, threads: int) -> None:
        self._table, self._encode = embedder.table, embedder.tokenizer.encode
        self._home, self._threads = home, threads
        self._lock, self._session = Lock(), None

    def warm(self) -> Any:
        """Open the model, which the first reading does otherwise, and keep it."""
        with self._lock:
            if self._session is None:
                digest = hashlib.sha256(TUNED_FILE.read_bytes()).hexdigest()
                path = self._home / "models" / f"cross-encoder-{digest[:16]}-int8-r{RECIPE}.onnx"
                self._session = open_session(path, _build, self._threads)
            return self._session

    def close(self) -> None:
        """Release the model; a reading would open it again."""
        with self._lock:
            self._session = None

    def read(self, question: str, sentences: Sequence[Sentence]) -> Reading:
        """Read as many of ``sentences``, which come best first, as there is room for; at least one is given."""
        asked = self._tokens(QUERY_PREFIX + question, QUESTION_TOKENS)
        seen = list(dict.fromkeys(s.article for s in sentences))
        pieces = [
            Piece(
                self._tokens(s.text, SENTENCE_TOKENS),
                seen.index(s.article),
                s.start,
                self._tokens(s.title, TITLE_TOKENS),
            )
            for s in sentences[:MOST]
        ]
        fitting = pieces[: count_fitting(pieces, asked, ALL_TOKENS)]
        ids, spans = lay_out(asked, fitting, (self._table.begin, self._table.end))
        (said,) = self.warm().run(None, {INPUT: self._table.vectors(ids)[None]})
        return Reading(tuple(float(said[a:b, 0].mean()) for a, b in spans), float(said[0, 1]))

    def _tokens(self, text: str, most: int) -> list[int]:
        return list(self._encode(to_simplified(text[: most * _LONG])))[:most]


def _build() -> bytes:
    return build_graph(read_tuned(read_model(find_weights())))


def open_cross_encoder(embedder: Embedder, home: Path) -> CrossEncoder | None:
    """The cross-encoder, where the embedding is the built-in one, whose vocabulary it shares; else None."""
    return CrossEncoder(embedder, home, min(2, embedder.threads)) if isinstance(embedder, OnnxEmbedder) else None
