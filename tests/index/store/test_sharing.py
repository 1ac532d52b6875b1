"""Several stores on one catalog, as processes with homes of their own have them: all say the same, none loses a thing.

Each runs on a real Chroma server, over a shared SQLite file and over a real PostgreSQL (skipped where there is none).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from index import Article, IndexSettings, UnavailableError, YuanwenError
from index.search import Asked, find_candidates
from index.store.check import check_store
from index.store.following import Follower
from index.store.store import Put, Store
from tests.doubles.crashing import STEPS, Crash, broken
from tests.doubles.hash_embedder import HashEmbedder

Share = Callable[..., Store]
MakePut = Callable[..., Put]

KEPT = "第一段讲大模型的开源生态，各地企业都在跟进这一趋势，发展很快。"
OLD = "第二段原来讲北京和广东的大模型数量最多，占全国的一半以上。"
NEW = "第二段现在讲上海和浙江的大模型数量增长最快，超过了以前。"
BEFORE = [Article("changed", "题", f"{KEPT}\n{OLD}"), Article("dropped", "删", OLD), Article("other", "不动", KEPT)]
AFTER = [Article("changed", "题", f"{KEPT}\n{NEW}"), Article("added", "加", NEW)]


def asked(text: str) -> Asked:
    return Asked(text, {"zh": HashEmbedder().embed_queries([text])[0]})


def found(store: Store, text: str) -> set[str]:
    return {c.passage.article_id for c in find_candidates(store, asked(text), 10, None) if c.keyword > 0}


def assert_agreed(*stores: Store) -> None:
    for store in stores:
        store.follow()
        assert check_store(store).problems == ()
        assert store.catalog.pending() == []
        assert store.copies.version == store.catalog.version()


@pytest.mark.parametrize("vectors_here", [False, True])
def test_what_one_adds_changes_and_removes_the_others_answer(
    share: Share, make_put: MakePut, vectors_here: bool
) -> None:
    one, two = share("one"), share("two", vectors_here=vectors_here)
    if vectors_here:
        one = share("three", vectors_here=True)
    one.commit([make_put(a) for a in BEFORE], [])
    assert two.follow() and not two.follow()
    assert found(two, "北京和广东") >= {"changed", "dropped"}
    two.commit([make_put(a) for a in AFTER], ["dropped"])
    assert one.follow()
    assert "dropped" not in found(one, "北京和广东")
    assert found(one, "上海和浙江") == {"changed", "added"}
    assert_agreed(one, two)


def test_a_new_title_is_searched_by_the_others_too(share: Share, make_put: MakePut) -> None:
    one, two = share("one"), share("two")
    one.commit([make_put(Article("a", "旧的标题", KEPT))], [])
    two.commit([make_put(Article("a", "海豚湾天文台", KEPT))], [])
    assert_agreed(one, two)
    assert [i for i, _ in one.keywords.search("海豚湾", 5)] == one.catalog.passage_ids()
    assert one.keywords.search("旧的", 5) == []


def test_a_follower_brings_a_change_within_two_seconds(share: Share, make_put: MakePut) -> None:
    one, two = share("one"), share("two")
    follower = Follower(two)
    try:
        one.commit([make_put(BEFORE[0])], [])
        until = time.monotonic() + 2
        while two.copies.version != one.catalog.version():
            assert time.monotonic() < until
            time.sleep(0.01)
        assert found(two, "北京和广东") == {"changed"}
    finally:
        follower.close()


def test_a_follower_that_is_told_to_hurry_does_not_wait(share: Share, make_put: MakePut) -> None:
    one, two = share("one"), share("two")
    follower = Follower(two, pause=600)
    try:
        one.commit([make_put(BEFORE[0])], [])
        follower.hurry()
        until = time.monotonic() + 10
        while two.copies.version != one.catalog.version():
            assert time.monotonic() < until
            time.sleep(0.01)
    finally:
        follower.close()


def test_two_writers_at_once_lose_nothing(share: Share, make_put: MakePut) -> None:
    stores = [share("one"), share("two")]
    puts = {
        n: [make_put(Article(f"{n}-{k}", f"第{k}篇", f"{KEPT}第{n}家的第{k}篇。")) for k in range(4)] for n in (0, 1)
    }

    def write(n: int) -> None:
        for put in puts[n]:
            stores[n].commit([put], [])
            stores[n].commit([make_put(Article("both", f"由{n}", f"{KEPT}\n{[OLD, NEW][n]}"))], [])

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, (0, 1)))
    assert_agreed(*stores)
    assert sorted(stores[0].catalog.article_ids()) == sorted([f"{n}-{k}" for n in (0, 1) for k in range(4)] + ["both"])
    assert stores[0].catalog.version() == 16  # every commit was counted
    both = stores[0].catalog.article("both")
    assert both is not None
    assert (both.title, both.text) in {("由0", f"{KEPT}\n{OLD}"), ("由1", f"{KEPT}\n{NEW}")}
    assert "".join(p.chunk.text for p in stores[1].catalog.passages_of(["both"])) == both.text.replace("\n", "")


def test_readers_never_see_half_an_article(share: Share, make_put: MakePut) -> None:
    writer, reader = share("one"), share("two")
    texts = {
        n: "\n".join(f"海豚湾天文台第{n}版的第{k}段讲主镜的口径和台长的名字，一共写了很多。" for k in range(4))
        for n in range(2)
    }
    puts = [make_put(Article("a", f"第{n}版", text)) for n, text in texts.items()]
    writer.commit([puts[0]], [])
    ended = Event()
    seen: set[int] = set()

    def read() -> int:
        rounds = 0
        while not ended.is_set() or rounds < 20:
            reader.follow()
            passages = reader.catalog.passages([i for i, _ in reader.vectors.search(asked("天文台").vectors["zh"], 20)])
            versions = {n for p in passages.values() for n in texts if f"第{n}版" in p.chunk.text}
            assert len(versions) <= 1, "passages of two versions were live at once"
            seen.update(versions)
            rounds += 1
        return rounds

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        for n in range(10):
            writer.commit([puts[(n + 1) % 2]], [])
        ended.set()
        assert reading.result() >= 20
    assert seen == {0, 1}
    assert_agreed(writer, reader)


QUICK = {("keywords", "replace", 1, True), ("vectors", "remove", 1, True)}  # the others are the same, only more


@pytest.mark.parametrize(
    "step",
    [pytest.param(s, marks=() if s[:4] in QUICK else pytest.mark.slow) for s in STEPS],
    ids=lambda s: f"{'after' if s[3] else 'before'} {s[0]}.{s[1]} {s[2]}",
)
def test_what_a_crashed_writer_left_another_mends(
    share: Share, make_put: MakePut, step: tuple[str, str, int, bool, str]
) -> None:
    *moment, state = step
    one, two = share("one"), share("two")
    one.commit([make_put(a) for a in BEFORE], [])
    two.follow()
    with pytest.raises(Crash):
        broken(one, *moment).commit([make_put(a) for a in AFTER], ["dropped"])  # type: ignore[arg-type]
    one.close()
    two.commit([make_put(Article("later", "", "后来的文章讲别的事情。"))], [])
    expected = {"changed", "other", "later"} | ({"dropped"} if state == "old" else {"added"})
    assert set(two.catalog.article_ids()) == expected
    assert_agreed(two, share("one"), share("three"))


def test_one_that_is_far_behind_fills_its_copy_anew(
    share: Share, make_put: MakePut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.writes.KEPT", 3)
    monkeypatch.setattr("index.store.catalog.KEPT", 3)
    one, two = share("one"), share("two")
    one.commit([make_put(a) for a in BEFORE], [])
    two.follow()
    one.commit([], ["dropped"])
    for n in range(4):
        one.commit([make_put(Article(f"n{n}", "", f"{NEW}{n}"))], [])
    assert two.catalog.changed_since(two.copies.version) is None
    assert_agreed(one, two)
    assert "dropped" not in found(two, "北京和广东")


def test_a_copy_of_another_catalog_is_not_used(share: Share, make_put: MakePut, tmp_path: Path) -> None:
    one = share("one")
    one.commit([make_put(a) for a in BEFORE], [])
    one.close()
    elsewhere = f"sqlite:///{tmp_path}/elsewhere/catalog.sqlite3"
    moved = share("one", catalog_url=elsewhere, chroma_collection="moved-" + tmp_path.name[-8:].strip("_"))
    assert_agreed(moved)
    assert (moved.keywords.count(), moved.vectors.count()) == (0, 0)
    moved.close()
    assert_agreed(share("one"))


def test_a_collection_that_is_gone_is_named_and_filled_at_the_next_start(share: Share, make_put: MakePut) -> None:
    one, two = share("one"), share("two")
    one.commit([make_put(a) for a in BEFORE], [])
    one.vectors._client.delete_collection(one.vectors._collection.name)
    with pytest.raises(UnavailableError, match=r"is gone from the Chroma server http://127\.0\.0\.1:\d+: start again"):
        two.vectors.search(np.ones(256, dtype=np.float32) / 16, 3)
    again = share("three")
    assert_agreed(again)
    assert len(two.vectors.search(np.ones(256, dtype=np.float32) / 16, 3)) == 3  # it finds the new one by its name
    assert_agreed(one, two)


def test_vectors_that_are_missing_on_the_server_are_filled_in(share: Share, make_put: MakePut) -> None:
    one = share("one")
    one.commit([make_put(a) for a in BEFORE], [])
    one.vectors.remove(one.catalog.passage_ids()[:1])
    assert check_store(one).problems == ("1 passages have no vector",)
    assert_agreed(share("two"))


def test_a_collection_of_another_catalog_is_refused_and_kept(share: Share, make_put: MakePut, tmp_path: Path) -> None:
    one = share("one")
    one.commit([make_put(BEFORE[0])], [])
    with pytest.raises(YuanwenError, match=r"belongs to another catalog .*YUANWEN_INDEX__CHROMA_COLLECTION"):
        share("two", catalog_url=f"sqlite:///{tmp_path}/elsewhere/catalog.sqlite3")
    assert_agreed(one)


def test_a_chroma_server_that_is_not_there_is_one_line(tmp_path: Path, share: Share) -> None:
    with pytest.raises(UnavailableError) as refused:
        share("one", chroma_url="http://127.0.0.1:9")
    assert "http://127.0.0.1:9 cannot be used" in str(refused.value)
    assert "YUANWEN_INDEX__CHROMA_URL" in str(refused.value) and "\n" not in str(refused.value)


def test_a_tenant_that_is_not_there_is_one_line(share: Share) -> None:
    with pytest.raises(UnavailableError, match=r"nobody.*YUANWEN_INDEX__CHROMA_TENANT"):
        share("one", chroma_tenant="nobody")


def test_vectors_go_to_the_server_and_the_rest_stays_at_home(make_put: MakePut, chroma: str, tmp_path: Path) -> None:
    from index.store.opening import open_store

    settings = IndexSettings(chroma_url=chroma, chroma_collection="home-" + str(int(time.time())))
    store = open_store(tmp_path / "home", "hashed-bigrams", 256, settings)
    store.commit([make_put(a) for a in BEFORE], [])
    assert_agreed(store)
    store.close()
    assert (tmp_path / "home" / "catalog.sqlite3").is_file() and not (tmp_path / "home" / "chroma").exists()
    brought_home = open_store(tmp_path / "home", "hashed-bigrams", 256)
    assert_agreed(brought_home)
    brought_home.close()


def test_the_token_and_the_headers_are_sent_and_never_told(tmp_path: Path, share: Share) -> None:
    seen: list[dict[str, str]] = []

    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append({k.casefold(): v for k, v in self.headers.items()})
            body = b'{"error": "AuthError", "message": "no such token"}'
            self.send_response(401)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    given = {"chroma_token": "t0ken-secret", "chroma_headers": {"Authorization": "Bearer b3arer-secret"}}
    with pytest.raises(UnavailableError, match="check YUANWEN_INDEX__CHROMA_TOKEN") as refused:
        share("one", chroma_url=url, **given)
    server.shutdown()
    server.server_close()
    assert seen[0]["x-chroma-token"] == "t0ken-secret" and seen[0]["authorization"] == "Bearer b3arer-secret"
    assert "secret" not in str(refused.value) and "\n" not in str(refused.value)
