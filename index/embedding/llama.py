"""An embedder as LlamaIndex knows embeddings, for the baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from index.embedding.offload import embed_passages, embed_query

if TYPE_CHECKING:
    from index.embedding.embedder import Embedder

BATCH = 512  # LlamaIndex hands over this many texts at once; the embedder batches them by length


class LlamaEmbedding(BaseEmbedding):
    """Hands LlamaIndex's calls to an ``Embedder``; the asynchronous ones run in a thread."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **options: Any) -> None:
        super().__init__(**{"model_name": embedder.name, "embed_batch_size": BATCH, **options})
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        """Return the name LlamaIndex writes when it serializes a component."""
        return "LlamaEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = self._embedder.embed_queries([query])[0].tolist()
        return vector

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._embedder.embed_passages(texts).tolist()
        return vectors

    async def _aget_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = (await embed_query(self._embedder, query)).tolist()
        return vector

    async def _aget_text_embedding(self, text: str) -> list[float]:
        return (await self._aget_text_embeddings([text]))[0]

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = (await embed_passages(self._embedder, texts)).tolist()
        return vectors
