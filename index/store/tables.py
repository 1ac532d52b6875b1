"""The catalog's tables. Portable SQL types only: the same tables serve SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

SCHEMA_VERSION = 3

metadata = MetaData()

facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("scope", String(500), nullable=False, index=True),
    Column("hash", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("editor", Text, nullable=False),
    Column("published", String(32), nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("script", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("cuts", Text, nullable=False),
)

# What a search is narrowed by, and what a passage's article is asked: without them either reads the table, which holds
# the texts. PostgreSQL, whose index rows have a limit that a publisher's name has not, does without.
narrowing = (
    Index("ix_articles_choosing", articles.c.published, articles.c.publisher, articles.c.id),
    Index("ix_articles_within", articles.c.id, articles.c.publisher, articles.c.published),
)
for _index in narrowing:
    _index.ddl_if(dialect="sqlite")

passages = Table(
    "passages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    # sentence spans from the passage's start, int32 little-endian pairs
    Column("sentences", LargeBinary, nullable=False),
    # the passage's vector and then each sentence's, as index.store.vectors packs them
    Column("vectors", LargeBinary, nullable=False),
)

# Articles that were taken out as near-duplicates of another. As long as that one is there and the document has not
# changed, reading the document again does not bring it back.
folded = Table(
    "folded",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("hash", String(32), nullable=False),
    Column("kept", String(200), nullable=False),
)

# Articles that are nearly the same as another one that is there: the same report from two outlets.
twins = Table(
    "twins",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("twin", String(200), nullable=False, index=True),
)

# Passages that an update is about to add to the derived indexes or has still to remove from them. A row that
# is left behind after a crash says which ids to compare; without one a start need not look at them all.
pending = Table("pending", metadata, Column("id", String(32), primary_key=True))
