"""LlamaIndex gets the same vectors through its own interface."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest
from llama_index.core.schema import TextNode

from index.embedding.llama import LlamaEmbedding
from index.embedding.onnx_engine import OnnxEmbedder
from tests.doubles.hash_embedder import HashEmbedder

TEXTS = ["大模型", "北京", "The third"]


@pytest.fixture(scope="module")
def llama(onnx: OnnxEmbedder) -> LlamaEmbedding:
    return LlamaEmbedding(onnx)


def test_questions_and_texts_have_their_own_prefix(llama: LlamaEmbedding, onnx: OnnxEmbedder) -> None:
    assert llama.get_query_embedding("问") == pytest.approx(onnx.embed_queries(["问"])[0].tolist())
    assert llama.get_text_embedding("问") == pytest.approx(onnx.embed_passages(["问"])[0].tolist())
    assert llama.get_query_embedding("问") != pytest.approx(llama.get_text_embedding("问"))


def test_batches_keep_their_order(llama: LlamaEmbedding, onnx: OnnxEmbedder) -> None:
    assert np.allclose(llama.get_text_embedding_batch(TEXTS), onnx.embed_passages(TEXTS), atol=1e-5)


async def test_the_asynchronous_calls_give_the_same(llama: LlamaEmbedding) -> None:
    assert await llama.aget_query_embedding("问") == pytest.approx(llama.get_query_embedding("问"))
    assert await llama.aget_text_embedding("文") == pytest.approx(llama.get_text_embedding("文"))
    batch = await llama.aget_text_embedding_batch(TEXTS)
    assert np.allclose(batch, llama.get_text_embedding_batch(TEXTS))


async def test_the_asynchronous_calls_leave_the_event_loop() -> None:
    class Watching(HashEmbedder):
        threads: list[int] = []  # noqa: RUF012 - one embedder, one test

        def embed_queries(self, texts):  # type: ignore[no-untyped-def]
            self.threads.append(threading.get_ident())
            return super().embed_queries(texts)

    llama = LlamaEmbedding(Watching())
    await asyncio.gather(*[llama.aget_query_embedding(text) for text in TEXTS])
    assert len(Watching.threads) == 3
    assert threading.get_ident() not in Watching.threads


def test_it_works_as_a_transformation(llama: LlamaEmbedding) -> None:
    nodes = llama([TextNode(text=text) for text in TEXTS])
    assert [len(node.embedding or []) for node in nodes] == [384] * 3


def test_a_large_batch_is_handed_over_whole() -> None:
    embedder = HashEmbedder(batch=1_000)
    LlamaEmbedding(embedder).get_text_embedding_batch([str(i) for i in range(300)])
    assert embedder.embedded == [str(i) for i in range(300)]


def test_the_model_is_named(llama: LlamaEmbedding, onnx: OnnxEmbedder) -> None:
    assert llama.model_name == onnx.name
    assert LlamaEmbedding.class_name() == "LlamaEmbedding"
