"""An index of any size whose texts and vectors are near real ones, made without embedding each.

Sentences are those of the bundled articles with their figures drawn anew, and a sentence's vector is the real one
with noise: a seeded mixture of as many Gaussians as there are real sentences. The cosine of a drawn vector to its
centre is about ``NEARNESS``, as between two sentences on one subject in the embedded model.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import Article, Index
from index.passages import Chunk, split_passages
from index.reading.bundled import bundled_articles
from index.store.rows import StoredPassage
from index.store.store import Put
from index.store.vectors import pack_vectors
from index.text.sentences import split_sentences

NEARNESS = 0.9
PUBLISHERS = 20
_BATCH = 256  # articles committed together
_SENTENCES = 14  # sentences of an article: two to three passages
_FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Pool:
    """Real sentences and their unit vectors, shape ``(sentences, dimension)``."""

    texts: list[str]
    vectors: NDArray[np.float32]


def read_pool(index: Index) -> Pool:
    """Every sentence of the bundled articles, embedded."""
    articles = list(bundled_articles())
    texts = [a.text[start:end] for a in articles for start, end in split_sentences(a.text)]
    return Pool(texts, index.space.embed_passages(texts))


def grow(index: Index, pool: Pool, passages: int, seed: int = 7) -> None:
    """Add drawn articles until the index holds at least so many passages."""
    draw, noise = random.Random(seed), np.random.default_rng(seed)
    count, number = index.counts()[1], 0
    while count < passages:
        puts = []
        while len(puts) < _BATCH and count < passages:
            puts.append(_draw_article(pool, number, draw, noise))
            count, number = count + len(puts[-1].passages), number + 1
        index.store.commit(puts, [])


def _draw_article(pool: Pool, number: int, draw: random.Random, noise: np.random.Generator) -> Put:
    chosen = draw.choices(range(len(pool.texts)), k=_SENTENCES)
    text = "\n".join(_FIGURE.sub(lambda _: str(draw.randint(2, 9_999)), pool.texts[place]) for place in chosen)
    published = f"20{draw.randint(10, 29)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
    publisher = f"第{draw.randrange(PUBLISHERS)}社"
    article = Article(f"drawn-{number}", f"第{number}篇", text, publisher, published=published, script="Hans")
    places = iter(chosen)
    return Put(
        article, "drawn", [_passage(article, chunk, pool, places, noise) for chunk in split_passages(article, 256)]
    )


def _passage(
    article: Article, chunk: Chunk, pool: Pool, places: Iterator[int], noise: np.random.Generator
) -> StoredPassage:
    centres = np.stack([pool.vectors[next(places)] for _ in chunk.sentences])
    spread = np.sqrt(1 / NEARNESS**2 - 1) / np.sqrt(centres.shape[1])
    drawn = centres + spread * noise.standard_normal(centres.shape, dtype=np.float32)
    rows = np.vstack([drawn.mean(axis=0), drawn])
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return StoredPassage(chunk, article.id, pack_vectors(unit.astype(np.float32)))
