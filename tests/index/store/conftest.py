"""Servers that a module's tests share, each test with a database and a collection of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from index import IndexSettings
from index.store.opening import open_store
from index.store.store import Store
from tests.doubles import servers

Share = Callable[..., Store]
_NUMBERS = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL's address; skips where there is none."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server's address."""
    with servers.chroma(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """An empty database's address."""
    with servers.database(postgres, f"test_{next(_NUMBERS)}") as url:
        yield url


@pytest.fixture(params=["postgres", pytest.param("sqlite", marks=pytest.mark.slow)])
def catalog_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a catalog can be shared: a database, or a file on this machine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/shared/catalog.sqlite3"
    url: str = request.getfixturevalue("database")
    return url


@pytest.fixture
def share(catalog_url: str, chroma: str, tmp_path: Path) -> Iterator[Share]:
    """Opens a store on the shared catalog as another process would: with a home of its own, by its name."""
    collection = f"test-{next(_NUMBERS)}"
    with ExitStack() as opened:

        def open_(home: str, *, vectors_here: bool = False, **changes: object) -> Store:
            given = {"catalog_url": catalog_url, "chroma_url": "" if vectors_here else chroma}
            settings = IndexSettings.model_validate(given | {"chroma_collection": collection} | changes)
            store = open_store(tmp_path / home, "hashed-bigrams", 256, settings)
            opened.callback(store.close)
            return store

        yield open_
