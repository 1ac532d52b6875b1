"""Embedding runs beside the event loop, and stops when its task is cancelled."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from benchmarks.varied_texts import article_lines
from index.embedding import embed_passages, embed_query
from index.embedding.onnx_engine import OnnxEmbedder
from tests.doubles.hash_embedder import HashEmbedder


class SlowEmbedder(HashEmbedder):
    """Takes a hundredth of a second a batch, and notes how far it came."""

    def __init__(self) -> None:
        super().__init__(batch=1)
        self.reached = 0
        self.ended = threading.Event()

    def embed_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Any:
        def follow(done: int) -> None:
            time.sleep(0.01)
            self.reached = done
            if progress is not None:
                progress(done)

        try:
            return super().embed_passages(texts, follow, cancelled)
        finally:
            self.ended.set()


async def test_a_question_gives_its_vector(onnx: OnnxEmbedder) -> None:
    vector = await embed_query(onnx, "大模型有多少个？")
    assert vector.shape == (384,)
    assert np.allclose(vector, onnx.embed_queries(["大模型有多少个？"])[0], atol=1e-5)


async def test_many_questions_at_once_keep_their_own_vectors(onnx: OnnxEmbedder) -> None:
    texts = [f"第{i}个问题是什么？" for i in range(10)]
    found = await asyncio.gather(*[embed_query(onnx, text) for text in texts])
    assert np.allclose(found, onnx.embed_queries(texts), atol=1e-5)


async def test_the_loop_goes_on_while_passages_are_embedded(onnx: OnnxEmbedder) -> None:
    task = asyncio.create_task(embed_passages(onnx, article_lines()[:60]))
    turns = 0
    while not task.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 5
    assert task.result().shape == (60, 384)


async def test_progress_arrives_on_the_loop() -> None:
    here = threading.get_ident()
    seen: list[tuple[int, int]] = []
    await embed_passages(
        HashEmbedder(batch=2), ["a", "b", "c"], lambda done: seen.append((done, threading.get_ident()))
    )
    assert seen == [(2, here), (3, here)]


async def test_cancelling_the_task_stops_the_work() -> None:
    embedder = SlowEmbedder()
    started = asyncio.Event()
    task = asyncio.create_task(embed_passages(embedder, ["x"] * 1_000, lambda done: started.set()))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(embedder.ended.wait, 5)
    assert 0 < embedder.reached < 500


async def test_an_error_reaches_the_caller() -> None:
    class Failing(HashEmbedder):
        def embed_queries(self, texts: Sequence[str]) -> Any:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await embed_query(Failing(), "x")
