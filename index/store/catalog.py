"""The catalog: articles, passages, sentence spans and vectors. What it lists is what exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import local
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import Connection, Integer, LargeBinary, delete, func, insert, select
from sqlalchemy.exc import DatabaseError

from index.article import Article
from index.store import tables as t
from index.store.address import file_url
from index.store.engine import check_encoding, excluding, explain_opening, name_of, open_engine
from index.store.heads import Heads, pages
from index.store.rows import StoredPassage, read_article, read_passage
from index.store.upgrade import upgrade
from index.store.writes import KEPT, VERSION

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy import URL

_PAGE = 1_000


class Catalog:
    """The index's tables. Any thread may read; writers, of this process and of others, take turns."""

    def __init__(self, where: Path | URL) -> None:
        """Open the catalog in a file or a database, or make an empty one; an earlier version's is brought up to date.

        Raises:
            UnavailableError: its server cannot be reached, or refuses this program.
            YuanwenError: it is damaged, or was made by a newer program.
        """
        url = file_url(where) if isinstance(where, Path) else where
        self.name = name_of(url)
        self._engine = open_engine(url)
        self._mine = local()
        self.heads = Heads(self._engine, self.version)
        try:
            with self.alone():
                self._make()
        except DatabaseError as error:
            self.close()
            raise explain_opening(self._engine, error) from error
        except BaseException:
            self.close()
            raise

    def _make(self) -> None:
        check_encoding(self._engine)
        made_in = upgrade(self._engine, self.name)
        t.metadata.create_all(self._engine)
        for index in t.narrowing:  # a catalog of before has the table without them
            index.create(self._engine, checkfirst=True)
        if not made_in:
            self.set_fact("id", uuid4().hex)
            self.set_fact("schema", str(t.SCHEMA_VERSION))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other writer out. Safe to enter again within."""
        if self.is_alone:
            yield
            return
        with excluding(self._engine) as connection:
            self._mine.alone, self._mine.connection = True, connection
            try:
                yield
            finally:
                self._mine.alone, self._mine.connection = False, None

    @property
    def is_alone(self) -> bool:
        """Whether this thread keeps every other writer out."""
        return getattr(self._mine, "alone", False)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, alone: all of it is kept, or none."""
        with self.alone():
            held: Connection | None = self._mine.connection
            if held is None:
                with self._engine.begin() as connection:
                    yield connection
            else:
                with held.begin():
                    yield held

    def fact(self, name: str) -> str:
        """A named value such as the embedding's name; empty where it was never set."""
        with self._engine.connect() as connection:
            return connection.scalar(select(t.facts.c.value).where(t.facts.c.name == name)) or ""

    def set_fact(self, name: str, value: str) -> None:
        """Set a named value."""
        with self.writing() as connection:
            connection.execute(delete(t.facts).where(t.facts.c.name == name))
            connection.execute(insert(t.facts).values(name=name, value=value))

    def hashes(self, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """``{id: (hash, scope)}`` of those of ``ids`` that are there."""
        query = select(t.articles.c.id, t.articles.c.hash, t.articles.c.scope)
        with self._engine.connect() as connection:
            rows = [row for page in pages(ids) for row in connection.execute(query.where(t.articles.c.id.in_(page)))]
        return {row.id: (row.hash, row.scope) for row in rows}

    def hashes_in(self, scope: str) -> dict[str, str]:
        """``{id: hash}`` of the articles that were added under ``scope``."""
        query = select(t.articles.c.id, t.articles.c.hash).where(t.articles.c.scope == scope)
        with self._engine.connect() as connection:
            return {row.id: row.hash for row in connection.execute(query)}

    def ids_in(self, scope: str) -> list[str]:
        """The ids of the articles that were added under ``scope``."""
        with self._engine.connect() as connection:
            return list(connection.scalars(select(t.articles.c.id).where(t.articles.c.scope == scope)))

    def scopes(self) -> list[str]:
        """Every scope that holds an article, in order."""
        return self.distinct("scope")

    def distinct(self, column: str) -> list[str]:
        """The values that a column of the articles has, in order."""
        named = t.articles.c[column]
        with self._engine.connect() as connection:
            return list(connection.scalars(select(named).distinct().order_by(named)))

    def article(self, article_id: str) -> Article | None:
        """The article, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(select(t.articles).where(t.articles.c.id == article_id)).one_or_none()
        return read_article(row) if row else None

    def articles(self, ids: Sequence[str] | None = None) -> list[Article]:
        """All articles, or those of ``ids`` that are there, newest first."""
        query = select(t.articles)
        queries = [query] if ids is None else [query.where(t.articles.c.id.in_(page)) for page in pages(ids)]
        with self._engine.connect() as connection:
            found = [read_article(row) for page in queries for row in connection.execute(page)]
        return sorted(sorted(found, key=lambda a: a.id), key=lambda a: a.published, reverse=True)

    def version(self) -> int:
        """A number that every change of the articles raises, in whatever process it is made."""
        return int(self.fact(VERSION) or 0)

    def changed_since(self, version: int) -> list[str] | None:
        """The passages that later versions put or took away; None where the log does not go back so far."""
        with self._engine.connect() as connection:
            query = select(t.changes.c.passage).where(t.changes.c.version > version).distinct()
            found = list(connection.scalars(query))
        # Read last: what another process has dropped from the log in the meantime is missing in what was found.
        return found if self.version() - KEPT <= version <= self.version() else None

    def every_passage(self) -> Iterator[list[StoredPassage]]:
        """All live passages in the order of their ids, a page at a time; each page is as it is when it is read."""
        last = ""
        while True:
            query = select(t.passages.c.id).where(t.passages.c.id > last).order_by(t.passages.c.id).limit(_PAGE)
            with self._engine.connect() as connection:
                ids = list(connection.scalars(query))
            if not ids:
                return
            yield list(self.passages(ids).values())
            last = ids[-1]

    def passages(self, ids: Sequence[str]) -> dict[str, StoredPassage]:
        """The live passages among ``ids``, by id."""
        return {p.chunk.id: p for page in pages(ids) for p in self._read(t.passages.c.id.in_(page))}

    def passages_of(self, article_ids: Sequence[str]) -> list[StoredPassage]:
        """Every passage of the articles, in reading order."""
        return [p for page in pages(article_ids) for p in self._read(t.passages.c.article_id.in_(page))]

    def topics_of(self, article_ids: Sequence[str], dimension: int) -> tuple[list[str], NDArray[np.float32]]:
        """The ids of the articles' passages and their own vectors, ``(n, dimension)``, without their sentences'."""
        import numpy as np

        blob = t.passages.c.vectors
        count = func.length(blob, type_=Integer) // (
            dimension + 4
        )  # as pack_vectors lays them out: the scales, then the bytes
        scale = func.substr(blob, 1, 4, type_=LargeBinary)
        whole = func.substr(blob, 4 * count + 1, dimension, type_=LargeBinary)
        query = select(t.passages.c.id, scale, whole)
        with self._engine.connect() as connection:
            chosen = (query.where(t.passages.c.article_id.in_(page)) for page in pages(article_ids))
            rows = [row for page in chosen for row in connection.execute(page) if len(row[2]) == dimension]
        scales = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
        matrix = np.frombuffer(b"".join(row[2] for row in rows), dtype=np.int8).reshape(-1, dimension)
        return [row[0] for row in rows], matrix * scales[:, None]

    def article_ids(self) -> list[str]:
        """The ids of all articles, in order."""
        with self._engine.connect() as connection:
            return list(connection.scalars(select(t.articles.c.id).order_by(t.articles.c.id)))

    def passage_ids(self) -> list[str]:
        """The ids of all live passages."""
        with self._engine.connect() as connection:
            return list(connection.scalars(select(t.passages.c.id)))

    def counts(self) -> tuple[int, int]:
        """How many articles and how many passages there are."""
        with self._engine.connect() as connection:
            return (
                connection.scalar(select(func.count()).select_from(t.articles)) or 0,
                connection.scalar(select(func.count()).select_from(t.passages)) or 0,
            )

    def pending(self) -> list[str]:
        """The ids an unfinished update has left to be compared."""
        with self._engine.connect() as connection:
            return list(connection.scalars(select(t.pending.c.id)))

    def mark_pending(self, ids: Iterable[str]) -> None:
        """Remember ids before the derived indexes are touched."""
        rows = [{"id": i} for i in ids]
        with self.writing() as connection:
            connection.execute(delete(t.pending))
            if rows:
                connection.execute(insert(t.pending), rows)

    def folded(self, ids: Sequence[str]) -> dict[str, tuple[str, str]]:
        """``{id: (hash, kept id)}`` of those of ``ids`` that were folded into an article that is still there."""
        query = select(t.folded).join(t.articles, t.articles.c.id == t.folded.c.kept)
        with self._engine.connect() as connection:
            rows = [row for page in pages(ids) for row in connection.execute(query.where(t.folded.c.id.in_(page)))]
        return {row.id: (row.hash, row.kept) for row in rows}

    def folds(self) -> list[tuple[str, str, str]]:
        """Every ``(id, hash, kept id)`` that was noted."""
        with self._engine.connect() as connection:
            return [(row.id, row.hash, row.kept) for row in connection.execute(select(t.folded))]

    def note_folds(self, folds: Iterable[tuple[str, str, str]]) -> None:
        """Remember ``(id, hash, kept id)`` of articles that are taken out as near-duplicates."""
        rows = [{"id": i, "hash": said, "kept": kept} for i, said, kept in folds]
        with self.writing() as connection:
            for row in rows:
                connection.execute(delete(t.folded).where(t.folded.c.id == row["id"]))
                connection.execute(insert(t.folded).values(row))

    def note_twins(self, twins: Mapping[str, str]) -> None:
        """Remember of articles which other each is nearly the same as."""
        with self.writing() as connection:
            for article_id, twin in twins.items():
                connection.execute(delete(t.twins).where(t.twins.c.id == article_id))
                connection.execute(insert(t.twins).values(id=article_id, twin=twin))

    def twins(self, ids: Sequence[str] | None = None) -> list[tuple[str, str]]:
        """Every pair that was noted and is still there, or those with one of ``ids`` in it."""
        query = select(t.twins).order_by(t.twins.c.id)
        either = (
            [query]
            if ids is None
            else [query.where(column.in_(page)) for page in pages(ids) for column in (t.twins.c.id, t.twins.c.twin)]
        )
        with self._engine.connect() as connection:
            return sorted({(row.id, row.twin) for one in either for row in connection.execute(one)})

    def close(self) -> None:
        """Close the database's files."""
        self._engine.dispose()

    def _read(self, where: Any) -> list[StoredPassage]:
        # The text is cut out by the database: a long article is not read whole for each of its passages.
        length = t.passages.c.end - t.passages.c.start
        text = func.substr(t.articles.c.text, t.passages.c.start + 1, length).label("text")
        query = select(t.passages, t.articles.c.title, text).join(t.articles).where(where)
        query = query.order_by(t.passages.c.article_id, t.passages.c.start)
        with self._engine.connect() as connection:
            return [read_passage(row) for row in connection.execute(query)]
