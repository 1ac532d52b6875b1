"""Opening an index."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from index.embedding import Embedder, open_embedder
from index.index import Index
from index.memory import return_large_blocks
from index.reindexing import change_over, data_folder
from index.settings import IndexSettings, RerankSettings
from index.space import VectorSpace
from index.store.following import Follower
from index.store.lock import lock_folder
from index.store.opening import open_store
from index.text.glossary import Glossary

if TYPE_CHECKING:
    from index.cross_encoder import CrossEncoder
    from index.rerank import EndpointReranker


def open_index(settings: IndexSettings, home: Path, *, meanwhile: Callable[[], object] | None = None) -> Index:
    """Open the index under ``home``, making it if it is not there.

    ``meanwhile`` is called while the embedding is opened in another thread: for the caller's own slow imports.

    Raises:
        FolderInUseError: another process has it open.
        UnavailableError: a server that the settings name cannot be reached, or refuses this program.
        YuanwenError: it cannot be read or written, or was made by a newer program or for another embedding.
    """
    return_large_blocks()
    lock = lock_folder(home / "index")
    try:
        space = VectorSpace(_open_embedder(settings, home, meanwhile), settings.remembered)
        if not settings.elsewhere:
            change_over(settings, home, space.name)
        store = open_store(data_folder(home), space.name, space.dimension, settings)
    except BaseException:
        lock.release()
        raise
    pool = ThreadPoolExecutor(max_workers=max(2, os.cpu_count() or 2), thread_name_prefix="search")
    glossary = Glossary(home / "models")
    follower = Follower(store) if settings.catalog_url.get_secret_value() else None
    reranker = open_reranker(settings.rerank)
    reader = _cross_encoder(space.embedder, home) if settings.cross_encoder else None
    return Index(settings, store, space, glossary, pool, lock, Lock(), reranker, follower, reader)


def _cross_encoder(embedder: Embedder, home: Path) -> CrossEncoder | None:
    from index.cross_encoder import open_cross_encoder

    return open_cross_encoder(embedder, home)


def _open_embedder(settings: IndexSettings, home: Path, meanwhile: Callable[[], object] | None) -> Embedder:
    """Open the embedding while the interpreter imports: ONNX Runtime needs a core, but not the interpreter."""
    import numpy  # noqa: F401 - both threads use it, and neither is to meet the other's half of it

    with ThreadPoolExecutor(1, thread_name_prefix="open") as aside:
        opening = aside.submit(open_embedder, settings.embedding, home)
        if settings.embedding.kind != "builtin":  # these import what is imported below
            opening.result()
        import chromadb.api.rust  # noqa: F401

        if meanwhile is not None:
            meanwhile()
        return opening.result()


def open_reranker(settings: RerankSettings) -> EndpointReranker | None:
    """The reranker the settings name, or None."""
    if settings.base_url is None:
        return None
    from index.rerank import EndpointReranker

    return EndpointReranker(settings)
