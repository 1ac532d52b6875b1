"""Embedding off the event loop: a question must not hold up the answers being streamed to others."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from index.embedding.embedder import Embedder


async def embed_query(embedder: Embedder, text: str) -> NDArray[np.float32]:
    """Return one question's vector, shape ``(dimension,)``."""
    vector: NDArray[np.float32] = (await asyncio.to_thread(embedder.embed_queries, [text]))[0]
    return vector


async def embed_passages(
    embedder: Embedder, texts: Sequence[str], progress: Callable[[int], None] | None = None
) -> NDArray[np.float32]:
    """Return the passages' vectors in order; cancelling the task stops the work at the next batch.

    ``progress`` is called on the event loop.
    """
    loop = asyncio.get_running_loop()
    stop = threading.Event()

    def follow(done: int) -> None:
        if progress is not None:
            loop.call_soon_threadsafe(progress, done)

    try:
        return await asyncio.to_thread(embedder.embed_passages, texts, follow, stop.is_set)
    finally:
        stop.set()
