"""Changing the catalog, within a transaction that the caller opens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, or_, select, update

from index.article import Article
from index.store import tables as t
from index.store.rows import COLUMNS, StoredPassage, article_hash, cuts_json, passage_row

VERSION = "version"
"""The fact that counts the changes of the articles."""

KEPT = 1_000
"""How many versions the log of changes goes back; a copy that is further behind is filled anew."""


def put_article(connection: Connection, article: Article, scope: str, passages: Sequence[StoredPassage]) -> None:
    """Write an article and its passages in place of what stood under its id."""
    before = connection.scalar(select(t.articles.c.version).where(t.articles.c.id == article.id)) or 0
    drop_article(connection, article.id)
    row = {name: getattr(article, name) for name in COLUMNS}
    row |= {"scope": scope, "hash": article_hash(article), "version": before + 1, "cuts": cuts_json(article)}
    connection.execute(insert(t.articles).values(row))
    if passages:
        connection.execute(insert(t.passages), [passage_row(p) for p in passages])


def raise_version(connection: Connection, passages: Iterable[str] = ()) -> int:
    """Count a change of the articles, in the transaction that makes it, and log which passages it touched.

    Returns:
        The version that it makes.
    """
    facts = t.facts.c
    said = connection.scalar(select(facts.value).where(facts.name == VERSION).with_for_update())
    version = int(said or 0) + 1
    if said is None:
        connection.execute(insert(t.facts).values(name=VERSION, value="1"))
    else:
        connection.execute(update(t.facts).where(facts.name == VERSION).values(value=str(version)))
    if rows := [{"version": version, "passage": i} for i in dict.fromkeys(passages)]:
        connection.execute(insert(t.changes), rows)
    connection.execute(delete(t.changes).where(t.changes.c.version <= version - KEPT))
    return version


def drop_article(connection: Connection, article_id: str) -> None:
    """Delete an article, its passages and what was noted of its near-duplicates."""
    connection.execute(delete(t.twins).where(or_(t.twins.c.id == article_id, t.twins.c.twin == article_id)))
    connection.execute(delete(t.passages).where(t.passages.c.article_id == article_id))
    connection.execute(delete(t.articles).where(t.articles.c.id == article_id))
