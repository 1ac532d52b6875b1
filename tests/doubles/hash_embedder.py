"""An embedder without a model: texts that share character pairs get similar vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from index.embedding import EmbeddingCancelled


class HashEmbedder:
    """Counts folded character pairs in hashed buckets: the same text gives the same unit vector in every process.

    Attributes:
        embedded: every passage text it was asked to embed, in order.
        queries: every question.
        closed: whether ``close`` was called.
    """

    def __init__(self, dimension: int = 256, name: str = "hashed-bigrams", batch: int = 16) -> None:
        self.name = name
        self.dimension = dimension
        self.embedded: list[str] = []
        self.queries: list[str] = []
        self.closed = False
        self._batch = batch
        self._recording = Lock()

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the questions' vectors in order."""
        with self._recording:
            self.queries.extend(texts)
        return self._vectors(texts)

    def embed_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> NDArray[np.float32]:
        """Return the passages' vectors in order, telling ``progress`` and asking ``cancelled`` at every batch."""
        for at in range(0, len(texts), self._batch):
            if cancelled is not None and cancelled():
                raise EmbeddingCancelled
            if progress is not None:
                progress(min(at + self._batch, len(texts)))
        with self._recording:
            self.embedded.extend(texts)
        return self._vectors(texts)

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            folded = "".join(text.casefold().split())
            # A text of one character has no pair, and an empty one must still have a direction.
            for pair in [folded[i : i + 2] for i in range(len(folded) - 1)] or [folded]:
                row[crc32(pair.encode("utf-8", "surrogatepass")) % self.dimension] += 1.0
        normalized: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True).astype(np.float32)
        return normalized
