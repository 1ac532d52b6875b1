"""The built-in model run by ONNX Runtime."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from index.cache import load_or_build
from index.embedding.embedder import EmbeddingCancelled
from index.embedding.graph import RECIPE, build_graph
from index.embedding.layers import INPUT
from index.embedding.tokenizer import Unigram
from index.embedding.vectors import unit
from index.embedding.weights import (
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    PackedModel,
    dequantize,
    digest_of,
    read_model,
    space_name,
)
from index.embedding.windows import Window, cut_windows, gather_runs

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

CHUNK = 1024  # texts whose tokens are held at once


class OnnxEmbedder:
    """multilingual-e5-small in ONNX Runtime: one thread a run, and as many runs at once as there are threads.

    Threads that share out runs do not wait for each other at every operator, as threads inside one run do. A text's
    vector does not depend on what it is embedded with.
    """

    def __init__(self, weights: Path, home: Path, threads: int) -> None:
        digest = digest_of(weights)
        path = home / "models" / f"e5-small-{digest[:16]}-int8-r{RECIPE}.onnx"
        self.threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="embed")
        # The graph is opened by ONNX Runtime, outside the interpreter's lock, while the vocabulary is read within it.
        session = self._pool.submit(open_session, path, lambda: build_graph(read_model(weights)))
        model = read_model(weights)
        self.tokenizer = Unigram(model.vocabulary)
        self.table = TokenTable(model)
        self._window = model.positions - 2
        self._session = session.result()
        self.name = space_name(digest)
        self.dimension = model.hidden

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the questions' vectors in order."""
        return self._embed(QUERY_PREFIX, texts, None, None)

    def embed_passages(
        self,
        texts: Sequence[str],
        progress: Callable[[int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> NDArray[np.float32]:
        """Return the passages' vectors in order."""
        return self._embed(PASSAGE_PREFIX, texts, progress, cancelled)

    def close(self) -> None:
        """Stop the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def token_count(self, text: str, is_query: bool = False) -> int:
        """Return the tokens the model reads for a text: its prefix and the two marks counted, windows not."""
        return len(self.tokenizer.encode((QUERY_PREFIX if is_query else PASSAGE_PREFIX) + text)) + 2

    def _embed(
        self,
        prefix: str,
        texts: Sequence[str],
        progress: Callable[[int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> NDArray[np.float32]:
        import numpy as np

        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        done = 0
        for first in range(0, len(texts), CHUNK):
            windows = list(self._cut(prefix, texts, first, cancelled))
            left = _count_windows(windows)
            for run, means in self._run_all(gather_runs(windows), cancelled):
                for window, mean in zip(run, means, strict=True):
                    sums[window.text] += window.weight * mean
                    left[window.text] -= 1
                finished = sum(left[window.text] == 0 for window in run)
                if finished and progress is not None:
                    done += finished
                    progress(done)
        return unit(sums)

    def _cut(
        self, prefix: str, texts: Sequence[str], first: int, cancelled: Callable[[], bool] | None
    ) -> Iterator[Window]:
        for place in range(first, min(first + CHUNK, len(texts))):
            _stop_if(cancelled)
            yield from cut_windows(place, self.tokenizer.encode(prefix + texts[place]), self._window)

    def _run_all(
        self, runs: list[list[Window]], cancelled: Callable[[], bool] | None
    ) -> Iterator[tuple[list[Window], NDArray[np.float32]]]:
        def run(windows: list[Window]) -> tuple[list[Window], NDArray[np.float32]]:
            _stop_if(cancelled)
            (means,) = self._session.run(None, {INPUT: self.table.look_up(windows)})
            return windows, means

        alone = self.threads == 1 or len(runs) == 1  # a single question stays in its caller's thread
        return map(run, runs) if alone else self._pool.map(run, runs)


class TokenTable:
    """Word, position and type vectors: the word vectors stay in their four-bit blocks in the mapped file."""

    def __init__(self, model: PackedModel) -> None:
        self._words = model.blocks("emb.word", model.hidden)
        positions = model.numbers("emb.pos").reshape(-1, model.hidden)
        self._places = positions + model.numbers("emb.type")[: model.hidden]
        self.begin, self.end = model.vocabulary.begin, model.vocabulary.end

    def look_up(self, windows: list[Window]) -> NDArray[np.float32]:
        """Return the first layer's input, shape ``(windows, tokens, hidden)``, for windows of one length."""
        import numpy as np

        ids = np.empty((len(windows), len(windows[0].ids) + 2), dtype=np.intp)
        ids[:, 0], ids[:, -1] = self.begin, self.end
        for row, window in zip(ids, windows, strict=True):
            row[1:-1] = window.ids
        return self.vectors(ids)

    def vectors(self, ids: Sequence[int] | NDArray[np.intp]) -> NDArray[np.float32]:
        """Return the vectors of tokens in their order, which is the last axis of ``ids``; one axis more."""
        import numpy as np

        rows = np.asarray(ids, dtype=np.intp)
        vectors = dequantize(self._words[rows, :])
        vectors += self._places[: rows.shape[-1]]
        return vectors


def open_session(path: Path, build: Callable[[], bytes], threads: int = 1) -> Any:
    """Open the graph kept at ``path``, built where it is not there yet; one run has so many ``threads``."""
    import onnxruntime  # type: ignore[import-untyped]

    graph = load_or_build(path, build)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.enable_mem_pattern = False  # a plan kept for every length seen is 20 MB, and no quicker
    options.log_severity_level = 3  # errors
    session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    session._model_bytes = None  # kept to start over with other providers, which never happens: 21 MB
    return session


def _stop_if(cancelled: Callable[[], bool] | None) -> None:
    if cancelled is not None and cancelled():
        raise EmbeddingCancelled


def _count_windows(windows: list[Window]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for window in windows:
        counts[window.text] = counts.get(window.text, 0) + 1
    return counts
