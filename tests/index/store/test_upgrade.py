"""A catalog of an earlier version is brought up to date whole, or left as it was."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Connection, create_engine, text

from index import Article, YuanwenError, fold_duplicates
from index.passages import split_passages
from index.reindexing import data_folder
from index.store.catalog import Catalog
from index.store.tables import SCHEMA_VERSION
from index.store.upgrade import STEPS, upgrade
from index.store.vectors import pack_vectors
from tests.doubles.hash_embedder import HashEmbedder

if TYPE_CHECKING:
    from tests.index.conftest import OpenIndex

# The tables as version 1 made them.
FIRST = """
create table facts (name varchar(64) not null, value text not null, primary key (name));
create table articles (id varchar(200) not null, scope varchar(500) not null, hash varchar(32) not null,
    version integer not null, title text not null, publisher text not null, author text not null, editor text not null,
    published varchar(32) not null, place text not null, url text not null, script varchar(8) not null,
    text text not null, cuts text not null, primary key (id));
create index ix_articles_scope on articles (scope);
create index ix_articles_published on articles (published);
create table passages (id varchar(32) not null, article_id varchar(200) not null, start integer not null,
    "end" integer not null, sentences blob not null, vectors blob not null, primary key (id),
    foreign key (article_id) references articles (id) on delete cascade);
create index ix_passages_article_id on passages (article_id);
create table pending (id varchar(32) not null, primary key (id));
insert into facts values ('schema', '1'), ('embedding', 'hashed-bigrams, folded to Simplified');
"""
TEA = Article("tea", "茶", "龙井茶产于杭州西湖。清明前采摘的最为名贵😀。", script="Hans")
BRIDGE = Article("bridge", "桥", "赵州桥由李春设计，建于隋代。", script="Hans")


def write_first(path: Path, *articles: Article) -> Path:
    """A catalog as version 1 left it, with its articles and passages and no derived index."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as file:
        file.executescript(FIRST)
        for a in articles:
            row = (a.id, "files", "0", 1, a.title, "", "", "", "2023", "", "", a.script, a.text, "[]")
            file.execute(f"insert into articles values ({','.join('?' * 14)})", row)
            for c in split_passages(a, 32):
                spans = b"".join(at.to_bytes(4, "little") for span in c.sentences for at in span)
                vectors = pack_vectors(HashEmbedder().embed_passages([c.text, *c.sentence_texts()]))
                file.execute("insert into passages values (?,?,?,?,?,?)", (c.id, a.id, c.start, c.end, spans, vectors))
    file.close()
    return path


def shape(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table's columns and every index."""
    with sqlite3.connect(path) as file:
        names = [n for (n,) in file.execute("select name from sqlite_master where type = 'table' order by name")]
        found = {
            n: file.execute(f"select name, lower(type), pk from pragma_table_info('{n}')").fetchall() for n in names
        }
        indexes = "select name from sqlite_master where type = 'index' and sql is not null order by name"
        return found | {"": file.execute(indexes).fetchall()}


def test_an_index_of_version_1_answers_and_can_do_what_is_new(open_hashed: OpenIndex, tmp_path: Path) -> None:
    write_first(data_folder(tmp_path) / "catalog.sqlite3", TEA, BRIDGE)
    index = open_hashed()
    assert index.search("龙井茶产于哪里？")[0].article_id == "tea"
    assert index.article("tea") == Article("tea", "茶", TEA.text, published="2023", script="Hans")
    assert index.verify().problems == ()
    assert fold_duplicates(index, [["tea", "bridge"]]) == ["bridge"]
    assert index.store.catalog.fact("schema") == str(SCHEMA_VERSION)


def test_what_version_4_stored_is_held_to_its_checksum_from_then_on(tmp_path: Path) -> None:
    path = write_first(tmp_path / "old.sqlite3", TEA, BRIDGE)
    catalog = Catalog(path)
    passages = catalog.passages_of(["tea", "bridge"])
    assert len(passages) >= 2
    assert all(p.noted is not None and p.intact for p in passages)
    with sqlite3.connect(path) as file:
        file.execute("update passages set vectors = cast(x'01' || substr(vectors, 2) as blob) where article_id = 'tea'")
    file.close()
    assert {p.article_id for p in catalog.passages_of(["tea", "bridge"]) if not p.intact} == {"tea"}
    catalog.close()


def test_an_upgraded_catalog_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    old, new = write_first(tmp_path / "old.sqlite3"), tmp_path / "new.sqlite3"
    assert "folded" not in shape(old)
    for path in (old, new):
        Catalog(path).close()
    assert shape(old) == shape(new)


def test_there_is_a_step_from_every_version_there_ever_was() -> None:
    assert sorted(STEPS) == list(range(1, SCHEMA_VERSION))


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = write_first(tmp_path / "old.sqlite3", TEA)
    before = shape(path)

    def fail(connection: Connection) -> None:
        STEPS[1](connection)
        connection.execute(text("delete from articles"))
        raise OSError("no space left")

    engine = create_engine(f"sqlite:///{path}")
    with pytest.raises(OSError, match="no space"):
        upgrade(engine, str(path), {1: fail})
    engine.dispose()
    assert shape(path) == before
    catalog = Catalog(path)
    assert [a.id for a in catalog.articles()] == ["tea"]
    catalog.close()


def test_each_step_is_taken_once(tmp_path: Path) -> None:
    path = write_first(tmp_path / "old.sqlite3")
    engine = create_engine(f"sqlite:///{path}")
    assert [upgrade(engine, str(path)), upgrade(engine, str(path))] == [1, SCHEMA_VERSION]
    engine.dispose()


def test_a_version_that_is_no_number_is_one_line(tmp_path: Path) -> None:
    path = write_first(tmp_path / "old.sqlite3")
    with sqlite3.connect(path) as file:
        file.execute("update facts set value = 'x' where name = 'schema'")
    with pytest.raises(YuanwenError, match="schema 'x', which is no number: restore"):
        Catalog(path)


def test_what_was_derived_before_there_were_marks_is_kept(open_hashed: OpenIndex, tmp_path: Path) -> None:
    index = open_hashed()
    index.update([TEA, BRIDGE], "files")
    index.close()
    folder = data_folder(tmp_path)
    for mark in folder.glob("*/followed.json"):
        mark.unlink()
    with sqlite3.connect(folder / "catalog.sqlite3") as file:  # as version 3 left it
        file.executescript(
            "drop table changes; delete from facts where name = 'id';"
            "alter table passages drop column checksum; update facts set value = '3' where name = 'schema'"
        )
    file.close()
    before = {path: path.stat().st_ino for path in folder.glob("*/*") if path.suffix in (".term", ".store", ".sqlite3")}
    assert len(before) >= 3
    again = open_hashed()
    assert {path: path.stat().st_ino for path in before} == before  # nothing was made anew
    assert again.verify().problems == () and again.search("龙井茶产于哪里？")[0].article_id == "tea"
    assert again.store.copies.version == again.store.catalog.version()
    again.close()
    (folder / "tantivy" / "followed.json").unlink()  # only once: from now on a missing mark means half a copy
    filled = open_hashed()
    assert filled.verify().problems == ()
    assert not all(
        path.exists() and path.stat().st_ino == ino for path, ino in before.items() if "tantivy" in str(path)
    )
