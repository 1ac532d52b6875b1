"""The door: opening, holding and giving back an index."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest

import index as door
from index import Article, FolderInUseError, Index, IndexSettings, Where, YuanwenError, open_index
from index.embedding import EmbeddingSettings
from index.store.lock import holder_of, lock_folder

if TYPE_CHECKING:
    from tests.doubles.hash_embedder import HashEmbedder

SHORT = Article("short", "短文", "开源生态正在形成。北京的大模型最多。", published="2023-05-28", script="Hans")


def test_the_door_names_what_it_gives() -> None:
    assert all(getattr(door, name) is not None for name in door.__all__)
    assert len(set(door.__all__)) == len(door.__all__)


def test_the_built_in_embedder_opens_updates_and_finds_in_a_new_home(tmp_path: Path) -> None:
    settings = IndexSettings(bundled=False, embedding=EmbeddingSettings(threads=1))
    home = tmp_path / "not" / "there" / "yet"
    opened = open_index(settings, home)
    try:
        assert opened.update([SHORT], "s").added == ["short"]
        (passage,) = opened.search("哪里的模型最多？")
        assert max(passage.sentences, key=lambda s: s.score).start == SHORT.text.index("北京")
        with pytest.raises(FolderInUseError, match=f"in use by process {os.getpid()}"):
            open_index(settings, home)
    finally:
        opened.close()
    lock_folder(home / "index").release()


def test_a_failed_opening_gives_the_folder_back(tmp_path: Path) -> None:
    (tmp_path / "index" / "data").mkdir(parents=True)
    (tmp_path / "index" / "data" / "catalog.sqlite3").write_bytes(b"x" * 5_000)
    with pytest.raises(YuanwenError, match="is damaged"):
        open_index(IndexSettings(bundled=False), tmp_path)
    lock_folder(tmp_path / "index").release()


def test_a_held_folder_is_refused_before_anything_is_loaded(tmp_path: Path) -> None:
    held = lock_folder(tmp_path / "index")
    held.announce("http://127.0.0.1:8000")
    with pytest.raises(FolderInUseError, match=r"serving http://127.0.0.1:8000") as refused:
        open_index(IndexSettings(), tmp_path)
    assert refused.value.url == "http://127.0.0.1:8000"
    assert not (tmp_path / "index" / "data" / "catalog.sqlite3").exists()
    held.release()


def test_what_is_announced_is_told_to_others(open_hashed: Callable[..., Index], tmp_path: Path) -> None:
    opened = open_hashed()
    opened.announce("http://127.0.0.1:9")
    assert holder_of(tmp_path / "index") == {"pid": os.getpid(), "url": "http://127.0.0.1:9"}
    opened.close()
    assert holder_of(tmp_path / "index") == {}


def test_closing_closes_the_embedder_and_may_be_repeated(
    open_hashed: Callable[..., Index], embedder: HashEmbedder, tmp_path: Path
) -> None:
    opened = open_hashed(embedder)
    opened.close()
    assert embedder.closed
    opened.close()
    lock_folder(tmp_path / "index").release()


def test_another_embedding_is_refused_and_the_index_is_left_as_it_is(
    open_hashed: Callable[..., Index], embedder: HashEmbedder, tmp_path: Path
) -> None:
    first = open_hashed(embedder)
    first.update([SHORT], "s")
    first.close()
    with pytest.raises(YuanwenError, match=r"embedded with hashed-bigrams.*, the settings ask for multilingual-e5"):
        open_index(IndexSettings(bundled=False), tmp_path)
    assert open_hashed(embedder).article("short") == SHORT


def test_bundled_articles_come_and_go_with_the_setting(open_hashed: Callable[..., Index]) -> None:
    opened = open_hashed()
    opened.update([SHORT], "mine")
    assert len(opened.update_bundled().added) == 5
    assert len(opened.update_bundled().unchanged) == 5
    opened.close()
    opened = open_hashed(bundled=False)
    assert len(opened.update_bundled().removed) == 5
    assert [a.id for a in opened.articles()] == ["short"]


def test_every_passage_and_sentence_of_the_bundled_articles_is_exact(open_hashed: Callable[..., Index]) -> None:
    opened = open_hashed()
    opened.update_bundled()
    texts = {a.id: a.text for a in opened.articles()}
    for article_id, text in texts.items():
        passages = opened.store.catalog.passages_of([article_id])
        assert passages
        for chunk in (p.chunk for p in passages):
            assert text[chunk.start : chunk.end] == chunk.text
            assert all(s.strip() == s != "" and "\n" not in s for s in chunk.sentence_texts())
    assert opened.verify().problems == ()


def test_articles_counts_and_rarity(open_hashed: Callable[..., Index]) -> None:
    opened = open_hashed()
    opened.update([SHORT, Article("new", "", "北京。", published="2024-01-01")], "s")
    assert [a.id for a in opened.articles()] == ["new", "short"]
    assert [a.id for a in opened.articles(["short", "nowhere"])] == ["short"]
    assert opened.article("nowhere") is None
    assert opened.counts() == (2, 2)
    rarity = opened.rarity(["北京", "开源", "没有"])
    assert rarity["没有"] > rarity["开源"] > rarity["北京"] > 0


def test_verify_mends_what_was_lost(open_hashed: Callable[..., Index]) -> None:
    opened = open_hashed()
    opened.update([SHORT], "s")
    opened.store.vectors.remove(opened.store.catalog.passage_ids())
    assert opened.verify().problems == ("1 passages have no vector",)
    assert opened.verify(repair=True).repaired
    assert opened.verify().problems == ()


def test_searches_answer_while_an_update_runs(open_hashed: Callable[..., Index]) -> None:
    opened = open_hashed(passage_tokens=32)
    opened.update([SHORT], "s")
    finished = Event()

    def search_until_finished() -> int:
        rounds = 0
        while not finished.is_set():
            found = opened.search("北京的大模型", 5)
            assert found[0].article_id == "short"
            assert all(p.text == opened.article(p.article_id).text[p.start : p.end] for p in found)  # type: ignore[union-attr]
            rounds += 1
        return rounds

    with ThreadPoolExecutor(2) as pool:
        searching = [pool.submit(search_until_finished) for _ in range(2)]
        try:
            for n in range(5):
                opened.update([Article(f"a{n}", "", f"第{n}篇讲别的事情。")], "s")
        finally:
            finished.set()
        assert all(s.result() > 0 for s in searching)
    assert opened.counts() == (6, 6)


def test_two_updates_at_once_are_both_kept(open_hashed: Callable[..., Index]) -> None:
    opened = open_hashed()

    def update(n: int) -> list[str]:
        return opened.update([Article(f"a{n}", "", f"第{n}篇。")], f"scope-{n}", mirror=True).added

    with ThreadPoolExecutor(4) as pool:
        assert sorted(i for added in pool.map(update, range(8)) for i in added) == [f"a{n}" for n in range(8)]
    assert opened.counts() == (8, 8)
    assert opened.verify().problems == ()


def test_publishers_and_the_articles_of_a_scope_are_counted(open_hashed: Callable[..., Index]) -> None:
    opened = open_hashed()
    rows = [Article(f"a{n}", "", "开源生态。", publisher=p) for n, p in enumerate(["江城日报", "", "江城日报", "海报"])]
    opened.update(rows, "s")
    assert opened.publishers() == ["江城日报", "海报"]
    assert opened.count_articles() == 4
    assert opened.count_articles(Where()) == 4
    assert opened.count_articles(Where(publishers=("江城日报",))) == 2
    assert opened.count_articles(Where(articles=("no",))) == 0
