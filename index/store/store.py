"""The catalog and what is derived from it, changed together so that a crash at any moment can be mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from index.article import Article
from index.progress import progress_bar
from index.store.catalog import Catalog
from index.store.chroma import VectorIndex
from index.store.keywords import KeywordIndex
from index.store.marks import Copies
from index.store.rows import StoredPassage
from index.store.vectors import unpack_vectors
from index.store.writes import drop_article, put_article, raise_version


@dataclass(frozen=True, slots=True)
class Put:
    """An article to write, with its passages, under the scope it was added in."""

    article: Article
    scope: str
    passages: Sequence[StoredPassage]


@dataclass(frozen=True, slots=True)
class Store:
    """One index. ``dimension`` is the length of its vectors."""

    catalog: Catalog
    vectors: VectorIndex
    keywords: KeywordIndex
    dimension: int
    copies: Copies

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other writer out, of this process and of others. Safe to enter again within."""
        # The copies' lock second: while this waits for another process, they go on following.
        with self.catalog.alone(), self.copies.lock:
            yield

    def commit(self, puts: Sequence[Put], drops: Sequence[str]) -> None:
        """Write articles and delete others, whole or not at all.

        Derived rows are added first, then the catalog turns to the new state in one transaction, then the old
        derived rows go. Readers look everything up in the catalog, so they see one state or the other.
        """
        with self.alone():
            self.recover()  # an earlier commit that failed has left ids that mark_pending would forget
            self.follow()
            old = {p.chunk.id: p.title for p in self.catalog.passages_of([*(put.article.id for put in puts), *drops])}
            new = {p.chunk.id: p for put in puts for p in put.passages}
            fresh = [p for i, p in new.items() if old.get(i) != p.title]  # a title is searched with its passages
            gone = sorted(old.keys() - new.keys())
            touched = [*(p.chunk.id for p in fresh), *gone]
            self.catalog.mark_pending(touched)
            self._derive(fresh)
            with self.catalog.writing() as connection:
                for put in puts:
                    put_article(connection, put.article, put.scope, put.passages)
                for article_id in drops:
                    drop_article(connection, article_id)
                version = raise_version(connection, touched)
            self._forget(gone)
            self.catalog.mark_pending([])
            self.copies.come_to(version)

    def recover(self) -> None:
        """Finish or undo what a crash interrupted, in this process or another: a living one would keep this one out."""
        if not self.catalog.pending():
            return
        with self.alone():
            if unsure := self.catalog.pending():  # read again: whoever wrote them may have been at work just now
                live = self.catalog.passages(unsure)
                self._derive(list(live.values()))
                self._forget([i for i in unsure if i not in live])
                with self.catalog.writing() as connection:  # the copies of others have to look at them again too
                    raise_version(connection, unsure)
                self.catalog.mark_pending([])

    def follow(self) -> bool:
        """Bring the copies on this machine up to the catalog, from wherever they are.

        Returns:
            Whether anything was to be done.
        """
        if self.catalog.version() == self.copies.version:
            return False
        with self.copies.lock:
            version = self.catalog.version()  # read first: what changes from here on is looked at the next time
            changed = self.catalog.changed_since(self.copies.version)
            if changed is None:  # too far behind, or the database was put back
                self.fill(keywords=True, vectors=self.copies.vectors is not None)
                return True
            live = self.catalog.passages(changed)
            gone = [i for i in changed if i not in live]
            if self.copies.vectors is not None:
                self._derive_vectors(list(live.values()))
                self.vectors.remove(gone)
            if changed:
                self._derive_keywords(list(live.values()), gone)
            self.copies.come_to(version)
        return True

    def rebuild(self) -> None:
        """Make the derived indexes hold what the catalog lists, and nothing else."""
        with self.alone():
            self.fill(keywords=True, vectors=True)
            with self.catalog.writing() as connection:  # what was found before may not be what is found now
                version = raise_version(connection)
            self.copies.come_to(version)

    def fill(self, *, keywords: bool, vectors: bool) -> None:
        """Derive every passage again, and take out what belongs to none.

        What takes longer than two seconds shows a bar. A crash in between is known by a missing mark, or, of vectors
        on a server, by their number. Those are only filled alone.
        """
        version = self.catalog.version()
        self.copies.begin(keywords=keywords, vectors=vectors)
        done, known = 0, self.catalog.counts()[1]
        with progress_bar("filling the search again", "passages", delay=2.0) as progress:
            progress(done, known)
            for page in self.catalog.every_passage():
                if vectors:
                    self._derive_vectors(page)
                if keywords:
                    self._derive_keywords(page, [])
                done += len(page)
                progress(done, max(done, known))
        self._sweep()
        self.copies.finish(version)

    def close(self) -> None:
        """Close every file."""
        self.vectors.close()
        self.catalog.close()

    def _sweep(self) -> None:
        """Take out what belongs to no passage. All passages are there: a higher count says that there is more."""
        count = self.catalog.counts()[1]
        # Vectors on a server are others' too: what is not listed yet may be on its way.
        if (self.copies.vectors is not None or self.catalog.is_alone) and self.vectors.count() > count:
            self.vectors.remove(sorted(set(self.vectors.ids()) - set(self.catalog.passage_ids())))
        if self.keywords.count() > count:
            self.keywords.replace([], self.keywords.ids() - set(self.catalog.passage_ids()))

    def _derive(self, passages: Sequence[StoredPassage]) -> None:
        if passages:
            self._derive_vectors(passages)
            self._derive_keywords(passages, [])

    def _derive_vectors(self, passages: Sequence[StoredPassage]) -> None:
        import numpy as np

        if not passages:
            return
        ids = [p.chunk.id for p in passages]
        matrix = np.stack([unpack_vectors(p.vectors, self.dimension)[0] for p in passages])
        self.vectors.add(ids, matrix, [p.article_id for p in passages])

    def _derive_keywords(self, passages: Sequence[StoredPassage], gone: Sequence[str]) -> None:
        self.keywords.replace([(p.chunk.id, p.chunk.text, p.title) for p in passages], gone)

    def _forget(self, ids: Sequence[str]) -> None:
        if ids:
            self.vectors.remove(ids)
            self.keywords.replace([], ids)
