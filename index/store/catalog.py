"""The catalog: articles, passages, sentence spans and vectors. What it lists is what exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, LargeBinary, create_engine, delete, event, func, insert, or_, select, update
from sqlalchemy.exc import DatabaseError

from index.article import Article
from index.errors import YuanwenError
from index.store import tables as t
from index.store.heads import Heads, pages
from index.store.rows import COLUMNS, StoredPassage, article_hash, cuts_json, passage_row, read_article, read_passage
from index.store.upgrade import upgrade

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy.engine import ExceptionContext


class Catalog:
    """The index's tables. Reads may come from any thread; the index serializes writes."""

    def __init__(self, path: Path) -> None:
        """Open the catalog, or make an empty one; one of an earlier version is brought up to date.

        Raises:
            YuanwenError: the file is damaged, or was made by a newer program.
        """
        self._path = path
        self._engine = create_engine(f"sqlite:///{path}")
        self.heads = Heads(self._engine, self.version)
        event.listen(self._engine, "connect", _set_pragmas)
        event.listen(self._engine, "handle_error", self._explain)
        try:
            made_in = upgrade(self._engine, path)
            t.metadata.create_all(self._engine)
            for index in t.narrowing:  # a catalog of before has the table without them
                index.create(self._engine, checkfirst=True)
            if not made_in:
                self.set_fact("schema", str(t.SCHEMA_VERSION))
        except YuanwenError:
            self.close()
            raise
        except DatabaseError as error:
            self.close()
            raise YuanwenError(
                f"the catalog {path} is damaged ({error.orig}): restore it from a backup, "
                "or move it away and add the documents again"
            ) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or none."""
        with self._engine.begin() as connection:
            yield connection

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
        count = func.length(blob) // (dimension + 4)  # as pack_vectors lays them out: the scales, then the bytes
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

    def _explain(self, context: ExceptionContext) -> None:
        if isinstance(context.sqlalchemy_exception, DatabaseError) and "malformed" in str(context.original_exception):
            raise YuanwenError(
                f"the catalog {self._path} is damaged ({context.original_exception}): restore it from a backup, "
                "or move it away and add the documents again"
            ) from context.original_exception


def put_article(connection: Connection, article: Article, scope: str, passages: Sequence[StoredPassage]) -> None:
    """Write an article and its passages in place of what stood under its id."""
    before = connection.scalar(select(t.articles.c.version).where(t.articles.c.id == article.id)) or 0
    drop_article(connection, article.id)
    row = {name: getattr(article, name) for name in COLUMNS}
    row |= {"scope": scope, "hash": article_hash(article), "version": before + 1, "cuts": cuts_json(article)}
    connection.execute(insert(t.articles).values(row))
    if passages:
        connection.execute(insert(t.passages), [passage_row(p) for p in passages])


def raise_version(connection: Connection) -> None:
    """Count a change of the articles, in the transaction that makes it."""
    facts = t.facts.c
    said = connection.scalar(select(facts.value).where(facts.name == VERSION).with_for_update())
    if said is None:
        connection.execute(insert(t.facts).values(name=VERSION, value="1"))
    else:
        connection.execute(update(t.facts).where(facts.name == VERSION).values(value=str(int(said) + 1)))


def drop_article(connection: Connection, article_id: str) -> None:
    """Delete an article, its passages and what was noted of its near-duplicates."""
    connection.execute(delete(t.twins).where(or_(t.twins.c.id == article_id, t.twins.c.twin == article_id)))
    connection.execute(delete(t.passages).where(t.passages.c.article_id == article_id))
    connection.execute(delete(t.articles).where(t.articles.c.id == article_id))


VERSION = "version"


def _set_pragmas(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
