"""Bringing a catalog that an earlier version made up to today's tables, without reading any document again."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from uuid import uuid4

from sqlalchemy import Connection, Engine, inspect, select, text, update

from index.errors import YuanwenError
from index.store import tables as t

Step = Callable[[Connection], None]


def _note_folds(connection: Connection) -> None:
    # Written out, not taken from today's tables: a step says what stood between two versions for good.
    connection.execute(
        text(
            "CREATE TABLE folded (id VARCHAR(200) NOT NULL PRIMARY KEY, "
            "hash VARCHAR(32) NOT NULL, kept VARCHAR(200) NOT NULL)"
        )
    )


def _note_twins(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE twins (id VARCHAR(200) NOT NULL PRIMARY KEY, twin VARCHAR(200) NOT NULL)"))
    connection.execute(text("CREATE INDEX ix_twins_twin ON twins (twin)"))


def _note_changes(connection: Connection) -> None:
    connection.execute(
        text(
            "CREATE TABLE changes (version INTEGER NOT NULL, passage VARCHAR(32) NOT NULL, "
            "PRIMARY KEY (version, passage)) WITHOUT ROWID"
        )
    )
    # What is derived beside it bears no mark yet and follows it all the same: the store says so when it opens.
    rows = [{"name": "id", "value": uuid4().hex}, {"name": "unmarked", "value": "yes"}]
    connection.execute(text("INSERT INTO facts (name, value) VALUES (:name, :value)"), rows)


def _note_checksums(connection: Connection) -> None:
    # What stands there is taken for right: nothing says what it was.
    connection.execute(text("ALTER TABLE passages ADD COLUMN checksum BIGINT NOT NULL DEFAULT 0"))
    page = text("SELECT id, sentences, vectors FROM passages WHERE id > :last ORDER BY id LIMIT 1000")
    note = text("UPDATE passages SET checksum = :sum WHERE id = :id")
    last = ""
    while rows := connection.execute(page, {"last": last}).all():
        sums = (zlib.crc32(row.vectors, zlib.crc32(row.sentences)) for row in rows)
        connection.execute(note, [{"id": row.id, "sum": value} for row, value in zip(rows, sums, strict=True)])
        last = rows[-1].id


STEPS: Mapping[int, Step] = {1: _note_folds, 2: _note_twins, 3: _note_changes, 4: _note_checksums}
"""By version, what makes the next one of it. A step after which passages must be searched differently puts their ids
into ``pending``: the store derives those again from the stored texts when it opens."""


def upgrade(engine: Engine, name: str, steps: Mapping[int, Step] = STEPS) -> int:
    """Take every step from the catalog's version to today's, all in one transaction or none.

    ``name`` says in errors which catalog it is.

    Returns:
        The version it was made in; 0 for a catalog that is still empty.

    Raises:
        YuanwenError: it was made by a newer program, or its version is none that ever was.
    """
    found = _version(engine, name)
    if found > t.SCHEMA_VERSION:
        raise YuanwenError(
            f"the catalog {name} has schema {found}, made by a newer yuanwen; "
            f"this one reads up to {t.SCHEMA_VERSION}: upgrade yuanwen"
        )
    if 0 < found < t.SCHEMA_VERSION:
        with engine.begin() as connection:
            if engine.dialect.name == "sqlite":  # whose driver opens no transaction for a change of the tables
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            for version in range(found, t.SCHEMA_VERSION):
                steps[version](connection)
            schema = update(t.facts).where(t.facts.c.name == "schema")
            connection.execute(schema.values(value=str(t.SCHEMA_VERSION)))
    return found


def _version(engine: Engine, name: str) -> int:
    if not inspect(engine).has_table("facts"):
        return 0
    with engine.connect() as connection:
        said = connection.scalar(select(t.facts.c.value).where(t.facts.c.name == "schema")) or "0"
    if not said.isdecimal():
        raise YuanwenError(f"the catalog {name} has schema {said[:20]!r}, which is no number: restore it from a backup")
    return int(said)
