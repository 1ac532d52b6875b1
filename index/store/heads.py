"""The articles' heads: listing them and choosing among them without reading a text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import ColumnElement, Engine, func, select

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
        self._names: tuple[int, dict[str, str]] | None = None

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
        """The ids of the articles that meet every condition given, newest first unless ``ids`` are given.

        Publishers are compared folded, so that either script names them; dates are ISO 8601 and both included.
        """
        columns = t.articles.c
        query = select(columns.id).where(*self._conditions(publishers, since, until))
        with self._engine.connect() as connection:
            if not ids:
                return list(connection.scalars(query.order_by(columns.published.desc(), columns.id)))
            queries = (query.where(columns.id.in_(page)) for page in pages(list(dict.fromkeys(ids))))
            return [found for page in queries for found in connection.scalars(page)]

    def count(self, publishers: Sequence[str] = (), since: str = "", until: str = "") -> int:
        """How many articles meet every condition given."""
        query = select(func.count()).select_from(t.articles).where(*self._conditions(publishers, since, until))
        with self._engine.connect() as connection:
            return connection.scalar(query) or 0

    def passages_within(
        self, passages: Sequence[str], publishers: Sequence[str], since: str = "", until: str = ""
    ) -> set[str]:
        """Those of the passages whose article meets every condition given."""
        query = select(t.passages.c.id).join(t.articles).where(*self._conditions(publishers, since, until))
        with self._engine.connect() as connection:
            queries = (query.where(t.passages.c.id.in_(page)) for page in pages(passages))
            return {found for page in queries for found in connection.scalars(page)}

    def by_publisher(self, limit: int) -> list[tuple[str, int]]:
        """The ``limit`` publishers that most articles name, with how many do."""
        named, count = t.articles.c.publisher, func.count()
        query = select(named, count).where(named != "").group_by(named).order_by(count.desc(), named).limit(limit)
        with self._engine.connect() as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]

    def named(self, words: Sequence[str], publishers: Sequence[str], since: str = "", until: str = "") -> list[str]:
        """The ids of the articles that meet every condition, newest first, whose title and publisher hold every word.

        The words are folded. Where there are none, no title is read.
        """
        if not words:
            return self.select_ids((), publishers, since, until)
        anywhere = not (publishers or since or until)
        inside = None if anywhere else set(self.select_ids((), publishers, since, until))
        named = (i for i, name in self._named().items() if all(word in name for word in words))
        return [i for i in named if inside is None or i in inside]

    def _named(self) -> dict[str, str]:
        """Each article's title and publisher, folded, newest first; read again only after a change."""
        version = self._version()
        kept = self._names
        if kept is None or kept[0] != version:
            columns = t.articles.c
            query = select(columns.id, columns.title, columns.publisher)
            with self._engine.connect() as connection:
                rows = list(connection.execute(query.order_by(columns.published.desc(), columns.id)))
            kept = self._names = (version, {row.id: fold(f"{row.title} {row.publisher}") for row in rows})
        return kept[1]

    def _conditions(self, publishers: Sequence[str], since: str, until: str) -> Iterator[ColumnElement[bool]]:
        columns = t.articles.c
        if publishers:
            known = self.headings().publishers
            yield columns.publisher.in_([name for given in publishers for name in known.get(fold(given), ())])
        if since:
            yield columns.published >= since
        if until:
            # 2023-06-07T09:15 lies within a range that ends on 2023-06-07
            yield func.substr(columns.published, 1, len(until)) <= until
            yield columns.published != ""

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
