"""``Index.verify`` mends from the stored texts what the check has found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Article, Index, IndexSettings, open_index
from index.reindexing import data_folder

TEXTS = {"one": "龙井茶产于杭州西湖。清明前采摘的最为名贵。", "two": "赵州桥由李春设计，建于隋代。"}


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = open_index(IndexSettings(bundled=False), tmp_path)
    opened.update([Article(i, i, text) for i, text in TEXTS.items()], "test")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "damage",
    [
        "update passages set vectors = x'00' where article_id = 'one'",
        "update passages set sentences = x'0000000000010000' where article_id = 'one'",
        "update passages set sentences = x'00' where article_id = 'one'",
        """update passages set "end" = "end" + 9 where article_id = 'one'""",
        """update passages set start = 3, "end" = "end" + 3 where article_id = 'one'""",
        "delete from passages where article_id = 'one'",
        "update passages set vectors = cast(x'01' || substr(vectors, 2) as blob) where article_id = 'one'",
        "update passages set vectors = (select p.vectors from passages p where p.article_id = 'two') "
        "where article_id = 'one'",
    ],
)
def test_a_damaged_passage_is_read_again_from_its_article(index: Index, tmp_path: Path, damage: str) -> None:
    with sqlite3.connect(data_folder(tmp_path) / "catalog.sqlite3") as connection:
        connection.execute(damage)
    assert len(index.verify().problems) >= 1
    assert index.verify(repair=True).repaired
    assert index.verify().problems == ()
    assert index.search("龙井茶产于哪里？")[0].article_id == "one"
    assert len(index.articles()) == 2


def test_lost_derived_rows_come_back(index: Index) -> None:
    live = index.store.catalog.passage_ids()
    index.store.vectors.remove(live)
    index.store.keywords.replace([], live)
    report = index.verify(repair=True)
    assert len(report.problems) == 2
    assert report.repaired
    assert index.search("谁设计了赵州桥？")[0].article_id == "two"


def test_a_changed_vector_and_a_changed_keyword_row_are_made_anew(index: Index) -> None:
    one = index.store.catalog.passages_of(["one"])[0].chunk.id
    right = index.store.vectors.of([one])[one]
    index.store.vectors.add([one], -right[None, :], ["one"])
    index.store.keywords.replace([(one, "别的字", "")], [])
    assert len(index.verify().problems) == 2
    assert index.verify(repair=True).repaired
    assert index.store.vectors.of([one])[one] @ right > 0.999
    assert index.search("龙井茶产于哪里？")[0].article_id == "one"


def test_a_sound_index_is_left_alone(index: Index) -> None:
    report = index.verify(repair=True)
    assert report.problems == ()
    assert not report.repaired
