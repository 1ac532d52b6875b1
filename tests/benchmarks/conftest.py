"""An index without a model, for what is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Lock

import pytest

from index import Index, IndexSettings
from index.reindexing import data_folder
from index.space import VectorSpace
from index.store.lock import lock_folder
from index.store.opening import open_store
from index.text.glossary import Glossary
from tests.doubles.hash_embedder import HashEmbedder


@pytest.fixture
def open_drawn(tmp_path: Path) -> Iterator[Callable[[], Index]]:
    """Opens an empty index over the hash embedder; closed after the test."""
    with ExitStack() as opened:

        def open_() -> Index:
            space = VectorSpace(HashEmbedder())
            lock = lock_folder(tmp_path / "index")
            store = open_store(data_folder(tmp_path), space.name, space.dimension)
            index = Index(IndexSettings(), store, space, Glossary(tmp_path), ThreadPoolExecutor(2), lock, Lock())
            opened.callback(index.close)
            return index

        yield open_
