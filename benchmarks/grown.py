"""An index of any size whose texts and vectors are near real ones, made without embedding each.

Sentences are those of the bundled articles with their figures drawn anew, and a sentence's vector is the real one
with noise: a seeded mixture of as many Gaussians as there are real sentences. The cosine of a drawn vector to its
centre is about ``NEARNESS``, as between two sentences on one subject in the embedded model.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index import Article, Index
from index.passages import Chunk, split_passages
from index.reading.bundled import bundled_articles
from index.space import VectorSpace
from index.store.rows import StoredPassage
from index.store.store import Put
from index.store.vectors import pack_vectors
from index.text.sentences import split_sentences

NEARNESS = 0.9
PUBLISHERS = 20
BATCH = 256  # articles committed together
_SENTENCES = 14  # sentences of an article: two to three passages
_FIGURE = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Pool:
    """Real sentences and their unit vectors, shape ``(sentences, dimension)``."""

    texts: list[str]
    vectors: NDArray[np.float32]


@dataclass(slots=True)
class Drawing:
    """Draws articles, always the same ones for one seed. ``named`` begins their ids."""

    pool: Pool
    seed: int = 7
    named: str = "drawn"
    _number: int = 0
    _draw: random.Random = field(init=False)
    _noise: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self._draw, self._noise = random.Random(self.seed), np.random.default_rng(self.seed)

    def put(self) -> Put:
        """The next article with its passages and drawn vectors."""
        article, chosen = self._article()
        places = iter(chosen)
        return Put(article, self.named, [self._passage(article, c, places) for c in split_passages(article, 256)])

    def puts(self, passages: int) -> Iterator[list[Put]]:
        """Batches of articles with at least so many passages together."""
        count = 0
        while count < passages:
            batch: list[Put] = []
            while len(batch) < BATCH and count < passages:
                batch.append(self.put())
                count += len(batch[-1].passages)
            yield batch

    def article(self) -> Article:
        """The next article, to be embedded for real."""
        return self._article()[0]

    def _article(self) -> tuple[Article, list[int]]:
        draw, pool = self._draw, self.pool
        chosen = draw.choices(range(len(pool.texts)), k=_SENTENCES)
        text = "\n".join(_FIGURE.sub(lambda _: str(draw.randint(2, 9_999)), pool.texts[place]) for place in chosen)
        published = f"20{draw.randint(10, 29)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}"
        publisher = f"第{draw.randrange(PUBLISHERS)}社"
        name, title = f"{self.named}-{self._number}", f"第{self._number}篇"
        self._number += 1
        return Article(name, title, text, publisher, published=published, script="Hans"), chosen

    def _passage(self, article: Article, chunk: Chunk, places: Iterator[int]) -> StoredPassage:
        centres = np.stack([self.pool.vectors[next(places)] for _ in chunk.sentences])
        spread = np.sqrt(1 / NEARNESS**2 - 1) / np.sqrt(centres.shape[1])
        drawn = centres + spread * self._noise.standard_normal(centres.shape, dtype=np.float32)
        rows = np.vstack([drawn.mean(axis=0), drawn])
        unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return StoredPassage(chunk, article.id, pack_vectors(unit.astype(np.float32)), article.title)


def read_pool(space: VectorSpace) -> Pool:
    """Every sentence of the bundled articles, embedded."""
    articles = list(bundled_articles())
    texts = [a.text[start:end] for a in articles for start, end in split_sentences(a.text)]
    return Pool(texts, space.embed_passages(texts))


def grow(index: Index, passages: int, seed: int = 7) -> None:
    """Add drawn articles until the index holds at least so many passages."""
    drawing = Drawing(read_pool(index.space), seed)
    for puts in drawing.puts(passages - index.counts()[1]):
        index.store.commit(puts, [])


def embed_real(index: Index, passages: int, seed: int = 7) -> tuple[int, int]:
    """Add drawn articles, each embedded, until the index holds so many passages; how many articles and passages."""
    drawing, before = Drawing(read_pool(index.space), seed, "real"), index.counts()
    while (missing := passages - index.counts()[1]) > 0:
        index.update([drawing.article() for _ in range(min(64, 1 + missing // 4))], "real")
    after = index.counts()
    return after[0] - before[0], after[1] - before[1]
