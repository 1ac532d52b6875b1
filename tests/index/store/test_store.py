"""The store: one commit changes the catalog and what is derived from it, and no crash parts them."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index.article import Article
from index.errors import YuanwenError
from index.store.catalog import Catalog
from index.store.check import check_store
from index.store.rows import StoredPassage
from index.store.store import Put, Store
from index.store.vectors import unpack_vectors
from tests.doubles.crashing import STEPS, Crash, broken

OpenStore = Callable[..., Store]
MakePut = Callable[..., Put]

KEPT = "第一段讲大模型的开源生态，各地企业都在跟进这一趋势，发展很快。"
OLD = "第二段原来讲北京和广东的大模型数量最多，占全国的一半以上。"
NEW = "第二段现在讲上海和浙江的大模型数量增长最快，超过了以前。"
BEFORE = [Article("changed", "题", f"{KEPT}\n{OLD}"), Article("dropped", "删", OLD), Article("other", "不动", KEPT)]
AFTER = [Article("changed", "题", f"{KEPT}\n{NEW}"), Article("added", "加", NEW), Article("other", "不动", KEPT)]


class Recording:
    """A real vector index that remembers which ids were added."""

    def __init__(self, vectors: Any) -> None:
        self._vectors, self.added = vectors, set[str]()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._vectors, name)

    def add(self, ids: list[str], *rest: Any) -> None:
        self.added |= set(ids)
        self._vectors.add(ids, *rest)


def ids(store: Store) -> tuple[set[str], set[str], set[str]]:
    return set(store.catalog.passage_ids()), set(store.vectors.ids()), store.keywords.ids()


def assert_agreed(store: Store) -> None:
    live, in_vectors, in_keywords = ids(store)
    assert live == in_vectors == in_keywords
    assert store.catalog.pending() == []
    assert check_store(store).problems == ()


@pytest.fixture
def store(hashed_store: OpenStore, make_put: MakePut) -> Store:
    opened = hashed_store()
    opened.commit([make_put(a) for a in BEFORE], [])
    return opened


def change(store: Store, make_put: MakePut) -> None:
    store.commit([make_put(a) for a in AFTER[:2]], ["dropped"])


def by_id(articles: list[Article]) -> list[Article]:
    return sorted(articles, key=lambda a: a.id)


def test_a_commit_adds_changes_and_drops(store: Store, make_put: MakePut) -> None:
    assert by_id(store.catalog.articles()) == by_id(BEFORE)
    change(store, make_put)
    assert by_id(store.catalog.articles()) == by_id(AFTER)
    assert_agreed(store)


def test_a_passage_that_stayed_is_not_derived_again(store: Store, make_put: MakePut) -> None:
    before = ids(store)[0]
    recording = Recording(store.vectors)
    change(replace(store, vectors=recording), make_put)  # type: ignore[arg-type]
    kept = before & ids(store)[0]
    assert {p.chunk.text for p in store.catalog.passages(sorted(kept)).values()} == {KEPT}
    assert recording.added == ids(store)[0] - before


def test_recovery_fills_in_what_is_live_and_was_not_derived(store: Store) -> None:
    live, _, _ = ids(store)
    store.vectors.remove(sorted(live))
    store.keywords.replace([], live)
    store.catalog.mark_pending(live)
    store.recover()
    assert_agreed(store)


def test_a_commit_of_nothing_changes_nothing(store: Store) -> None:
    before = ids(store)
    store.commit([], [])
    store.commit([], ["nowhere"])
    assert ids(store) == before


@pytest.mark.parametrize("step", STEPS, ids=lambda s: f"{'after' if s[3] else 'before'} {s[0]}.{s[1]} {s[2]}")
def test_a_crash_at_any_step_leaves_the_old_state_or_the_new_one(
    store: Store, hashed_store: OpenStore, make_put: MakePut, step: tuple[str, str, int, bool, str]
) -> None:
    *moment, state = step
    with pytest.raises(Crash):
        change(broken(store, *moment), make_put)
    store.close()
    reopened = hashed_store()
    assert by_id(reopened.catalog.articles()) == by_id(BEFORE if state == "old" else AFTER)
    assert_agreed(reopened)
    (best,) = reopened.keywords.search("上海和浙江", 1) or [("", 0.0)]
    assert (best[0] in reopened.catalog.passages([best[0]])) == (state == "new")


def test_a_crash_within_the_transaction_leaves_the_old_state(
    store: Store, hashed_store: OpenStore, make_put: MakePut
) -> None:
    puts = [make_put(a) for a in AFTER[:2]]
    # The second article's passage stands twice, which the catalog refuses after it has taken the first article.
    puts[1] = replace(puts[1], passages=[puts[1].passages[0]] * 2)
    with pytest.raises(Exception, match="UNIQUE"):
        store.commit(puts, ["dropped"])
    store.close()
    reopened = hashed_store()
    assert by_id(reopened.catalog.articles()) == by_id(BEFORE)
    assert_agreed(reopened)


@pytest.mark.parametrize("step", STEPS[1:-1])
def test_a_crash_during_recovery_is_recovered_from(
    store: Store, hashed_store: OpenStore, make_put: MakePut, step: tuple[str, str, int, bool, str]
) -> None:
    with pytest.raises(Crash):
        change(broken(store, *step[:4]), make_put)
    with pytest.raises(Crash):
        broken(store, "catalog", "mark_pending").recover()
    store.close()
    assert_agreed(hashed_store())


@pytest.mark.parametrize(("part", "method", "call"), [("keywords", "replace", 1), ("vectors", "remove", 1)])
def test_a_commit_after_a_failed_one_leaves_nothing_stray(
    store: Store, hashed_store: OpenStore, make_put: MakePut, part: str, method: str, call: int
) -> None:
    with pytest.raises(Crash):
        change(broken(store, part, method, call), make_put)
    store.commit([make_put(Article("later", "", "后来的文章讲别的事情。"))], [])
    store.close()
    assert_agreed(hashed_store())


@pytest.mark.parametrize("lost", ["chroma", "tantivy"])
def test_a_lost_derived_index_is_filled_again_from_the_catalog(
    store: Store, hashed_store: OpenStore, tmp_path: Path, lost: str
) -> None:
    store.close()
    shutil.rmtree(tmp_path / "index" / lost)
    reopened = hashed_store()
    assert_agreed(reopened)
    assert ids(reopened)[0] != set()


@pytest.mark.parametrize("lost", ["chroma", "tantivy"])
def test_a_lost_derived_index_is_filled_without_embedding(
    store: Store, hashed_store: OpenStore, tmp_path: Path, lost: str
) -> None:
    (passage,) = store.catalog.passages_of(["other"])
    question = unpack_vectors(passage.vectors, 256)[0]
    before = dict(store.vectors.search(question, 5)), store.keywords.search("开源生态", 5)
    store.close()
    shutil.rmtree(tmp_path / "index" / lost)
    reopened = hashed_store()
    assert dict(reopened.vectors.search(question, 5)) == pytest.approx(before[0], abs=1e-5)
    assert dict(reopened.keywords.search("开源生态", 5)) == pytest.approx(dict(before[1]), rel=1e-5)


def test_filling_shows_how_far_it_is(
    store: Store, make_put: MakePut, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.rebuild()
    assert capsys.readouterr().err == ""  # what is done within two seconds shows nothing
    page = next(store.catalog.every_passage())
    pages = [page, page]

    def slowly(_catalog: Catalog) -> Iterator[list[StoredPassage]]:
        for held in pages:
            time.sleep(1.1)
            yield held

    monkeypatch.setattr(Catalog, "every_passage", slowly)
    store.rebuild()
    assert f"{2 * len(page)}/{2 * len(page)}" in capsys.readouterr().err


def test_a_damaged_chroma_is_filled_again_from_the_catalog(
    store: Store, hashed_store: OpenStore, tmp_path: Path
) -> None:
    store.close()
    (tmp_path / "index" / "chroma" / "chroma.sqlite3").write_bytes(b"not a database" * 1_000)
    assert_agreed(hashed_store())


def test_a_damaged_tantivy_is_filled_again_from_the_catalog(
    store: Store, hashed_store: OpenStore, tmp_path: Path
) -> None:
    store.close()
    (tmp_path / "index" / "tantivy" / "meta.json").write_text("{", encoding="utf-8")
    assert_agreed(hashed_store())


def test_a_crash_during_a_rebuild_is_recovered_from(hashed_store: OpenStore, make_put: MakePut, tmp_path: Path) -> None:
    store = hashed_store()
    text = "\n".join(f"第{n}段讲了一件和别的段落都不相同的事情，数字是{n}，这里再多写一些字。" for n in range(1_001))
    store.commit([make_put(Article("long", "", text))], [])
    assert store.catalog.counts()[1] > 1_000
    store.close()
    shutil.rmtree(tmp_path / "index" / "tantivy")
    reopened = hashed_store()  # this start fills it again, and the next line repeats what it did, up to a crash
    reopened.keywords.replace([], reopened.keywords.ids())
    with pytest.raises(Crash):
        broken(reopened, "keywords", "replace", call=2).rebuild()
    reopened.close()
    assert_agreed(hashed_store())


def test_another_embedding_is_refused_with_both_names(store: Store, hashed_store: OpenStore) -> None:
    before = ids(store)
    store.close()
    with pytest.raises(YuanwenError, match=r"embedded with hashed-bigrams, the settings ask for another: .*reindex"):
        hashed_store(embedding="another")
    assert ids(hashed_store()) == before


def test_a_damaged_catalog_is_refused_and_nothing_is_deleted(
    store: Store, hashed_store: OpenStore, tmp_path: Path
) -> None:
    store.close()
    folder = tmp_path / "index"
    catalog = (folder / "catalog.sqlite3").read_bytes()
    (folder / "catalog.sqlite3").write_bytes(b"x" * 5_000)
    before = sorted((p, p.stat().st_size) for p in folder.rglob("*"))
    with pytest.raises(YuanwenError, match=r"catalog\.sqlite3 is damaged"):
        hashed_store()
    assert sorted((p, p.stat().st_size) for p in folder.rglob("*")) == before
    (folder / "catalog.sqlite3").write_bytes(catalog)
    assert_agreed(hashed_store())


def test_the_same_text_in_two_articles_is_two_passages(store: Store, make_put: MakePut) -> None:
    store.commit([make_put(Article("copy", "", KEPT))], [])
    assert len(store.keywords.search("开源生态", 10)) == 3
    store.commit([], ["copy"])
    assert_agreed(store)
