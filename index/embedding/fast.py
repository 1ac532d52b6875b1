"""Embedding by fastembed, an optional extra: it fetches its models from the network."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from index.embedding.embedder import EmbeddingCancelled
from index.embedding.tokenizer import encodable
from index.embedding.vectors import unit
from index.errors import YuanwenError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.settings import EmbeddingSettings

BATCH = 32


class FastEmbedder:
    """Any model of fastembed's list, by name, with the prefixes of the settings."""

    def __init__(self, settings: EmbeddingSettings, home: Path) -> None:
        if not settings.model:
            raise YuanwenError("embedding.kind fastembed needs embedding.model, such as BAAI/bge-small-zh-v1.5")
        self._model = _open_model(settings, home)
        self._query_prefix, self._passage_prefix = settings.query_prefix, settings.passage_prefix
        self.name = f"fastembed:{settings.model} query={settings.query_prefix!r} passage={settings.passage_prefix!r}"
        self.dimension = int(self.embed_queries([""]).shape[1])

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the questions' vectors in order."""
        return self._embed([self._query_prefix + encodable(text) for text in texts])

    def embed_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> NDArray[np.float32]:
        """Return the passages' vectors in order."""
        import numpy as np

        parts = [np.empty((0, self.dimension), dtype=np.float32)]
        for start in range(0, len(texts), BATCH):
            if cancelled is not None and cancelled():
                raise EmbeddingCancelled
            batch = texts[start : start + BATCH]
            parts.append(self._embed([self._passage_prefix + encodable(text) for text in batch]))
            if progress is not None:
                progress(start + len(batch))
        return np.concatenate(parts)

    def close(self) -> None:
        """Let go of the model."""
        del self._model

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        import numpy as np

        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return unit(np.stack(list(self._model.embed(texts))).astype(np.float32))


def _open_model(settings: EmbeddingSettings, home: Path) -> Any:
    try:
        fastembed = importlib.import_module("fastembed")
    except ImportError as error:
        raise YuanwenError(
            "embedding.kind is fastembed, but the package is not installed; "
            "install fastembed or set embedding.kind to builtin"
        ) from error
    try:
        return fastembed.TextEmbedding(
            settings.model, cache_dir=str(home / "models" / "fastembed"), threads=settings.threads or None
        )
    except Exception as error:
        reason = " ".join(str(error).split())[:300]
        raise YuanwenError(f"fastembed cannot open embedding.model {settings.model!r}: {reason}") from error
