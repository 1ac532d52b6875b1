"""A near-duplicate that was folded away stays out for as long as that is right, and a new one is pointed out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import Article, Index, export_articles, find_duplicates, fold_duplicates, import_articles, note_duplicates

if TYPE_CHECKING:
    from tests.index.conftest import OpenIndex

TEXT = (
    "科技部发布了中国人工智能大模型地图研究报告，参数在十亿规模以上的大模型已有七十九个。"
    "北京和广东的大模型数量最多，占全国的一半以上，其他地区也在加快发展，半数以上的模型已经开源。"
)
FIRST = Article("first", "报告", TEXT, published="2023-05-28")
COPY = Article("copy", "转载", "据新华社报道，" + TEXT + "（完）", published="2023-05-29")
OTHER = Article(
    "other", "天文台", "海豚湾天文台的台长是欧阳木兰，她从2019年起负责全台的观测工作。", published="2023-05-30"
)


@pytest.fixture
def index(open_hashed: OpenIndex) -> Index:
    """An index in which ``copy`` was folded into ``first``."""
    opened = open_hashed()
    opened.update([FIRST, OTHER, COPY], "s")
    assert fold_duplicates(opened, find_duplicates(opened.articles())) == ["copy"]
    return opened


def test_the_same_document_stays_out_in_every_scope(index: Index) -> None:
    for scope in ("s", "t"):
        report = index.update([COPY], scope)
        assert report.skipped == {"copy": "a near-duplicate of first"}
        assert report.added == []
    assert index.article("copy") is None
    assert index.search("据新华社报道")[0].article_id != "copy"
    assert index.verify().problems == ()


def test_a_changed_document_comes_in(index: Index) -> None:
    assert index.update([replace(COPY, text=OTHER.text + "又一句。")], "s").added == ["copy"]


def test_it_comes_back_once_the_one_that_was_kept_is_gone(index: Index) -> None:
    index.remove(["first"])
    assert index.update([COPY], "s").added == ["copy"]


def test_a_dry_run_says_that_it_would_be_skipped(index: Index) -> None:
    assert index.update([COPY], "s", dry_run=True).skipped == {"copy": "a near-duplicate of first"}


def test_it_can_be_folded_again_after_it_came_back(index: Index) -> None:
    index.update([replace(COPY, title="再转载")], "s")
    assert fold_duplicates(index, [["first", "copy"]]) == ["copy"]
    assert index.update([replace(COPY, title="再转载")], "s").skipped
    assert fold_duplicates(index, [["first", "copy"]]) == []


def test_nothing_to_fold_is_nothing_done(index: Index) -> None:
    assert fold_duplicates(index, []) == []
    assert index.counts()[0] == 2


def test_a_new_article_says_which_one_it_nearly_is(open_hashed: OpenIndex) -> None:
    index = open_hashed()
    assert index.update([FIRST, OTHER], "s").near_duplicates == {}
    assert index.update([COPY], "s").near_duplicates == {"copy": "first"}
    assert index.update([COPY], "s").near_duplicates == {}


def test_two_in_one_update_point_at_each_other(open_hashed: OpenIndex) -> None:
    report = open_hashed().update([FIRST, COPY, OTHER], "s")
    assert report.near_duplicates == {"first": "copy", "copy": "first"}


def test_near_duplicates_are_known_from_both_sides_until_one_goes(open_hashed: OpenIndex) -> None:
    index = open_hashed()
    index.update([FIRST, OTHER, COPY], "s")
    assert index.near_duplicates() == {"first": ["copy"], "copy": ["first"]}
    index.update([replace(FIRST, title="新题")], "s")
    assert index.near_duplicates() == {"first": ["copy"], "copy": ["first"]}
    index.update([replace(COPY, text=OTHER.text[:30])], "s")
    assert "first" not in index.near_duplicates()
    index.update([COPY], "s")
    index.remove(["first"])
    assert index.near_duplicates() == {}


def test_near_duplicates_are_asked_for_by_article(open_hashed: OpenIndex) -> None:
    index = open_hashed()
    index.update([FIRST, OTHER, COPY, replace(COPY, id="third")], "s")
    every = index.near_duplicates()
    assert index.near_duplicates([OTHER.id]) == index.near_duplicates([]) == {}
    for article_id, others in every.items():
        assert sorted(index.near_duplicates([article_id])[article_id]) == sorted(others)
    assert index.near_duplicates(sorted(every)) == every


def test_what_an_earlier_version_did_not_note_is_noted_by_looking(open_hashed: OpenIndex) -> None:
    index = open_hashed()
    index.update([FIRST, COPY], "s")
    with index.store.catalog.writing() as connection:
        connection.exec_driver_sql("delete from twins")
    assert index.near_duplicates() == {}
    note_duplicates(index, find_duplicates(index.articles()))
    assert index.near_duplicates() == {"first": ["copy"], "copy": ["first"]}


def test_a_fold_and_a_near_duplicate_go_through_an_export(index: Index, open_hashed: OpenIndex, tmp_path: Path) -> None:
    index.update([replace(COPY, id="second")], "s")
    export_articles(index, tmp_path / "all.jsonl")
    restored = open_hashed(home=tmp_path / "restored")
    import_articles(restored, tmp_path / "all.jsonl")
    assert restored.near_duplicates() == index.near_duplicates() == {"first": ["second"], "second": ["first"]}
    assert restored.update([COPY], "s").skipped == {"copy": "a near-duplicate of first"}
    assert restored.store.catalog.folds() == index.store.catalog.folds()


def test_an_export_of_the_version_before_is_read(open_hashed: OpenIndex, tmp_path: Path) -> None:
    index = open_hashed(home=tmp_path / "one")
    index.update([FIRST], "s")
    export_articles(index, file := tmp_path / "all.jsonl")
    file.write_text(file.read_text("utf-8").replace('"version": 2', '"version": 1'), encoding="utf-8")
    assert import_articles(open_hashed(home=tmp_path / "two"), file).added == ["first"]
