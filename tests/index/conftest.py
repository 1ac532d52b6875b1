"""Fixtures of the index's tests: real storage in a temporary folder, with an embedder that needs no model."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Lock

import pytest
from hypothesis import settings

from index import Article, Index, IndexSettings
from index.passages import split_passages
from index.reindexing import data_folder
from index.space import VectorSpace
from index.store.lock import lock_folder
from index.store.opening import open_store
from index.store.rows import StoredPassage
from index.store.store import Put, Store
from index.store.vectors import pack_vectors
from index.text.glossary import Glossary
from tests.doubles.hash_embedder import HashEmbedder

# The first example of a test loads tables, and the machine may be shared: time is not what these properties say.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

OpenIndex = Callable[..., Index]
OpenStore = Callable[..., Store]
MakePut = Callable[..., Put]


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture(scope="session")
def glossary(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    """The real dictionary, read once."""
    return Glossary(tmp_path_factory.mktemp("glossary"))


@contextmanager
def _opening(default_home: Path, glossary: Glossary) -> Iterator[OpenIndex]:
    with ExitStack() as opened:

        def open_(embedder: HashEmbedder | None = None, home: Path = default_home, **settings: object) -> Index:
            space = VectorSpace(embedder or HashEmbedder())
            lock = lock_folder(home / "index")
            store = open_store(data_folder(home), space.name, space.dimension)
            pool = ThreadPoolExecutor(2, thread_name_prefix="search")
            index = Index(IndexSettings.model_validate(settings), store, space, glossary, pool, lock, Lock())
            opened.callback(index.close)
            return index

        yield open_


@pytest.fixture
def open_hashed(tmp_path: Path, glossary: Glossary) -> Iterator[OpenIndex]:
    """Opens an index as ``open_index`` does, with the hash embedder in place of a model; closed after the test."""
    with _opening(tmp_path, glossary) as open_:
        yield open_


@pytest.fixture(scope="module")
def open_hashed_once(tmp_path_factory: pytest.TempPathFactory, glossary: Glossary) -> Iterator[OpenIndex]:
    """``open_hashed`` for tests that only read: closed after the module."""
    with _opening(tmp_path_factory.mktemp("home"), glossary) as open_:
        yield open_


@pytest.fixture
def hashed_store(tmp_path: Path) -> Iterator[OpenStore]:
    """Opens a store for the hash embedder's vectors; closed after the test."""
    with ExitStack() as opened:

        def open_(folder: Path = tmp_path / "index", embedding: str = "hashed-bigrams", dimension: int = 256) -> Store:
            folder.mkdir(parents=True, exist_ok=True)
            store = open_store(folder, embedding, dimension)
            opened.callback(store.close)
            return store

        yield open_


@pytest.fixture
def make_put() -> MakePut:
    """Cuts and embeds an article as an update does, with passages of at most 32 tokens."""

    def make(article: Article, scope: str = "test", budget: int = 32) -> Put:
        passages = []
        for chunk in split_passages(article, budget):
            vectors = HashEmbedder().embed_passages([chunk.text, *chunk.sentence_texts()])
            passages.append(StoredPassage(chunk, article.id, pack_vectors(vectors), article.title))
        return Put(article, scope, passages)

    return make
