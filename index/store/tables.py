"""The catalog's tables. Portable SQL types only: the same tables serve SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.types import TypeEngine

SCHEMA_VERSION = 5

metadata = MetaData()


def _words(length: int) -> TypeEngine[str]:
    """A short text. SQLite takes any length and orders by code points; so does PostgreSQL, told to."""
    return String(length).with_variant(Text(collation="C"), "postgresql")


facts = Table(
    "facts",
    metadata,
    Column("name", _words(64), primary_key=True),
    Column("value", Text, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", _words(200), primary_key=True),
    Column("scope", _words(500), nullable=False, index=True),
    Column("hash", _words(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("editor", Text, nullable=False),
    Column("published", _words(32), nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("script", _words(8), nullable=False),
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
    Column("id", _words(32), primary_key=True),
    Column("article_id", ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    # sentence spans from the passage's start, int32 little-endian pairs
    Column("sentences", LargeBinary, nullable=False),
    # the passage's vector and then each sentence's, as index.store.vectors packs them
    Column("vectors", LargeBinary, nullable=False),
    # what index.store.rows.checksum made of the last two when they were stored
    Column("checksum", BigInteger, nullable=False, server_default="0"),
)

# Articles that were taken out as near-duplicates of another. As long as that one is there and the document has not
# changed, reading the document again does not bring it back.
folded = Table(
    "folded",
    metadata,
    Column("id", _words(200), primary_key=True),
    Column("hash", _words(32), nullable=False),
    Column("kept", _words(200), nullable=False),
)

# Articles that are nearly the same as another one that is there: the same report from two outlets.
twins = Table(
    "twins",
    metadata,
    Column("id", _words(200), primary_key=True),
    Column("twin", _words(200), nullable=False, index=True),
)

# Passages that an update is about to add to the derived indexes or has still to remove from them. A row that
# is left behind after a crash says which ids to compare; without one a start need not look at them all.
pending = Table("pending", metadata, Column("id", _words(32), primary_key=True))

# The passages that each of the last changes of the articles put or took away: what a process that keeps a copy of
# something derived from them has to look at again.
changes = Table(
    "changes",
    metadata,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("passage", _words(32), primary_key=True),
    sqlite_with_rowid=False,
)
