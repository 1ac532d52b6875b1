"""Text to vectors: the model inside the installed wheel, or any other by setting.

Nothing here imports a model library until an embedder is opened.
"""

from __future__ import annotations

from index.embedding.embedder import Embedder, EmbeddingCancelled, open_embedder
from index.embedding.offload import embed_passages, embed_query
from index.embedding.settings import EmbeddingSettings

__all__ = ["Embedder", "EmbeddingCancelled", "EmbeddingSettings", "embed_passages", "embed_query", "open_embedder"]
