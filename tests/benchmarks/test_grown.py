"""Drawn articles are whole articles near real ones, the same ones each time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from benchmarks.grown import BATCH, NEARNESS, PUBLISHERS, Drawing, Pool
from index import Index
from index.store.vectors import unpack_vectors
from tests.doubles.hash_embedder import HashEmbedder

TEXTS = [f"第{n}条河全长{n}00公里，流经{n}个县。" for n in range(3, 40)]
OpenIndex = Callable[..., Index]


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(TEXTS, HashEmbedder().embed_passages(TEXTS))


def test_a_seed_draws_the_same_articles(pool: Pool) -> None:
    one, two, other = (Drawing(pool, seed).put() for seed in (7, 7, 8))
    assert one == two
    assert one.article.text != other.article.text


def test_vectors_lie_as_near_their_sentence_as_is_said(pool: Pool) -> None:
    drawing = Drawing(pool)
    nearest = []
    for _ in range(20):
        for passage in drawing.put().passages:
            vectors = unpack_vectors(passage.vectors, pool.vectors.shape[1])
            assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.01)
            nearest += list((vectors[1:] @ pool.vectors.T).max(axis=1))
    assert np.mean(nearest) == pytest.approx(NEARNESS, abs=0.05)


def test_batches_hold_as_many_passages_as_asked(pool: Pool) -> None:
    batches = list(Drawing(pool).puts(700))
    counts = [sum(len(put.passages) for put in batch) for batch in batches]
    assert 700 <= sum(counts) < 710
    assert all(len(batch) == BATCH for batch in batches[:-1])
    assert len({put.article.id for batch in batches for put in batch}) == sum(map(len, batches))
    assert len({put.article.publisher for batch in batches for put in batch}) == PUBLISHERS


def test_what_is_stored_holds_together(pool: Pool, tmp_path: object, open_drawn: OpenIndex) -> None:
    index = open_drawn()
    for batch in Drawing(pool).puts(60):
        index.store.commit(batch, [])
    assert index.counts()[1] >= 60
    assert index.verify().problems == ()
