"""The catalog and what is derived from it, changed together so that a crash at any moment can be mended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.article import Article
from index.errors import YuanwenError
from index.store.catalog import Catalog, drop_article, put_article, raise_version
from index.store.chroma import VectorIndex, open_vectors
from index.store.keywords import KeywordIndex, open_keywords
from index.store.rows import StoredPassage
from index.store.vectors import unpack_vectors


@dataclass(frozen=True, slots=True)
class Put:
    """An article to write, with its passages, under the scope it was added in."""

    article: Article
    scope: str
    passages: Sequence[StoredPassage]


@dataclass(frozen=True, slots=True)
class Store:
    """One index on disk. ``dimension`` is the length of its vectors."""

    catalog: Catalog
    vectors: VectorIndex
    keywords: KeywordIndex
    dimension: int

    def commit(self, puts: Sequence[Put], drops: Sequence[str]) -> None:
        """Write articles and delete others, whole or not at all.

        Derived rows are added first, then the catalog turns to the new state in one transaction, then the old
        derived rows go. Readers look everything up in the catalog, so they see one state or the other.
        """
        self.recover()  # an earlier commit that failed has left ids that mark_pending would forget
        old = {p.chunk.id: p.title for p in self.catalog.passages_of([*(put.article.id for put in puts), *drops])}
        new = {p.chunk.id: p for put in puts for p in put.passages}
        fresh = [p for i, p in new.items() if old.get(i) != p.title]  # a title is searched with its passages
        gone = sorted(old.keys() - new.keys())
        self.catalog.mark_pending([*(p.chunk.id for p in fresh), *gone])
        self._derive(fresh)
        with self.catalog.writing() as connection:
            for put in puts:
                put_article(connection, put.article, put.scope, put.passages)
            for article_id in drops:
                drop_article(connection, article_id)
            raise_version(connection)
        self._forget(gone)
        self.catalog.mark_pending([])

    def recover(self) -> None:
        """Finish or undo what a crash interrupted."""
        if unsure := self.catalog.pending():
            live = self.catalog.passages(unsure)
            self._derive(list(live.values()))
            self._forget([i for i in unsure if i not in live])
            self.catalog.mark_pending([])

    def rebuild(self) -> None:
        """Fill the derived indexes from the catalog, after one of them was lost."""
        ids = self.catalog.passage_ids()
        self.catalog.mark_pending(ids)
        for at in range(0, len(ids), 1_000):
            self._derive(list(self.catalog.passages(ids[at : at + 1_000]).values()))
        self.catalog.mark_pending([])
        with self.catalog.writing() as connection:  # what was found before may not be what is found now
            raise_version(connection)

    def close(self) -> None:
        """Close every file."""
        self.vectors.close()
        self.catalog.close()

    def _derive(self, passages: Sequence[StoredPassage]) -> None:
        import numpy as np

        if not passages:
            return
        ids = [p.chunk.id for p in passages]
        matrix = np.stack([unpack_vectors(p.vectors, self.dimension)[0] for p in passages])
        self.vectors.add(ids, matrix, [p.article_id for p in passages])
        self.keywords.replace([(p.chunk.id, p.chunk.text, p.title) for p in passages], [])

    def _forget(self, ids: Sequence[str]) -> None:
        if ids:
            self.vectors.remove(ids)
            self.keywords.replace([], ids)


def open_store(folder: Path, embedding: str, dimension: int) -> Store:
    """Open the index in ``folder`` for the vector space ``embedding``, mending what can be mended.

    Raises:
        YuanwenError: the catalog is damaged or was made by a newer program.
    """
    folder.mkdir(parents=True, exist_ok=True)
    catalog = Catalog(folder / "catalog.sqlite3")
    try:
        _check_embedding(catalog, embedding)
        return _open_derived(folder, catalog, embedding, dimension)
    except BaseException:
        catalog.close()
        raise


def _check_embedding(catalog: Catalog, embedding: str) -> None:
    made_with = catalog.fact("embedding")
    if not made_with:
        catalog.set_fact("embedding", embedding)
    elif made_with != embedding:
        raise YuanwenError(
            f"this index was embedded with {made_with}, the settings ask for {embedding}: "
            "set the former again, or run `yuanwen reindex`"
        )


def _open_derived(folder: Path, catalog: Catalog, embedding: str, dimension: int) -> Store:
    vectors, lost_vectors = open_vectors(folder / "chroma", embedding)
    keywords, lost_keywords = open_keywords(folder / "tantivy")
    store = Store(catalog, vectors, keywords, dimension)
    lost = lost_vectors or lost_keywords or (catalog.counts()[1] > 0 and not (vectors.count() and keywords.count()))
    store.recover()
    if lost:
        store.rebuild()
    return store
