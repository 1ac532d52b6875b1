"""Finding the passages that answer a question: three kinds of evidence, one score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from index.article import Passage, Sentence
from index.space import Language, language_of_text
from index.store.rows import StoredPassage
from index.store.store import Store
from index.store.vectors import unpack_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from index.text.glossary import Gloss

Leg = Literal["fused", "dense", "keyword"]

# The passage's share of its dense score, its best sentence's is the rest: .5 lost on news what .4 keeps elsewhere.
_TOPIC = 0.4
# The dense share of the fused score between languages, where the keywords are a dictionary's and only some are right.
_CROSSING = 0.8
# Of so many chosen articles every passage is scored with all its sentences.
_FEW = 50


@dataclass(frozen=True, slots=True)
class Where:
    """Which articles a search looks at; what is empty does not narrow it.

    Attributes:
        articles: article ids.
        publishers: publishers as written in the articles.
        since, until: ISO 8601 dates, both included.
    """

    articles: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is searched for.

    Attributes:
        text: stand-alone.
        vectors: the question's unit vector for each language of the documents.
        glosses: its words in the documents' language, where that is another.
    """

    text: str
    vectors: Mapping[Language, NDArray[np.float32]]
    glosses: Sequence[Gloss] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage under consideration, with the cosine of the question to it and to each of its sentences.

    ``foreign`` says that it is in another language than the question.
    """

    passage: StoredPassage
    topic: float
    facts: NDArray[np.float32]
    keyword: float
    foreign: bool = False

    @property
    def dense(self) -> float:
        """The passage's vector finds the topic, its best sentence the fact: their weighted sum finds either."""
        return _TOPIC * self.topic + (1.0 - _TOPIC) * float(self.facts.max(initial=-1.0))


def find_candidates(store: Store, asked: Asked, limit: int, chosen: Sequence[str] | None) -> list[Candidate]:
    """The union of both legs' best ``limit`` passages, scored exactly with their stored vectors.

    ``chosen`` narrows the search to those articles: the passages of a few are all candidates, those of many are
    compared exactly, which costs less than a filter inside Chroma.
    """
    if chosen is not None and len(chosen) <= _FEW:
        stored = {p.chunk.id: p for p in store.catalog.passages_of(chosen)}
        keywords = dict(store.keywords.search(asked.text, limit, list(stored), asked.glosses))
        return [_candidate(p, asked, keywords.get(i, 0.0)) for i, p in stored.items()]
    within, near = _nearest(store, asked.vectors, limit, chosen)
    keywords = dict(store.keywords.search(asked.text, limit, within, asked.glosses))
    stored = store.catalog.passages(list(dict.fromkeys([*near, *keywords])))
    return [_candidate(p, asked, keywords.get(i, 0.0)) for i, p in stored.items()]


def _nearest(
    store: Store, vectors: Mapping[Language, NDArray[np.float32]], limit: int, chosen: Sequence[str] | None
) -> tuple[list[str] | None, list[str]]:
    """The passages to search by keywords (None: all), and those nearest to each of the question's vectors."""
    if chosen is None:
        return None, [chunk_id for vector in vectors.values() for chunk_id, _ in store.vectors.search(vector, limit)]
    ids, topics = store.catalog.topics_of(chosen, store.dimension)
    best = [(topics @ vector).argsort()[::-1][:limit] for vector in vectors.values()]
    return ids, [ids[at] for places in best for at in places]


def _candidate(passage: StoredPassage, asked: Asked, keyword: float) -> Candidate:
    language = language_of_text(passage.chunk.text)
    vector = asked.vectors.get(language, next(iter(asked.vectors.values())))
    scores = unpack_vectors(passage.vectors, vector.shape[0]) @ vector
    return Candidate(passage, float(scores[0]), scores[1:], keyword, language != language_of_text(asked.text))


def rank(candidates: Sequence[Candidate], leg: Leg, dense_weight: float) -> list[Passage]:
    """Candidates as passages, best first.

    Each leg's score is scaled to 0..1 over these candidates, so that one weight serves corpora whose cosines
    and BM25 scores spread differently; a weighted sum of the two decides.
    """
    dense = _scaled([c.dense for c in candidates])
    keyword = _scaled([c.keyword for c in candidates])
    weights = [_dense_share(c, leg, dense_weight) for c in candidates]
    scored = [(w * d + (1.0 - w) * k, c) for w, d, k, c in zip(weights, dense, keyword, candidates, strict=True)]
    scored.sort(key=lambda pair: (-pair[0], pair[1].passage.article_id, pair[1].passage.chunk.start))
    return [_passage(score, candidate) for score, candidate in scored]


def _dense_share(candidate: Candidate, leg: Leg, dense_weight: float) -> float:
    fused = max(dense_weight, _CROSSING) if candidate.foreign else dense_weight
    return {"dense": 1.0, "keyword": 0.0}.get(leg, fused)


def _scaled(scores: list[float]) -> list[float]:
    low, high = min(scores, default=0.0), max(scores, default=0.0)
    return [(s - low) / (high - low) if high > low else 0.0 for s in scores]


def _passage(score: float, candidate: Candidate) -> Passage:
    chunk = candidate.passage.chunk
    sentences = tuple(
        Sentence(chunk.start + a, chunk.start + b, float(s))
        for (a, b), s in zip(chunk.sentences, candidate.facts, strict=True)
    )
    return Passage(candidate.passage.article_id, chunk.start, chunk.end, chunk.text, score, sentences)
