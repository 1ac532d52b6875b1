"""Finding the passages that answer a question: three kinds of evidence, one score."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
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
# How much further than expected a list is read at once, and at most, to find enough of it within a filter.
_AHEAD, _FURTHEST = 1.3, 6_000
_Find = Callable[[int], list[tuple[str, float]]]
_Read = Callable[[_Find, bool], list[tuple[str, float]]]
_Found = tuple[list[str], dict[str, float]]


class _TooFarError(Exception):
    """A list does not hold enough of what is wanted where it is worth reading."""


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

    @property
    def conditions(self) -> tuple[Sequence[str], str, str]:
        """Publishers and dates: what an article is chosen by when it is not named itself."""
        return self.publishers, self.since, self.until


@dataclass(frozen=True)
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

    @cached_property
    def language(self) -> Language:
        """The question's own, read once and not for each candidate."""
        return language_of_text(self.text)


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


def find_candidates(store: Store, asked: Asked, limit: int, where: Where | None) -> list[Candidate]:
    """The union of both legs' best ``limit`` passages within ``where``, scored exactly with their stored vectors."""
    if where is None or where == Where():
        return score_passages(store, asked, *_both_legs(store, asked, lambda find, _ends: find(limit)))
    if not where.articles:
        count, known = store.catalog.heads.count(*where.conditions), store.catalog.heads.count()
        if count > _FEW and (found := _read_on(store, asked, limit, where, count / known)) is not None:
            return score_passages(store, asked, *found)
    return _among(store, asked, limit, store.catalog.heads.select_ids(where.articles, *where.conditions))


def _read_on(store: Store, asked: Asked, limit: int, where: Where, share: float) -> _Found | None:
    """Both legs' lists read until so many within ``where`` have come, which is ``share`` of all articles.

    A filter inside Chroma or tantivy costs by what it lets through, and so does comparing it all; a list of thousands
    costs milliseconds. None where it would have to be read further than there are passages to compare.
    """
    most = min(_FURTHEST, ceil(share * store.keywords.count()))  # Chroma counts row by row

    def read(find: _Find, ends: bool) -> list[tuple[str, float]]:
        depth = ceil(_AHEAD * limit / share)
        while depth <= most:
            found = find(depth)
            inside = store.catalog.heads.passages_within([i for i, _ in found], *where.conditions)
            if len(inside) >= limit or (ends and len(found) < depth):
                return [(i, score) for i, score in found if i in inside][:limit]
            depth *= 2
        raise _TooFarError

    try:
        return _both_legs(store, asked, read)
    except _TooFarError:
        return None


def _both_legs(store: Store, asked: Asked, read: _Read) -> _Found:
    """The ids that each of the question's vectors brings, and the keywords' with their scores.

    ``read`` is told whether a list that is shorter than was asked for is all there is: the graph of vectors may miss
    some, the keywords do not.
    """

    def nearest(vector: NDArray[np.float32]) -> list[str]:
        return [chunk_id for chunk_id, _ in read(lambda depth: store.vectors.search(vector, depth), False)]

    near = [chunk_id for vector in asked.vectors.values() for chunk_id in nearest(vector)]
    return near, dict(read(lambda depth: store.keywords.search(asked.text, depth, None, asked.glosses), True))


def _among(store: Store, asked: Asked, limit: int, chosen: Sequence[str]) -> list[Candidate]:
    """The candidates among the passages of some articles: all those of a few, the nearest of many, compared exactly."""
    if len(chosen) <= _FEW:
        stored = {p.chunk.id: p for p in store.catalog.passages_of(chosen)}
        keywords = dict(store.keywords.search(asked.text, limit, list(stored), asked.glosses)) if stored else {}
        return [_candidate(p, asked, keywords.get(i, 0.0)) for i, p in stored.items()]
    ids, topics = store.catalog.topics_of(chosen, store.dimension)
    best = [(topics @ vector).argsort()[::-1][:limit] for vector in asked.vectors.values()]
    near = [ids[at] for places in best for at in places]
    return score_passages(store, asked, near, dict(store.keywords.search(asked.text, limit, ids, asked.glosses)))


def score_passages(store: Store, asked: Asked, near: Sequence[str], keywords: Mapping[str, float]) -> list[Candidate]:
    """The passages that either leg found, with their cosines and what the keywords gave them."""
    stored = store.catalog.passages(list(dict.fromkeys([*near, *keywords])))
    return [_candidate(p, asked, keywords.get(i, 0.0)) for i, p in stored.items()]


def _candidate(passage: StoredPassage, asked: Asked, keyword: float) -> Candidate:
    language = language_of_text(passage.chunk.text)
    vector = asked.vectors.get(language, next(iter(asked.vectors.values())))
    scores = unpack_vectors(passage.vectors, vector.shape[0]) @ vector
    return Candidate(passage, float(scores[0]), scores[1:], keyword, language != asked.language)


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
