"""Opening an index, wherever its parts are, and mending what can be mended."""

from __future__ import annotations

import shutil
from pathlib import Path

from index.errors import YuanwenError
from index.settings import IndexSettings
from index.store.address import read_catalog_url
from index.store.catalog import Catalog
from index.store.chroma import VectorIndex, open_vectors
from index.store.keywords import open_keywords
from index.store.marks import Copies, Mark
from index.store.store import Store

_UNMARKED = "unmarked"  # a fact of a catalog from before there were marks, until what is beside it has got its own


def open_store(folder: Path, embedding: str, dimension: int, settings: IndexSettings | None = None) -> Store:
    """Open the index in ``folder`` for the vector space ``embedding``.

    ``settings`` may say that the catalog or the vectors are elsewhere; the rest is in ``folder``.

    Raises:
        UnavailableError: a server cannot be reached, or refuses this program.
        YuanwenError: the catalog is damaged or was made by a newer program, or something belongs to another index.
    """
    settings = settings or IndexSettings()
    folder.mkdir(parents=True, exist_ok=True)
    url = settings.catalog_url.get_secret_value()
    catalog = Catalog(read_catalog_url(url) if url else folder / "catalog.sqlite3")
    try:
        _check_embedding(catalog, embedding)
        return _open_derived(folder, catalog, embedding, dimension, settings)
    except BaseException:
        catalog.close()
        raise


def _check_embedding(catalog: Catalog, embedding: str) -> None:
    with catalog.alone():
        made_with = catalog.fact("embedding")
        if not made_with:
            catalog.set_fact("embedding", embedding)
        elif made_with != embedding:
            raise YuanwenError(
                f"this index was embedded with {made_with}, the settings ask for {embedding}: "
                "set the former again, or run `yuanwen reindex`"
            )


def _open_derived(folder: Path, catalog: Catalog, embedding: str, dimension: int, settings: IndexSettings) -> Store:
    """Open what is derived; what is lost, or was derived from another catalog, is filled again."""
    name = catalog.fact("id")
    vectors_mark = None if settings.chroma_url else Mark(folder / "chroma", name)
    copies = Copies(Mark(folder / "tantivy", name), vectors_mark)
    passages = catalog.counts()[1]  # read before the vectors are counted: those are added before, removed after
    trusted = bool(catalog.fact(_UNMARKED)) and not settings.catalog_url.get_secret_value()
    for mark in copies.marks:
        _discard_strange(mark, catalog.version() if trusted and passages else None)
    keywords, _ = open_keywords(copies.keywords.folder)
    vectors: VectorIndex
    if vectors_mark is None:
        from index.store.chroma_server import open_served

        vectors = open_served(settings, embedding, name)
    else:
        vectors, _ = open_vectors(vectors_mark.folder, embedding)
    store = Store(catalog, vectors, keywords, dimension, copies)
    try:
        _catch_up(store, passages)
    except BaseException:
        vectors.close()
        raise
    if trusted:
        catalog.set_fact(_UNMARKED, "")
    return store


def _discard_strange(mark: Mark, trusted: int | None) -> None:
    """Delete what was derived from another catalog, or only in part.

    ``trusted`` is the version that an index without a mark is taken to be at, where it was made before there were any.
    """
    if mark.read() is None and mark.folder.exists():
        if trusted is None:
            shutil.rmtree(mark.folder, ignore_errors=True)
        else:
            mark.write(trusted)


def _catch_up(store: Store, passages: int) -> None:
    """Finish what crashed, fill what is lost, follow what has changed. Damage has taken the marks with the folders."""
    copies = store.copies
    no_keywords = copies.keywords.read() is None or (passages > 0 and not store.keywords.count())
    no_vectors = copies.vectors is not None and (
        copies.vectors.read() is None or (passages > 0 and not store.vectors.count())
    )
    copies.read()
    store.recover()
    if no_keywords or no_vectors:
        store.fill(keywords=no_keywords, vectors=no_vectors)
    if copies.vectors is None and store.vectors.count() < passages:
        with store.alone():
            if store.vectors.count() < store.catalog.counts()[1]:  # else another process has filled them
                store.fill(keywords=False, vectors=True)
    copies.read()
    store.follow()
