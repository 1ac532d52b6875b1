"""The catalog says the same from PostgreSQL as from a file."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text

from index import Article, YuanwenError
from index.article import Cut
from index.store.address import read_catalog_url
from index.store.catalog import Catalog
from index.store.store import Put
from index.store.upgrade import upgrade
from index.store.writes import drop_article, put_article, raise_version
from tests.doubles import servers

MakePut = Callable[..., Put]
WORDS = ["北京", "广东😀", "𠮷野家", "Zürich", "apple", "Apple", "_x", "ａｂ", "9", "é"]


@pytest.fixture
def catalogs(tmp_path: Path, database: str) -> Iterator[list[Catalog]]:
    """An empty catalog of each kind."""
    opened = [Catalog(tmp_path / "catalog.sqlite3"), Catalog(read_catalog_url(database))]
    yield opened
    for catalog in opened:
        catalog.close()


def drawn(seed: int, count: int) -> list[Article]:
    draw = random.Random(seed)
    return [
        Article(
            f"{draw.choice(WORDS)}-{n}",
            draw.choice(WORDS),
            "。".join(draw.choice(WORDS) + str(draw.randrange(99)) for _ in range(draw.randint(1, 30))) + "。",
            publisher=draw.choice(["新华社", "新華社", "澎湃新闻", ""]),
            published=draw.choice(["", "2023-05", "2023-05-28", "2023-05-28T18:41:56", "2024-01-01"]),
            script=draw.choice(["Hans", "Latn", ""]),
            cuts=(Cut(draw.choice(WORDS), "navigation", n),),
        )
        for n in range(count)
    ]


def write(catalog: Catalog, puts: list[Put]) -> None:
    for put in puts:
        with catalog.writing() as connection:
            put_article(connection, put.article, put.scope, put.passages)
            raise_version(connection, [p.chunk.id for p in put.passages])


def all_said(catalog: Catalog) -> list[Any]:
    """Everything that can be read from a catalog, in the order it is given."""
    ids = catalog.article_ids()
    pages, last = [], ""
    while page := catalog.heads.entries(7, last):
        pages.append(page)
        last = page[-1].id
    vectors = catalog.topics_of(ids, 256)
    return [
        ids,
        pages,
        catalog.articles(),
        catalog.articles(ids[3:9]),
        [catalog.article(i) for i in ids],
        catalog.hashes(ids),
        catalog.hashes_in("one"),
        sorted(catalog.ids_in("two")),
        catalog.scopes(),
        [[p.chunk.id for p in page] for page in catalog.every_passage()],
        catalog.passages_of(ids),
        sorted(catalog.passage_ids()),
        catalog.counts(),
        catalog.version(),
        sorted(catalog.changed_since(5) or []),
        catalog.changed_since(-2_000),
        sorted(catalog.heads.headings().languages),
        catalog.heads.headings().publishers,
        sorted(catalog.heads.select_ids([], ["新华社"], "2023-05", "2023-05-28")),
        sorted(catalog.heads.select_ids(ids[:5], [], "", "2023-05")),
        catalog.heads.titles(ids),
        catalog.twins(),
        sorted(catalog.folds()),
        catalog.folded(ids),
        sorted(zip(vectors[0], np.round(vectors[1], 5).tolist(), strict=True)),
    ]


def test_both_say_the_same_after_the_same_changes(catalogs: list[Catalog], make_put: MakePut) -> None:
    articles = drawn(7, 60)
    puts = [make_put(a, "one" if n % 3 else "two") for n, a in enumerate(articles)]
    again = [make_put(Article(a.id, "新的", a.text + "又加了一句话。"), "one") for a in articles[::7]]
    for catalog in catalogs:
        write(catalog, [*puts, *again])
        with catalog.writing() as connection:
            drop_article(connection, articles[1].id)
        catalog.note_twins({articles[2].id: articles[3].id, articles[0].id: articles[9].id})
        catalog.note_folds([("gone", "0" * 32, articles[4].id), ("gone", "1" * 32, articles[5].id)])
    file, served = (all_said(catalog) for catalog in catalogs)
    for one, other in zip(file, served, strict=True):
        assert one == other
    assert file[12] == (59, len(file[11])) and file[15] is None


def test_a_transaction_that_fails_leaves_nothing(catalogs: list[Catalog], make_put: MakePut) -> None:
    put = make_put(drawn(1, 1)[0])
    for catalog in catalogs:
        with pytest.raises(Exception, match=r"UNIQUE|unique"), catalog.writing() as connection:
            put_article(connection, put.article, "s", [put.passages[0]] * 2)
        assert catalog.counts() == (0, 0)
        write(catalog, [put])  # and the lock was given back
        assert catalog.counts()[0] == 1


def test_a_database_that_counts_bytes_is_refused(postgres: str) -> None:
    more = "ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
    with (
        servers.database(postgres, "bytes", more) as url,
        pytest.raises(
            YuanwenError, match="has the encoding LATIN1: make one with CREATE DATABASE name ENCODING 'UTF8'"
        ),
    ):
        Catalog(read_catalog_url(url))


def test_a_user_who_may_make_no_tables_is_told_so(postgres: str, database: str) -> None:
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS reader")
        connection.execute("CREATE ROLE reader LOGIN PASSWORD 'r'")
    as_reader = database.replace(f"yuanwen:{servers.PASSWORD}", "reader:r")
    with pytest.raises(
        YuanwenError, match=r"reader:\*\*\*@.* cannot be used \(.*: let its user make and change tables"
    ):
        Catalog(read_catalog_url(as_reader))


def test_a_writer_that_is_cut_off_keeps_nothing_and_locks_nobody_out(
    catalogs: list[Catalog], database: str, postgres: str, make_put: MakePut
) -> None:
    import psycopg

    cut, other = catalogs[1], Catalog(read_catalog_url(database))
    name = database.rsplit("/", 1)[1]
    with pytest.raises(YuanwenError, match="cannot be reached"), cut.alone(), cut.writing() as connection:
        put = make_put(drawn(1, 1)[0])
        put_article(connection, put.article, "s", put.passages)
        with psycopg.connect(postgres, autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        write(other, [make_put(drawn(2, 1)[0])])
        raise_version(connection)
    assert other.counts()[0] == 1
    write(cut, [make_put(drawn(3, 2)[1])])  # it connects again
    assert other.counts()[0] == 2
    other.close()


def test_a_catalog_of_version_4_is_brought_up_to_date(catalogs: list[Catalog], make_put: MakePut) -> None:
    puts = [make_put(a) for a in drawn(3, 5)]
    for catalog in catalogs:
        write(catalog, puts)
        with catalog.writing() as connection:  # as version 4 left it
            connection.execute(text("ALTER TABLE passages DROP COLUMN checksum"))
            connection.execute(text("UPDATE facts SET value = '4' WHERE name = 'schema'"))
        assert upgrade(catalog._engine, "catalog") == 4
        passages = catalog.passages_of(catalog.article_ids())
        assert len(passages) == sum(len(put.passages) for put in puts)
        assert all(p.noted is not None and p.intact for p in passages)
    assert all_said(catalogs[0]) == all_said(catalogs[1])
