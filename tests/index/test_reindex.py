"""Another embedding for the same texts: built beside the index that answers, taken over at the next opening."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from index import Article, IndexSettings, YuanwenError, fold_duplicates, open_index, reindex
from index.embedding import EmbeddingSettings
from index.reindexing import next_folder

TEXTS = {
    "tea": "龙井茶产于杭州西湖。它在清明前采摘的最为名贵。",
    "ship": "郑和第一次下西洋是在1405年。船队从刘家港出发。",
}


class _Embeddings(BaseHTTPRequestHandler):
    """Speaks OpenAI's ``/v1/embeddings`` with vectors made from character pairs."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        rows = [{"object": "embedding", "index": i, "embedding": _vector(t)} for i, t in enumerate(body["input"])]
        data = json.dumps(
            {"object": "list", "data": rows, "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        )
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(data.encode())

    def log_message(self, *_: object) -> None:
        pass


def _vector(text: str) -> list[float]:
    vector = np.zeros(64)
    for a, b in pairwise(text):
        vector[(ord(a) * 31 + ord(b)) % 64] += 1
    return [float(x) for x in vector + 1e-6]


@pytest.fixture
def other() -> Iterator[IndexSettings]:
    """Settings that ask for another embedding, served on the loopback address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Embeddings)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/v1"
    embedding = EmbeddingSettings.model_validate({"kind": "openai", "base_url": url, "model": "pairs"})
    yield IndexSettings(bundled=False, embedding=embedding)
    server.shutdown()


BUILTIN = IndexSettings(bundled=False)


def _filled(home: Path) -> None:
    index = open_index(BUILTIN, home)
    index.update([Article(i, i, text) for i, text in TEXTS.items()], "test")
    index.close()


def test_another_embedding_is_refused_with_both_names_and_the_remedy(tmp_path: Path, other: IndexSettings) -> None:
    _filled(tmp_path)
    with pytest.raises(YuanwenError, match=r"multilingual-e5-small.*pairs.*yuanwen reindex"):
        open_index(other, tmp_path)


def test_the_old_index_answers_until_the_next_opening(tmp_path: Path, other: IndexSettings) -> None:
    _filled(tmp_path)
    serving = open_index(BUILTIN, tmp_path)
    assert reindex(other, tmp_path) == 2
    assert serving.search("龙井茶产于哪里？")[0].article_id == "tea"
    serving.close()
    index = open_index(other, tmp_path)
    assert "pairs" in index.space.name
    assert index.search("郑和下西洋")[0].article_id == "ship"
    assert index.verify().problems == ()
    index.close()
    assert not next_folder(tmp_path).exists()


def test_what_changed_in_between_is_brought_over(tmp_path: Path, other: IndexSettings) -> None:
    _filled(tmp_path)
    reindex(other, tmp_path)
    index = open_index(BUILTIN, tmp_path)
    index.update([Article("bridge", "bridge", "赵州桥由李春设计。")], "later")
    index.remove(["tea"])
    index.close()
    index = open_index(other, tmp_path)
    assert {a.id for a in index.articles()} == {"ship", "bridge"}
    assert index.search("赵州桥是谁设计的？")[0].article_id == "bridge"
    index.close()


def test_the_former_settings_still_open_the_former_index(tmp_path: Path, other: IndexSettings) -> None:
    _filled(tmp_path)
    reindex(other, tmp_path)
    index = open_index(BUILTIN, tmp_path)
    assert len(index.articles()) == 2
    index.close()


def test_without_an_index_it_says_so(tmp_path: Path, other: IndexSettings) -> None:
    with pytest.raises(YuanwenError, match="there is no index"):
        reindex(other, tmp_path)


def test_what_was_folded_away_stays_away_with_another_embedding(tmp_path: Path, other: IndexSettings) -> None:
    copy = Article("copy", "", TEXTS["tea"] + "（完）")
    index = open_index(IndexSettings(bundled=False), tmp_path)
    index.update([*(Article(i, "", text) for i, text in TEXTS.items()), copy], "test")
    assert fold_duplicates(index, [["tea", "copy"]]) == ["copy"]
    index.close()
    assert reindex(other, tmp_path) == 2
    index = open_index(other, tmp_path)
    assert index.update([copy], "test").skipped == {"copy": "a near-duplicate of tea"}
    index.close()


@pytest.mark.parametrize(
    "place", [{"chroma_url": "http://127.0.0.1:9"}, {"catalog_url": "sqlite:////nowhere/c.sqlite3"}]
)
def test_an_index_that_is_kept_elsewhere_is_moved_another_way(tmp_path: Path, place: dict[str, str]) -> None:
    with pytest.raises(YuanwenError, match=r"elsewhere: `yuanwen export`.*another collection.*`yuanwen import`"):
        reindex(IndexSettings.model_validate(place), tmp_path)
    assert not list(tmp_path.iterdir())
