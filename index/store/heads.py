"""The articles' heads: listing them and choosing among them without reading a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Engine, func, select

from index.article import Entry
from index.space import Language
from index.store import tables as t
from index.text.fold import fold

_PAGE = 500  # well under SQLite's limit on variables in a statement
_HEAD = (
    *(t.articles.c[name] for name in ("id", "title", "publisher", "author", "editor", "published")),
    *(t.articles.c[name] for name in ("place", "url", "script", "scope")),
    func.length(t.articles.c.text),
)


@dataclass(frozen=True, slots=True)
class Headings:
    """What the articles' heads say together.

    Attributes:
        languages: those the articles are in; Chinese where there is none.
        publishers: their names as written, by their folded form.
    """

    languages: tuple[Language, ...]
    publishers: dict[str, tuple[str, ...]]


class Heads:
    """Reads the catalog's articles but for their texts. Any thread may."""

    def __init__(self, engine: Engine, version: Callable[[], int]) -> None:
        self._engine = engine
        self._version = version
        self._headings: tuple[int, Headings] | None = None

    def entries(self, limit: int, after: str = "", scope: str | None = None) -> list[Entry]:
        """The heads of the newest ``limit`` articles of a scope behind the one with the id ``after``, newest first."""
        columns = t.articles.c
        query = select(*_HEAD).order_by(columns.published.desc(), columns.id).limit(limit)
        if scope is not None:
            query = query.where(columns.scope == scope)
        with self._engine.connect() as connection:
            if after:
                at = connection.execute(select(columns.published).where(columns.id == after)).one_or_none()
                if at is None:
                    return []
                same_day = (columns.published == at.published) & (columns.id > after)
                query = query.where((columns.published < at.published) | same_day)
            return [Entry(*row) for row in connection.execute(query)]

    def entries_of(self, ids: Sequence[str]) -> list[Entry]:
        """The heads of those of ``ids`` that are there."""
        query = select(*_HEAD)
        with self._engine.connect() as connection:
            queries = (query.where(t.articles.c.id.in_(page)) for page in pages(ids))
            return [Entry(*row) for page in queries for row in connection.execute(page)]

    def titles(self, ids: Sequence[str]) -> dict[str, str]:
        """``{id: title}`` of those of ``ids`` that are there."""
        query = select(t.articles.c.id, t.articles.c.title)
        with self._engine.connect() as connection:
            rows = [row for page in pages(ids) for row in connection.execute(query.where(t.articles.c.id.in_(page)))]
        return {row.id: row.title for row in rows}

    def headings(self) -> Headings:
        """What questions need to know of all articles' heads; read again only after a change."""
        version = self._version()  # read first: what is kept under it is never older than it
        kept = self._headings
        if kept is None or kept[0] != version:
            kept = self._headings = (version, Headings(self._languages(), self._publishers()))
        return kept[1]

    def select_ids(self, ids: Sequence[str], publishers: Sequence[str], since: str = "", until: str = "") -> list[str]:
        """The ids of the articles that meet every condition given.

        Publishers are compared folded, so that either script names them; dates are ISO 8601 and both included.
        """
        columns = t.articles.c
        query = select(columns.id)
        if publishers:
            known = self.headings().publishers
            meant = [name for given in publishers for name in known.get(fold(given), ())]
            query = query.where(columns.publisher.in_(meant))
        if since:
            query = query.where(columns.published >= since)
        if until:
            # 2023-06-07T09:15 lies within a range that ends on 2023-06-07
            query = query.where(func.substr(columns.published, 1, len(until)) <= until, columns.published != "")
        with self._engine.connect() as connection:
            if not ids:
                return list(connection.scalars(query))
            queries = (query.where(columns.id.in_(page)) for page in pages(list(dict.fromkeys(ids))))
            return [found for page in queries for found in connection.scalars(page)]

    def _languages(self) -> tuple[Language, ...]:
        with self._engine.connect() as connection:
            scripts = set(connection.scalars(select(t.articles.c.script).distinct()))
        found: tuple[Language, ...] = ("zh",) if scripts - {"Latn"} or not scripts else ()
        return (*found, "en") if "Latn" in scripts else found

    def _publishers(self) -> dict[str, tuple[str, ...]]:
        with self._engine.connect() as connection:
            names = sorted(connection.scalars(select(t.articles.c.publisher).distinct()))
        return {key: tuple(group) for key, group in groupby(sorted(names, key=fold), key=fold)}


def pages(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Ids in runs that fit one statement."""
    for at in range(0, len(ids), _PAGE):
        yield ids[at : at + _PAGE]
